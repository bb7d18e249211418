"""Letters rendered in a process of their own: plain values go there, text comes back.

One process renders all letters of a run. Nothing that it says is ever run here.
"""

import dataclasses
import json
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scoring.errors import Sentence
from templates import child
from templates.letters import letters_child
from templates.letters.folder import LetterError
from templates.letters.rendering import Wanted, Words, late, render, unusable

MEMORY = 600 * 1024 * 1024
"""Bytes of address space, of which Python with Jinja2 takes some 150 MB."""
SECONDS = 10.0
"""Of CPU time, for one letter; a usual one takes a few milliseconds."""
_GRACE = 1.0
"""Seconds more, in which a letter that is late can say where it was."""
_WALL_SECONDS, _WALL_SECONDS_EACH = 120.0, 2.0
"""By the clock, for all letters and for each of them, however busy the machine is."""
_MOST = 1_000_000
"""Characters of a letter."""
_BROKEN_OFF = Sentence("寫到一半就中斷，可能內容太大", "writing it broke off; it may be too large")
_OVERDUE = Sentence(
    "等了很久還沒寫完；電腦若正忙，請稍後再執行一次",
    "it was still not written after a long wait; if the computer is busy, run again later",
)
_NOT_STARTED = (
    "系統沒有讓寫信的程式啟動，可能記憶體不足；請關閉其他程式後再執行一次",
    (
        "the system did not start the process that writes letters, perhaps for want of memory; close other"
        " programs and run again"
    ),
)
_TOO_LARGE = Sentence("內容太大", "it is too large")


def compose_all(wanted: Sequence[Wanted], own: Path) -> list[Words]:
    """Return the words of each letter, rendered with a campaign's own templates in one child process.

    Raise LetterError for the first letter that cannot be written.
    """
    letters = [(each.kind, each.language, _plain(each.values)) for each in wanted]
    task = json.dumps({"own": str(own), "seconds": SECONDS, "letters": letters}).encode()
    most, problem = _WALL_SECONDS + _WALL_SECONDS_EACH * len(wanted), _BROKEN_OFF
    try:
        output = child.run(letters_child.__file__, (), task, most)
    except child.NotStartedError:
        raise LetterError(*_NOT_STARTED) from None
    except child.OverdueError as error:
        output, problem = error.output, _OVERDUE
    except child.ChildError as error:
        output, problem = error.output, late(SECONDS) if error.is_late else _BROKEN_OFF
    found = output.split(b"\n")[:-1]
    words = [_words(line) for line in found[: len(wanted)]]
    if len(words) < len(wanted):
        raise _unusable(wanted[len(words)], own, problem)
    return words


def _words(line: bytes) -> Words:
    """Return what a line of the child's says. Raise LetterError where that is a mistake."""
    told = json.loads(line)
    if "zh" in told:
        raise LetterError(told["zh"], told["en"])
    return Words(**told)


def _unusable(wanted: Wanted, own: Path, reason: Sentence) -> LetterError:
    """Return what to say of a letter where the line at fault is not known."""
    file = own / wanted.template
    place = str(file if file.is_file() else own)
    return unusable(Sentence(place, place), reason)


# ── in the child ────────────────────────────────────────────────────────────────────────────────


def lines(task: bytes) -> Iterator[str]:
    """Yield a line of JSON for each letter: its words, or the mistake, after which there are no more."""
    told = json.loads(task)
    own, seconds = Path(told["own"]), float(told["seconds"])
    for kind, language, values in told["letters"]:
        child.allow(seconds + _GRACE)
        try:
            words = _rendered(Wanted(kind, language, _made(values)), own, seconds)
        except LetterError as error:
            yield json.dumps({"zh": error.sentence.zh, "en": error.sentence.en})
            return
        yield json.dumps(dataclasses.asdict(words))


def _rendered(wanted: Wanted, own: Path, seconds: float) -> Words:
    try:
        with child.limited(seconds):
            words = render(wanted, own)
    except child.LateError:  # it came when the template was done, and what else there is to do was not
        raise _unusable(wanted, own, late(seconds)) from None
    if len(words.subject) + len(words.text) + len(words.html) > _MOST:
        raise _unusable(wanted, own, _TOO_LARGE)
    return words


# ── values there and back ───────────────────────────────────────────────────────────────────────

_Shape = dict[str, Any]


def _plain(value: object) -> Any:
    """Return a value as JSON has it. What JSON has not is an object of one field, by the name of its kind.

    Raise TypeError for what no letter has.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"mapping": [[key, _plain(each)] for key, each in value.items()]}
    fields = _fields(value)
    if fields:
        of = [_plain(getattr(value, name)) for name in fields]
        kind = "named" if isinstance(value, tuple) else "record"
        return {kind: [type(value).__name__, fields, of]}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, tuple):
        return {"tuple": [_plain(each) for each in value]}
    raise TypeError(type(value))


def _fields(value: object) -> list[str]:
    """Return the names of a dataclass's or a named tuple's fields."""
    if dataclasses.is_dataclass(value):
        return [field.name for field in dataclasses.fields(value)]
    return list(getattr(value, "_fields", ()))


def _made(shape: Any) -> Any:
    """Return the value that `_plain` made a shape of; of records the like, by field and in their order."""
    if isinstance(shape, list):
        return [_made(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    ((kind, of),) = shape.items()
    match kind:
        case "date":
            return date.fromisoformat(of)
        case "mapping":
            return {key: _made(each) for key, each in of}
        case "record" | "named":
            name, fields, values = of
            make = _record if kind == "record" else _named
            return make(name, tuple(fields))(*map(_made, values))
        case _:
            return tuple(map(_made, of))


@cache
def _record(name: str, fields: tuple[str, ...]) -> Any:
    made = dataclasses.make_dataclass(name, fields, frozen=True)
    made.__module__ = "builtins"  # what is said of a mistake names the kind alone
    return made


@cache
def _named(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)  # noqa: PYI024  its fields are known at run time alone
