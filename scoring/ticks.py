"""Whether the marks in an item's tick cells mean ticked; what is unclear is nothing, never guessed.

A mark may mean one thing alone and another beside others: ○ is yes and × is no in Taiwan, X in a box is a
tick elsewhere, and ● goes with ○ as an empty one. So the marks of an item are read together.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from scoring.values import plain_width

Kind = Literal["empty", "tick", "filled", "crossed", "no", "circle", "unknown"]
MARKS: dict[Kind, frozenset[str]] = {
    "empty": frozenset({"☐", "□", "", "0", "0.0", "FALSE", "False"}),
    "tick": frozenset({*"☑✓✔✅√VvⅤⅴˇ■▣🗸🗹", "1", "1.0", "TRUE", "True"}),
    "filled": frozenset("●◉⊙"),
    "crossed": frozenset("☒Xx"),
    "no": frozenset("✗✘×╳✕✖❌❎"),
    "circle": frozenset("○◯〇⭕"),
}
"""The marks that are known, in plain width: full-width ones are read as these."""


def parse_ticks(marks: Sequence[str]) -> list[bool | None]:
    """Tell of each mark of one item whether it means ticked; None for one that is not clear.

    Alone, X and ○ tick. Beside ○ a cross may be a no, and the other way about, so neither is clear then; nor
    is ○ beside ☑ or in every box, but beside ● it is an empty box.
    """
    kinds = [_kind(mark) for mark in marks]
    there = frozenset(kinds)
    are_all_circles = len(kinds) > 1 and there == {"circle"}
    return [None if kind == "circle" and are_all_circles else _MEANS[kind](there) for kind in kinds]


def _kind(mark: str) -> Kind:
    plain = plain_width(mark).strip()
    return next((kind for kind, marks in MARKS.items() if plain in marks), "unknown")


def _circle(there: frozenset[Kind]) -> bool | None:
    if there & {"crossed", "no", "tick", "unknown"}:
        return None
    return "filled" not in there


def _crossed(there: frozenset[Kind]) -> bool | None:
    return None if there & {"circle", "tick", "filled"} else True


_MEANS: dict[Kind, Callable[[frozenset[Kind]], bool | None]] = {
    "empty": lambda _: False,
    "tick": lambda _: True,
    "filled": lambda _: True,
    "crossed": _crossed,
    "no": lambda _: None,
    "circle": _circle,
    "unknown": lambda _: None,
}
"""What a mark means beside those kinds that are there."""
