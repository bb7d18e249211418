"""The tests that could notice a mistake: those that run its lines, or what is made of its names."""

import ast
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from tests.mutants.depends import imported
from tests.mutants.mutate import Mutant
from tests.mutants.places import Function
from tests.mutants.record import Record, file_of


@dataclass(frozen=True, slots=True)
class Use:
    """A line that uses a name. ``makes`` are the names at the top of the module that it helps to make;
    ``is_called``: it stands in a function, so that it runs as often as it counts."""

    path: str
    line: int
    makes: tuple[str, ...]
    is_called: bool


@dataclass(frozen=True)
class Covering:
    """``texts`` are the sources of the whole project, tests too, by path."""

    record: Record
    texts: Mapping[str, str]

    def tests(self, mutant: Mutant) -> frozenset[str]:
        """Those that run the lines of a mistake.

        What stands at the top of a module runs once, whoever imports it first: there it is the tests
        that run a use of its names. Where no test of this process runs the lines, it is those that run
        what calls them; for a program of its own, what starts it.
        """
        place = mutant.place
        found = self.record.running(mutant.path, range(place.first, place.last + 1))
        if found and place.function:
            return found
        found |= self._of_uses(mutant.path, place.names)
        return found or self._of_uses(mutant.path, [_module(mutant.path)])

    def _of_uses(self, path: str, names: Iterable[str]) -> frozenset[str]:
        """The tests that run a use of the names, or of what is made of them."""
        waiting = deque((path, name) for name in names)
        seen = set(waiting)
        tests: frozenset[str] = frozenset()
        while waiting:
            for use in self._uses_of(*waiting.popleft()):
                running = self._running(use)
                tests |= running
                if not (running and use.is_called):
                    more = {(use.path, name) for name in use.makes} - seen
                    waiting.extend(more)
                    seen |= more
        return tests

    def _running(self, use: Use) -> frozenset[str]:
        """The tests that run a use: of one in a file of tests, all that stand in it."""
        return self._by_file.get(use.path) or self.record.running(use.path, [use.line])

    @cached_property
    def _by_file(self) -> Mapping[str, frozenset[str]]:
        files = {file_of(test) for test in self.record.seconds}
        return {file: frozenset(t for t in self.record.seconds if file_of(t) == file) for file in files}

    def _uses_of(self, path: str, name: str) -> Iterator[Use]:
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for use in self._uses.get(name, ()):
            if use.path == path or (not name.startswith("_") and module in self._imports[use.path]):
                yield use

    @cached_property
    def _uses(self) -> Mapping[str, Sequence[Use]]:
        uses: dict[str, list[Use]] = {}
        for path, tree in self._trees.items():
            for statement in tree.body:
                makes = tuple(_made(statement))
                for name, line, is_called in _used(statement):
                    uses.setdefault(name, []).append(Use(path, line, makes, is_called))
        return uses

    @cached_property
    def _imports(self) -> Mapping[str, frozenset[str]]:
        return {path: frozenset(imported(tree)) for path, tree in self._trees.items()}

    @cached_property
    def _trees(self) -> Mapping[str, ast.Module]:
        return {path: ast.parse(text) for path, text in self.texts.items()}


def in_turn(tests: Iterable[str], record: Record, path: str, budget: float) -> list[str]:
    """The order in which tests are asked about a mistake: those of the folder that mirrors the code's
    first, then the others; among each the fastest first. Those beyond ``budget`` seconds are left out."""
    mirror = PurePosixPath("tests", path).parent

    def rank(test: str) -> tuple[bool, float, str]:
        return mirror not in PurePosixPath(file_of(test)).parents, record.seconds[test], test

    chosen: list[str] = []
    for test in sorted(tests, key=rank):
        budget -= record.seconds[test]
        if budget < 0 and chosen:
            break
        chosen.append(test)
    return chosen


def _module(path: str) -> str:
    """The name that a module is imported under."""
    return PurePosixPath(path.removesuffix("/__init__.py")).stem


def _used(node: ast.AST, *, is_called: bool = False) -> Iterator[tuple[str, int, bool]]:
    """The names in a statement, each with its line and whether it stands in the body of a function."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id, node.lineno, is_called
    elif isinstance(node, ast.Attribute):
        yield node.attr, node.lineno, is_called
    body: Sequence[ast.AST] = node.body if isinstance(node, Function) else ()
    for child in ast.iter_child_nodes(node):
        yield from _used(child, is_called=is_called or child in body)


def _made(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, Function | ast.ClassDef):
        yield statement.name
    for node in ast.walk(statement) if isinstance(statement, ast.Assign | ast.AnnAssign) else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
