"""The one list of findings: code, severity, what is said, what it means, what to do.

Messages and remedies are `str.format` texts over a finding's ``params``. Everything that prints a
finding (terminal, JSON, sheets, letters, `kaohe explain`, docs) takes its words from here.
"""

from collections.abc import Mapping

from scoring.catalogue import answers, collection, doubts, files, form, proof, rubrics, scores, seen
from scoring.catalogue.entry import LANGUAGES, SEVERITY_NAMES, Entry, Language, Severity

__all__ = ["CATALOGUE", "LANGUAGES", "SEVERITY_NAMES", "Entry", "Language", "Severity"]

_ROOMS = (scores, answers, doubts, form, seen, files, proof, collection, rubrics)

CATALOGUE: Mapping[str, Entry] = {entry.code: entry for room in _ROOMS for entry in room.ENTRIES}
"""Every code, in the order of these modules and of their lists."""
