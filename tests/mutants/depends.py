"""What a file of tests depends on: until that changes, what is recorded of it stays as it is."""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FLOORS = ("scoring", "templates", "workbook", "macros")


def states(root: Path, tests: Iterable[str]) -> Mapping[str, str]:
    """A hash for each file of tests: of the whole code, of the file, and of what tests share that it
    imports or that pytest imports for it."""
    code = _hash(path for floor in FLOORS for path in sorted((root / floor).rglob("*")))
    known: dict[Path, frozenset[Path]] = {}
    return {test: code + _hash(sorted(_needed(root, root / test, known))) for test in tests}


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, and those that the names it imports could be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _needed(root: Path, path: Path, known: dict[Path, frozenset[Path]]) -> frozenset[Path]:
    """A file of the tests and all others that it needs."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            if each not in known:
                known[each] = frozenset(_next_to(root, each))
            waiting.extend(known[each])
    return frozenset(found)


def _next_to(root: Path, path: Path) -> Iterator[Path]:
    folders = [folder for folder in path.parents if folder.is_relative_to(root)]
    names = (folder / "conftest.py" for folder in folders)
    modules = (root / name.replace(".", "/") for name in imported(ast.parse(path.read_text("utf-8"))))
    files = (file for module in modules for file in (module.with_suffix(".py"), module / "__init__.py"))
    ours = (file for file in files if file.is_relative_to(root / "tests"))
    yield from (file for file in (*names, *ours) if file.is_file())


def _hash(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
