"""What a worker can be asked to do, and within which limits; the same list on both sides.

A job is a function whose annotations say what it is sent and what it sends back (scoring/wire.py). Its module
is imported when it is first asked for, on either side.
"""

import importlib
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_type_hints

from scoring import errors
from scoring.errors import KaoheError
from scoring.wire import packed, unpacked
from templates.pool import Limits

JobName = Literal["form", "source", "summary"]
_HOMES: dict[JobName, str] = {
    "form": "macros.reading.forms",
    "source": "macros.reading.sources",
    "summary": "macros.reading.summaries",
}
VALUE, ERROR = b"v", b"e"
"""How an answer begins: what was made, or the sentence of an error."""
_ERRORS = {kind.__name__: kind for kind in (KaoheError, errors.RubricError, errors.RosterError)}

_MB = 1024 * 1024
FILE = Limits(6.0, 60.0, 400 * _MB)
"""For a file that somebody sent: the largest honest form takes 2 seconds and 200 MB."""
SUMMARY = Limits(60.0, 300.0, 2000 * _MB)
"""For a consolidated workbook of our own: see workbook/limits.py."""
_SECONDS_OF_MB, _MEMORY_OF_BYTE = 0.4, 6


def limits_for(size: int, least: Limits = FILE) -> Limits:
    """Return the limits for a file of so many bytes: a mail takes four times its size in memory."""
    more = size / _MB * _SECONDS_OF_MB
    return Limits(least.seconds + more, least.clock + 4 * more, least.memory + _MEMORY_OF_BYTE * size)


@dataclass(frozen=True, slots=True)
class Job:
    """``common`` is the type of what many tasks are given alike, None where there is no such thing;
    ``given`` that of the rest, ``made`` that of what ``does`` returns."""

    does: Callable[..., Any]
    common: Any
    given: Any
    made: Any


@cache
def job(name: JobName) -> Job:
    """Return a job: the function ``read`` of its module. What is given alike is named ``terms`` there."""
    does = importlib.import_module(_HOMES[name]).read
    hints = get_type_hints(does)
    made, common = hints.pop("return"), hints.pop("terms", None)
    return Job(does, common, types.GenericAlias(tuple, tuple(hints.values())), made)


class Desk:
    """A worker's place: what it keeps from one task to the next."""

    def __init__(self) -> None:
        self._common: Sequence[bytes] = ()
        self._terms: list[Any] = []

    def do(self, common: list[bytes], parts: list[bytes]) -> list[bytes]:
        """Do what a task says and return the parts of the answer."""
        asked = job(cast("JobName", parts[0].decode()))
        if self._common is not common:
            self._common = common
            self._terms = [] if asked.common is None else [unpacked(asked.common, common)]
        try:
            made = asked.does(*self._terms, *unpacked(asked.given, parts[1:]))
        except KaoheError as error:
            kind = type(error).__name__
            said = (kind if kind in _ERRORS else "KaoheError", error.sentence.zh, error.sentence.en)
            return [ERROR, *packed(tuple[str, str, str], said)]
        return [VALUE, *packed(asked.made, made)]


def value_of(asked: Job, answer: Sequence[bytes]) -> Any:
    """Return what a worker's answer says. Raise the error that it says, WireError where it says neither."""
    if answer[:1] == [VALUE]:
        return unpacked(asked.made, answer[1:])
    kind, zh, en = unpacked(tuple[str, str, str], answer[1:])
    raise _ERRORS.get(kind, KaoheError)(zh, en)
