"""What a sentence says, each half in its own language alone, names aside."""

import re

from scoring.errors import Sentence

_CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
_TAIL = re.compile(r"[(（][A-Za-z]+(?: [A-Za-z]+)+")
"""Several Latin words after a bracket: «(no such file)»."""


def english_only(text: str, *names: str) -> bool:
    """Whether nothing is Chinese but what stands between “ and ”, and ``names``: those of files."""
    return not _CHINESE.search(re.sub("“[^”]*”", "", _without(text, names)))


def chinese_only(text: str, *names: str) -> bool:
    """Whether the text is Chinese and has no English tail. ``names`` may have Latin words."""
    rest = _without(text, names)
    return bool(_CHINESE.search(rest)) and not _TAIL.search(rest)


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def assert_says(sentence: Sentence | None, zh: str, en: str, *names: str) -> None:
    """Hold that both halves match these patterns and that neither has a word of the other language."""
    assert sentence is not None
    assert re.search(zh, sentence.zh)
    assert re.search(en, sentence.en)
    assert chinese_only(sentence.zh, *names)
    assert english_only(sentence.en, *names)
