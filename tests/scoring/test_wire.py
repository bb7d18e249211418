"""Values there and back between processes: what comes back is what was sent, and nothing else is made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest

from scoring.rubric import Rubric
from scoring.rubric_file import bundled_ids, bundled_rubric
from scoring.wire import WireError, packed, unpacked


@dataclass(frozen=True, slots=True)
class Leaf:
    points: Decimal | None
    day: date = date(2026, 1, 2)


@dataclass(frozen=True)
class Tree:
    name: str
    kind: Literal["a", "b"] = "a"
    children: "tuple[Tree | Leaf, ...]" = ()
    by_name: Mapping[str, Leaf] = field(default_factory=dict)
    by_number: Mapping[int, str] = field(default_factory=dict)
    data: bytes = b""


LEAF = Leaf(Decimal("1.50"))
TREE = Tree("字\ud800", "b", (LEAF, Tree("x", data=b"\0\xff")), {"é": LEAF}, {3: "c", 1: "a"}, b"data")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Tree, TREE),
        (Leaf | None, None),
        (Leaf | None, LEAF),
        (tuple[str, int, bool], ("a", 1, True)),
        (tuple[bytes, ...], (b"", b"a\r\n\x1a")),
        (list[float], [1.5, 2.0]),
        (frozenset[str], frozenset("abcdefghijklmnop")),
        (datetime, datetime(2026, 1, 2, 3, 4, 5, 6, UTC)),
        (
            Mapping[str, object],
            {"n": 1, "d": Decimal("0.1"), "t": ("a", [None, date(1, 1, 1)]), "m": {"x": "y"}},
        ),
        (str | None, "text"),
    ],
)
def test_what_comes_back_is_what_was_sent(kind: Any, value: object) -> None:
    back = unpacked(kind, packed(kind, value))
    assert back == value
    assert type(back) is type(value) or kind == Mapping[str, object]
    assert packed(kind, back) == packed(kind, value)


@pytest.mark.parametrize("rubric_id", bundled_ids())
def test_a_rubric_comes_back_as_the_same_form(rubric_id: str) -> None:
    rubric = bundled_rubric(rubric_id)
    assert unpacked(Rubric, packed(Rubric, rubric)).hash == rubric.hash


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (str, 1),
        (int, True),
        (int, 1.0),
        (bool, 1),
        (Decimal, 1),
        (Decimal, "x"),
        (date, "2026-13-01"),
        (Leaf, None),
        (Leaf, ["1"]),
        (Leaf, ["1", "2026-01-01", "more"]),
        (Leaf, {"points": "1", "day": "2026-01-01"}),
        (Leaf | Tree, [2, []]),
        (Leaf | Tree, [-1, []]),
        (Literal["a"], "b"),
        (Literal["a"], ["a"]),
        (tuple[str, ...], "text"),
        (tuple[str, str], ["a"]),
        (Mapping[str, int], [["a", 1]]),
        (Mapping[str, int], {"a": "1"}),
        (bytes, 0),
        (bytes, -1),
        (bytes, "text"),
        (object, {"module": "os"}),
        (object, {"mapping": [["a"]]}),
        (object, ["a"]),
        (object, {}),
    ],
)
def test_what_is_of_another_type_is_refused(kind: Any, shape: object) -> None:
    with pytest.raises(WireError):
        unpacked(kind, [json.dumps(shape).encode()])


@pytest.mark.parametrize("parts", [[], [b""], [b"{"], [b"\xff"], [b"[" * 100_000]])
def test_what_is_no_json_is_refused(parts: list[bytes]) -> None:
    with pytest.raises(WireError):
        unpacked(Tree, parts)


@pytest.mark.parametrize("kind", [set, Mapping, object.__class__, type(len)])
def test_a_type_that_says_nothing_cannot_be_sent(kind: Any) -> None:
    with pytest.raises((TypeError, IndexError)):
        packed(kind, kind)
