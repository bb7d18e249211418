"""YAML as people write it: safe, bounded, with numbers that keep their digits."""

import datetime
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import yaml

from scoring.errors import Sentence, TextError
from scoring.text_file import MAX_TEXT, TOO_LARGE
from scoring.values import number

MAX_NODES, MAX_DEPTH = 50_000, 50
"""Values, fields and lists of a document, and how many lie in each other: a rubric has 2,000 and 12."""
_MAX_DIGITS = 40
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_ANY_INTEGER = re.compile(r"[-+]?[0-9][0-9A-Fa-fbx_:]*")


class YamlTextError(TextError):
    """A text is no YAML; ``sentence`` says why, with the line where there is one."""


class _SaidError(yaml.constructor.ConstructorError):
    """A mistake found here rather than by the parser, in words of ours."""

    def __init__(self, said: Sentence, mark: yaml.Mark) -> None:
        super().__init__(None, None, said.zh, mark)
        self.said = said


class Loader(yaml.SafeLoader):
    """A safe loader that keeps numbers as written: 0.1 points are exact, an unquoted id 1.10 stays 1.10.

    Nodes are counted as they are composed, those of an alias each time that it is used: what a few lines
    of aliases would come to is known before anything is made of them.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._count = 0
        self._sizes: dict[yaml.Node, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # its stubs say no types
        is_alias = self.check_event(yaml.AliasEvent)
        before = self._count
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _SaidError(_TOO_DEEP, mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if not is_alias:
            self._count += 1
        elif node in self._sizes:
            self._count += self._sizes[node]
        else:
            raise _SaidError(_ENDLESS, mark)
        if self._count > MAX_NODES:
            raise _SaidError(_TOO_MUCH, mark)
        if node is not None and not is_alias:
            self._sizes[node] = self._count - before
        return node


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    found = number(loader.construct_scalar(node).replace("_", ""))
    if found is None:
        raise _SaidError(_no_number(node.value), node.start_mark)
    return found


def _integer(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int | str:
    """Return a whole number; it may have more digits than any number of points, being meant as text.

    What YAML takes for a number of another notation (010 is 8 there, 1:20 is 80) stays as it was written.
    """
    if len(node.value) <= _MAX_DIGITS and _ANY_INTEGER.fullmatch(node.value):
        return int(node.value) if _PLAIN_INTEGER.fullmatch(node.value) else str(node.value)
    raise _SaidError(_no_number(node.value), node.start_mark)


def _day(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> datetime.date:
    try:
        day: datetime.date = loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError, OverflowError):
        said = Sentence(
            f"沒有「{_cut(node.value)}」這個日期，請改正", f"“{_cut(node.value)}” is no date; correct it"
        )
        raise _SaidError(said, node.start_mark) from None
    return day


def _no_number(text: str) -> Sentence:
    cut = _cut(text)
    return Sentence(
        f"「{cut}」不是數字，或太大、位數太多；請改正，是文字的話要加引號",
        f"“{cut}” is no number, or too large or long a one; correct it, or put a text in quotation marks",
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_DIGITS else f"{text[:_MAX_DIGITS]}…"


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    """Build a mapping and refuse a field that is written twice: YAML would silently keep the last."""
    written: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            if key.value in written:
                raise _SaidError(_twice(key.value), key.start_mark)
            written.add(key.value)
    return loader.construct_mapping(node, deep=True)


Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
Loader.add_constructor("tag:yaml.org,2002:int", _integer)
Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


_SAID = {
    r"found character '\t'": Sentence(
        "縮排請用空白，不要用 Tab", "a tab stands where blanks should; indent with blanks"
    ),
    "could not find expected ':'": Sentence(
        "少了半形冒號「:」，請補上，冒號後面要空一格",
        "a colon is missing; write “name: value”, with a blank after it",
    ),
    "mapping values are not allowed": Sentence(
        "這裡不該有冒號；文字裡有冒號時，整段文字要加引號",
        "no colon belongs here; a text that has one needs quotation marks around it",
    ),
    "expected <block end>": Sentence(
        "縮排與上面的行不一致，或上面有引號沒有收尾、引號後面多了字；請對齊，或補正引號",
        "the indentation differs from the lines above, or a quotation above is not closed or goes on; correct"
        " it",
    ),
    "found unexpected end of stream": Sentence(
        "引號或括號沒有成對，請補上", "a quotation mark or bracket is not closed; close it"
    ),
    "expected ',' or '}'": Sentence(
        "大括號裡少了逗號或右括號「}」，請補上", "a comma or the closing } is missing; add it"
    ),
    "expected ',' or ']'": Sentence(
        "方括號裡少了逗號或右括號「]」，請補上", "a comma or the closing ] is missing; add it"
    ),
    "expected the node content": Sentence(
        "這裡少了值，或多了符號，請補上或刪去", "a value is missing, or a sign is too many; add or delete it"
    ),
    "could not determine a constructor": Sentence(
        "「!」開頭的標記不能用；文字以「!」開頭時要加引號",
        "marks that begin with ! cannot be used; a text that does needs quotation marks around it",
    ),
    "found undefined alias": Sentence(
        "文字以「*」開頭時要加引號", "a text that begins with * needs quotation marks around it"
    ),
    "found unknown escape character": Sentence(
        "雙引號裡的「\\」後面不能接這個字；請改用單引號",
        "what follows the \\ in double quotation marks means nothing; use single ones",
    ),
    "but found another document": Sentence(
        "一個檔案只能有一份內容，請刪去「---」以後的部分",
        "the file has a second document; delete it from --- on",
    ),
}
_TOO_MUCH = Sentence(
    "內容太多（用「*」引用的，每引用一次就算一次），請刪減",
    "it says too much, what is used by an alias (*) counted each time; say less",
)
_ENDLESS = Sentence(
    "「*」引用了包含自己的內容，請改正", "an alias (*) is used inside what it stands for; correct it"
)
_TOO_DEEP = Sentence(
    "層層相套太多，請核對括號與縮排", "it is nested too deeply; check brackets and indentation"
)
_OTHER = Sentence(
    "不合 YAML 的寫法，請核對縮排、冒號與引號", "this is no YAML; check indentation, colons and quotes"
)


def _said(error: yaml.MarkedYAMLError) -> Sentence:
    """Say what the parser found wrong, for a person who knows no YAML."""
    if isinstance(error, _SaidError):
        return error.said
    problem = error.problem or ""
    return next((said for begin, said in _SAID.items() if problem.startswith(begin)), _OTHER)


def load_json(text: str) -> Any:
    """Return the data of JSON where the text is JSON, which YAML does not quite include, else of YAML.

    Raises YamlTextError."""
    _hold_size(text)
    try:
        return json.loads(
            text,
            parse_float=_decimal_of_json,
            parse_int=_integer_of_json,
            parse_constant=_decimal_of_json,
            object_pairs_hook=_fields_of_json,
        )
    except YamlTextError:
        raise
    except (ValueError, RecursionError):
        return load(text)


def _fields_of_json(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object and refuse a field that is written twice: JSON would silently keep the last."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise YamlTextError(_twice(name))
        fields[name] = value
    return fields


def _twice(name: str) -> Sentence:
    cut = _cut(name)
    return Sentence(f"「{cut}」寫了兩次，請刪去一次", f"“{cut}” is written twice; delete one")


def _decimal_of_json(text: str) -> Decimal:
    found = number(text)
    if found is None:
        raise YamlTextError(_no_number(text))
    return found


def _integer_of_json(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise YamlTextError(_no_number(text))
    return int(text)


def _hold_size(text: str) -> None:
    """Raise YamlTextError where a text is longer than any file may be."""
    if len(text) > MAX_TEXT:
        raise YamlTextError(TOO_LARGE)


def load(text: str) -> Any:
    """Return the document's data.

    Raise ValueError with a sentence in each language, with the line where there is one.
    """
    _hold_size(text)
    try:
        return yaml.load(text, Loader)  # noqa: S506  Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        # Where a colon is missing, YAML only stumbles over the next line.
        is_late = (error.problem or "").startswith("could not find")
        mark = (error.context_mark if is_late else None) or error.problem_mark
        line, said = mark.line + 1 if mark else 0, _said(error)
        raise YamlTextError(Sentence(f"第 {line} 行：{said.zh}", f"line {line}: {said.en}")) from None
    except yaml.reader.ReaderError as error:
        line, sign = text.count("\n", 0, error.position) + 1, f"U+{error.character:04X}"
        raise YamlTextError(
            Sentence(
                f"第 {line} 行：有不能使用的字元 {sign}，請刪去",
                f"line {line}: the character {sign} cannot be used; delete it",
            )
        ) from None
    except (yaml.YAMLError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        raise YamlTextError(_OTHER) from None  # a value that its explicit tag, such as !!bool, does not fit
