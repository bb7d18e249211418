"""Whether a sentence is in one language alone, names aside."""

import re

_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
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
