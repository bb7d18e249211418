"""Limits of what is read of one file. What an office mails is held to `FORM`."""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """``part`` and ``total`` are bytes inflated, of a part and of all; ``tags`` and ``attributes`` are of a
    part, ``sheet`` are the tags of a worksheet, ``cells`` those of an .ods. With ``is_usual`` a file is not
    refused for them: UnusualError says that it is more, or of another kind, than what people hand in, and is
    to be read apart."""

    part: int
    total: int
    tags: int
    attributes: int
    sheet: int
    cells: int
    is_usual: bool = False

    def hold_usual(self) -> None:
        """Raise UnusualError where only what is usual is read: called for all that is not."""
        if self.is_usual:
            raise UnusualError


class UnusualError(Exception):
    """A file does not look as files usually do, and is to be read where no harm can come of it."""


FORM = Limits(24 * _MB, 48 * _MB, 400_000, 600_000, 100_000, 200_000)
"""A form with every cell at its 32,767 characters inflates to some 20 MB. The sheet of one with 36 items has
4,000 tags; texts of several fonts, as LibreOffice writes them, have far more."""
SUMMARY = Limits(96 * _MB, 192 * _MB, 4_000_000, 4_000_000, 4_000_000, 1_000_000)
"""A consolidated workbook that headquarters itself names: 800 offices with a hundred paragraphs each have
four million tags in 紀錄事項, 4,000 offices one million in 總表. Reading so much takes up to 1 GB."""
USUAL = Limits(_MB, 2 * _MB, FORM.tags, FORM.attributes, FORM.sheet, 0, is_usual=True)
"""Of what is read in this very process. A filled form of 36 items inflates to 0.2 MB."""
USUAL_PARTS = 64
