"""A finding: one thing wrong or noteworthy about a file, as data.

Its words come from `scoring.catalogue`, so the terminal, JSON, the sheets and the letters all print
the same sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scoring.catalogue import CATALOGUE, Language, Severity

Part = Literal["", "score", "band", "answer", "notes", "further", "total", "header"]
"""Which part of an item, section or header line a finding is about; with ``index`` it tells the cell."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``id`` is the item's, section's or header field's; ``index`` the band or option, the
    number typed instead of a score (``answer``; of a list of options the first), or the note row, from 1.

    ``sheet`` and ``cell`` are filled in by whoever read the workbook. ``params`` fill the sentence
    and are printed in JSON as they are.
    """

    code: str
    id: str = ""
    part: Part = ""
    index: int = 0
    params: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    cell: str = ""

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity

    @property
    def item(self) -> str:
        """The item or section as a person knows it, by its id; nothing where it is about a line above the
        table, whose label the sentence has."""
        return "" if self.part == "header" else self.id

    def message(self, language: Language = "zh-TW") -> str:
        """Say what is wrong, in one sentence."""
        return CATALOGUE[self.code].message[language].format_map(self._shown(language))

    def remedy(self, language: Language = "zh-TW") -> str:
        """Say what to do about it."""
        return CATALOGUE[self.code].remedy[language].format_map(self._shown(language))

    def _shown(self, language: Language) -> Mapping[str, object]:
        """Return the params with what is listed in them written as the language does."""
        if language == "zh-TW":
            return self.params
        listed = {key: _in_english(str(self.params[key])) for key in _LISTS & self.params.keys()}
        return {**self.params, **listed}


_LISTS = frozenset({"bands", "cells", "items", "parts", "rows"})
"""Params that list several numbers, ids or cells in one text, in Chinese punctuation, as JSON has them."""


def _in_english(text: str) -> str:
    return text.replace("、", ", ").replace("＋", " + ")


def quoted_names(names: Sequence[str]) -> str:
    """Return names as English lists them. They may have Chinese punctuation of their own."""
    return ", ".join(f"“{name}”" for name in names)


def has_error(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is an error, which makes a file questioned."""
    return any(finding.severity == "error" for finding in findings)
