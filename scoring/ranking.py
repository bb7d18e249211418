"""Ranks with ties: equal totals share a rank and the next rank is skipped (並列)."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

from scoring.form_rules import Better

Key = TypeVar("Key", bound=Hashable)


def ranks(totals: Mapping[Key, Decimal], better: Better = "high") -> dict[Key, int]:
    """Rank by total, the better first: 1, 2, 2, 4."""
    ordered = sorted(totals.values())
    if better == "low":
        return {key: 1 + bisect_left(ordered, total) for key, total in totals.items()}
    return {key: 1 + len(ordered) - bisect_right(ordered, total) for key, total in totals.items()}
