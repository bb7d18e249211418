"""YAML as people write it: safe, with numbers that keep their digits."""

from decimal import Decimal
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """0.1 points are exactly that, and an unquoted id such as 1.10 stays 1.10."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def load(text: str) -> Any:
    """The document's data. Raises ValueError, with the line in both languages where there is one."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  _Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ValueError(f"第 {line} 行：{error.problem}", f"line {line}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ArithmeticError, ValueError) as error:
        raise ValueError(str(error), str(error)) from None
