"""YAML as people write it: safe, with numbers that keep their digits."""

from decimal import Decimal, InvalidOperation
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """0.1 points are exactly that, and an unquoted id such as 1.10 stays 1.10."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    try:
        number = Decimal(loader.construct_scalar(node).replace("_", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise yaml.constructor.ConstructorError(
            None, None, f"不是數字 (no number): {node.value}", node.start_mark
        )
    return number


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    """A mapping in which no field is written twice: YAML would silently keep the last."""
    written = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    twice = next((key for key in written if written.count(key) > 1), None)
    if twice is not None:
        problem = f"「{twice}」寫了兩次 (it is written twice)"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


_SAID = {
    r"found character '\t'": "縮排請用空白，不要用 Tab",
    "could not find expected ':'": "少了半形冒號「:」，冒號後面要空一格",
    "mapping values are not allowed": "這裡不該有冒號；文字裡有冒號時，整段文字要加引號",
    "expected <block end>": "縮排與上面的行不一致，或引號後面多了字",
    "found unexpected end of stream": "引號或括號沒有成對",
    "expected ',' or '}'": "大括號裡少了逗號或右括號「}」",
    "expected ',' or ']'": "方括號裡少了逗號或右括號「]」",
}


def _said(problem: str) -> str:
    """What the parser says, for a person who knows no YAML; in English where we have no words for it."""
    return next((zh for en, zh in _SAID.items() if problem.startswith(en)), problem)


def load(text: str) -> Any:
    """The document's data. Raises ValueError, with the line in both languages where there is one."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  _Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        problem = error.problem or ""
        # Where a colon is missing, YAML only stumbles over the next line.
        mark = (error.context_mark if problem.startswith("could not find") else None) or error.problem_mark
        line = mark.line + 1 if mark else 0
        raise ValueError(f"第 {line} 行：{_said(problem)}", f"line {line}: {problem}") from None
    except (yaml.YAMLError, RecursionError, ArithmeticError, ValueError) as error:
        raise ValueError(str(error), str(error)) from None
