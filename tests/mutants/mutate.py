"""The mutants of a source: the same text with one mistake in it."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from tests.mutants.edits import Edit, Source, edits, statement_edits
from tests.mutants.places import Place, expressions, places


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake. ``path`` is as from the project's root, ``number`` tells mistakes apart that are made
    the same way in lines that read the same."""

    path: str
    line: int
    written: str
    change: str
    edit: Edit
    place: Place
    number: int = 0

    def applied(self, text: str) -> str:
        """The source's text with the mistake in it."""
        return text[: self.edit.start] + self.edit.put + text[self.edit.end :]

    def draw(self, seed: int) -> bytes:
        """What decides whether it is drawn: as long as its own line stays, changes elsewhere do not."""
        marks = (str(seed), self.path, self.place.scope, self.written, self.change, str(self.number))
        return hashlib.sha256("\0".join(marks).encode()).digest()


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a source, those too that Python cannot read."""
    source = Source(text)
    lines = text.splitlines()
    seen: Counter[tuple[str, str, str]] = Counter()
    for place in places(ast.parse(text)):
        for edit in _of_place(source, place):
            line = source.line(edit.start)
            mark = (place.scope, lines[line - 1].strip(), edit.change)
            yield Mutant(path, line, mark[1], edit.change, edit, place, seen[mark])
            seen[mark] += 1


def drawn(candidates: Iterable[Mutant], texts: Mapping[str, str], count: int, seed: int) -> list[Mutant]:
    """So many of them by lot, the same for the same seed, in the order of the sources.

    ``texts`` are the sources by path.
    """
    by_lot = sorted(candidates, key=lambda mutant: mutant.draw(seed))
    programs = (mutant for mutant in by_lot if _is_program(mutant.applied(texts[mutant.path])))
    return sorted(islice(programs, count), key=lambda mutant: (mutant.path, mutant.edit.start, mutant.change))


def _of_place(source: Source, place: Place) -> Iterator[Edit]:
    yield from statement_edits(source, place)
    for node in expressions(place.statement):
        yield from edits(source, place, node)


def _is_program(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
