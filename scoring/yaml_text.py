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


def load(text: str) -> Any:
    """The document's data. Raises ValueError, with the line in both languages where there is one."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  _Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ValueError(f"第 {line} 行：{error.problem}", f"line {line}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ArithmeticError, ValueError) as error:
        raise ValueError(str(error), str(error)) from None
