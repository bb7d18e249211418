"""Limits of what is read of one file. What an office mails is held to `FORM`."""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """``part`` and ``total`` are bytes inflated, of a part and of all; ``tags`` and ``attributes`` are
    of a part, ``cells`` of an .ods."""

    part: int
    total: int
    tags: int
    attributes: int
    cells: int


FORM = Limits(24 * _MB, 48 * _MB, 400_000, 600_000, 200_000)
"""A form with every cell at its 32,767 characters inflates to some 20 MB."""
SUMMARY = Limits(96 * _MB, 192 * _MB, 4_000_000, 4_000_000, 1_000_000)
"""A consolidated workbook that headquarters itself names: 800 offices with a hundred paragraphs each have
four million tags in 紀錄事項, 4,000 offices one million in 總表. Reading so much takes up to 1 GB."""
