"""The mistakes that are tried: each the change of a few characters in the text of a source."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tests.mutants.places import Function, Place

_COMPARISONS: Mapping[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
_TIMES = 10
_FEWEST = 2
"""Elements that a collection has before one is taken out; numbers from which ten times is another slip."""
_Collection = ast.Set | ast.Tuple | ast.List
_Ending = ast.Raise | ast.Return | ast.Continue | ast.Break


@dataclass(frozen=True, slots=True)
class Edit:
    """``put`` in place of the characters from ``start`` to ``end``; ``change`` says it in words."""

    start: int
    end: int
    put: str
    change: str


@dataclass(frozen=True)
class Source:
    """The text of a module, and where in it a syntax tree's nodes stand."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines(keepends=True)

    def at(self, line: int, column: int) -> int:
        """The offset in characters of a line, and a column in bytes as a tree has it."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.at(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        return self.at(node.end_lineno or 0, node.end_col_offset or 0)

    def of(self, node: ast.expr | ast.stmt) -> str:
        return self.text[self.start(node) : self.end(node)]

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def edits(source: Source, place: Place, node: ast.expr) -> Iterator[Edit]:
    """What can be got wrong at an expression."""
    yield from _other_operators(source, node)
    yield from _other_values(source, place, node)


def statement_edits(source: Source, place: Place) -> Iterator[Edit]:
    """What can be got wrong at a statement as a whole."""
    statement = place.statement
    match statement:
        case ast.Continue():
            yield _replaced(source, statement, "break")
        case ast.Break():
            yield _replaced(source, statement, "continue")
        case ast.If(test=test, body=[ast.Raise() | ast.Return() | ast.Continue() | ast.Break()], orelse=[]):
            yield Edit(source.start(test), source.end(test), "False", "guard removed")
        case ast.Return(value=ast.expr() as value) if _gives_something(place.function, value):
            yield Edit(source.start(value), source.end(value), "None", "returns None")
        case ast.AugAssign(op=ast.Add() | ast.Sub()):
            old, new = ("+=", "-=") if isinstance(statement.op, ast.Add) else ("-=", "+=")
            yield from _between(source, statement.target, statement.value, old, new)


def _other_operators(source: Source, node: ast.expr) -> Iterator[Edit]:
    match node:
        case ast.Compare():
            yield from _compared(source, node)
        case ast.BoolOp():
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for left, right in pairwise(node.values):
                yield from _between(source, left, right, old, new)
        case ast.UnaryOp(op=ast.Not()):
            start = source.start(node)
            yield Edit(start, start + len("not"), "", "not removed")
        case ast.BinOp(op=ast.Add() | ast.Sub()) if not (_is_joined(node.left) or _is_joined(node.right)):
            old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
            yield from _between(source, node.left, node.right, old, new)


def _other_values(source: Source, place: Place, node: ast.expr) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool() as value):
            yield _replaced(source, node, str(not value))
        case ast.Constant(value=int() | float() as number):
            yield _replaced(source, node, str(number + 1))
            if number >= _FEWEST:
                yield _replaced(source, node, str(number * _TIMES))
        case ast.Call(func=ast.Name(id=name) as function) if name in _OTHER_NAME:
            yield _replaced(source, function, _OTHER_NAME[name])
        case ast.Set() | ast.Tuple() | ast.List() if _is_listed(place, node):
            yield from _fewer(source, node)


def _compared(source: Source, node: ast.Compare) -> Iterator[Edit]:
    for (left, right), operator in zip(pairwise((node.left, *node.comparators)), node.ops, strict=True):
        old, new = _COMPARISONS[type(operator)]
        yield from _between(source, left, right, old, new)
        if isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Tuple):
            yield from _fewer(source, right)


def _between(source: Source, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Edit]:
    """The operator that stands between two operands, whatever brackets stand there too."""
    pattern = r"\s+".join(map(re.escape, old.split()))
    start = source.end(left)
    found = list(re.finditer(pattern, source.text[start : source.start(right)]))
    if len(found) == 1:
        yield Edit(start + found[0].start(), start + found[0].end(), new, f"{old} → {new}")


def _replaced(source: Source, node: ast.expr | ast.stmt, new: str) -> Edit:
    return Edit(source.start(node), source.end(node), new, f"{source.of(node)} → {new}")


def _is_joined(node: ast.expr) -> bool:
    """Whether it is certainly a text or a list: to take one from another is noticed by Python."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp)


def _is_listed(place: Place, node: ast.expr) -> bool:
    """Whether it lists what belongs to something: a set, or all that a constant is. The rows of a table
    are no lists."""
    match place.statement:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=value):
            return isinstance(node, ast.Set) or (place.function is None and value is node)
    return isinstance(node, ast.Set)


def _fewer(source: Source, node: _Collection) -> Iterator[Edit]:
    """The collection without one of its constants; of a set, also with another text for it."""
    elements: Sequence[ast.expr] = node.elts
    if len(elements) < _FEWEST:
        return
    for number, element in enumerate(elements):
        if not isinstance(element, ast.Constant | ast.Name | ast.Attribute):
            continue
        is_last = number == len(elements) - 1
        start = source.end(elements[number - 1]) if is_last else source.start(element)
        end = source.end(element) if is_last else source.start(elements[number + 1])
        comma = "," if is_last and isinstance(node, ast.Tuple) and len(elements) == _FEWEST else ""
        yield Edit(start, end, comma, f"{source.of(element)} left out")
        if isinstance(node, ast.Set) and isinstance(element, ast.Constant) and isinstance(element.value, str):
            yield _replaced(source, element, repr(f"{element.value}-"))


def _gives_something(function: Function | None, value: ast.expr) -> bool:
    """Whether a caller can tell the value from None, by its annotation and its truth."""
    if function is None or isinstance(function.returns, ast.Constant):
        return False
    is_empty = isinstance(value, ast.Constant) and not value.value
    is_empty = is_empty or (isinstance(value, ast.Tuple | ast.List) and not value.elts)
    is_empty = is_empty or (isinstance(value, ast.Dict) and not value.keys)
    is_generator = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
    return not is_empty and not is_generator
