"""Where in a source a mistake is worth trying: statements and expressions that decide something.

Left out is what no test should hold fast: docstrings, annotations, what only the type checker reads,
the words of messages, and what stands there for another system.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_BODIES = frozenset({"body", "orelse", "finalbody", "handlers", "cases"})
_TYPES = frozenset({"annotation", "returns", "decorator_list", "type_params", "args"})
"""Fields of a definition; of its arguments the defaults count."""
_UNTRIED_KEYWORDS = frozenset({"frozen", "maxsize", "params", "strict"})
"""The words of a finding, and what is stated for the reader of the code or saves time alone."""
_UNTRIED_TESTS = re.compile(r"\bTYPE_CHECKING\b|\bsys\.platform\b|\b__name__\b")
_UNTRIED_NAMES = frozenset({"__all__", "TYPE_CHECKING", "params"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Place:
    """A statement, of which a compound one is only its head.

    ``first`` and ``last`` are the lines that run where it counts: its own in a function; in a class or
    among defaults all of the definition's. ``names`` are those that bind it at the top of the module.
    """

    statement: ast.stmt | ast.match_case
    scope: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    function: Function | None = None


def places(tree: ast.Module) -> Iterator[Place]:
    """Every statement that counts, in the order of the source."""
    yield from _of_body(tree.body, Place(ast.Pass(), "", 0, 0))


def expressions(statement: ast.stmt | ast.match_case) -> Iterator[ast.expr]:
    """Every expression of a statement's own that counts, outermost first; not those of its body."""
    if isinstance(statement, Function):
        defaults = (*statement.args.defaults, *statement.args.kw_defaults)
        yield from (each for default in defaults if default for each in _within(default))
    elif isinstance(statement, ast.match_case):
        yield from _within(statement.guard) if statement.guard else ()
    elif not isinstance(statement, ast.Raise | ast.Assert | ast.ClassDef):
        for name, value in ast.iter_fields(statement):
            if name not in _BODIES | _TYPES:
                for child in value if isinstance(value, list) else [value]:
                    yield from _within(child)


def _of_body(body: Iterable[ast.stmt], around: Place) -> Iterator[Place]:
    for statement in body:
        if _counts(statement):
            yield from _of_statement(statement, around)


def _of_statement(statement: ast.stmt, around: Place) -> Iterator[Place]:
    if isinstance(statement, Function | ast.ClassDef):
        yield from _of_definition(statement, around)
        return
    own = _located(statement, around)
    yield own
    for name in ("body", "orelse", "finalbody"):
        yield from _of_body(getattr(statement, name, ()), around)
    for handler in getattr(statement, "handlers", ()):
        yield from _of_body(handler.body, around)
    for case in getattr(statement, "cases", ()):
        yield replace(own, statement=case, first=case.pattern.lineno, last=case.body[0].lineno)
        yield from _of_body(case.body, around)


def _of_definition(definition: Function | ast.ClassDef, around: Place) -> Iterator[Place]:
    scope = f"{around.scope}.{definition.name}".lstrip(".")
    names = around.names or (definition.name,)
    whole = Place(definition, scope, definition.lineno, definition.end_lineno or 0, names, around.function)
    yield whole
    inside = whole if isinstance(definition, ast.ClassDef) else replace(whole, function=definition)
    yield from _of_body(definition.body, inside)


def _located(statement: ast.stmt, around: Place) -> Place:
    first, last = statement.lineno, _end_of_head(statement)
    if around.function:
        return replace(around, statement=statement, first=first, last=last)
    if around.names:  # a class: its fields and constants are used wherever it is
        return replace(around, statement=statement)
    return replace(around, statement=statement, first=first, last=last, names=tuple(_bound(statement)))


def _end_of_head(statement: ast.stmt) -> int:
    body: list[ast.stmt] = getattr(statement, "body", [])
    return max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or statement.lineno


def _bound(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _counts(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Assert() | ast.Import() | ast.ImportFrom():
            return False
        case ast.If(test=test):
            return not _UNTRIED_TESTS.search(ast.unparse(test))
        case ast.ClassDef(bases=bases):
            return "Protocol" not in map(ast.unparse, bases)
        case ast.FunctionDef(decorator_list=decorators):
            return "overload" not in map(ast.unparse, decorators)
        case ast.Assign() | ast.AnnAssign():
            return not _UNTRIED_NAMES.intersection(_bound(statement))
    return True


def _within(node: object) -> Iterator[ast.expr]:
    """An expression and those in it. A text with values in it is a message."""
    if not isinstance(node, ast.AST) or isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.expr):
        yield node
    for name, value in ast.iter_fields(node):
        if isinstance(node, ast.Subscript) and name == "slice" and _is_of_types(node.value):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not (isinstance(child, ast.keyword) and child.arg in _UNTRIED_KEYWORDS):
                yield from _within(child)


def _is_of_types(value: ast.expr) -> bool:
    """Whether what is indexed is a type such as ``dict[…]`` or ``Literal[…]``."""
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    is_type = name in {"dict", "frozenset", "list", "set", "tuple", "type"} or name.istitle()
    return is_type and name != "Annotated"
