"""Which mutants are tried: the part of the code that is asked for, without those accepted as harmless."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.mutants.mutate import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
SCOPE = ("scoring", "workbook/intake", "workbook/collection", "macros/campaign")
"""What a slip in would give an office another score, or write to it for nothing."""
ACCEPTED = Path(__file__).with_name("equivalent.yaml")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mutant that may live. It is known by its text, not by its line's number: ``line`` is the line of
    the source as it stands, without the white space around it."""

    file: str
    line: str
    change: str
    reason: str

    def is_of(self, mutant: Mutant) -> bool:
        return (self.file, self.line, self.change) == (mutant.path, mutant.written, mutant.change)


def accepted(path: Path = ACCEPTED) -> tuple[Accepted, ...]:
    """The mutants that may live, each with its reason."""
    return tuple(Accepted(**entry) for entry in yaml.safe_load(path.read_text("utf-8")) or ())


def sources(root: Path, scope: Sequence[str]) -> Mapping[str, str]:
    """The texts of all modules in the folders and files of ``scope``, by their path from ``root``.

    Raises FileNotFoundError where there is no such folder or file.
    """
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in _modules(root, scope)}


def candidates(texts: Mapping[str, str], lines: Mapping[str, set[int]]) -> Iterator[Mutant]:
    """The mutants of the sources; of a path that ``lines`` names, those of these lines."""
    for path, text in texts.items():
        for mutant in mutants(path, text):
            if mutant.line in lines.get(path, {mutant.line}):
                yield mutant


def with_lines(scope: Sequence[str]) -> tuple[list[str], dict[str, set[int]]]:
    """What ``PATH`` and ``PATH:LINE`` name: the paths, and the lines by path."""
    lines: dict[str, set[int]] = {}
    for each in scope:
        path, _, line = each.partition(":")
        if line:
            lines.setdefault(path, set()).add(int(line))
    return list(dict.fromkeys(each.partition(":")[0] for each in scope)), lines


def _modules(root: Path, scope: Sequence[str]) -> Iterator[Path]:
    for each in scope:
        path = root / each
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}")
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]
