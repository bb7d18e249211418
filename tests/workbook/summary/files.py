"""Files as they came back, already read and audited, written inline; and collections of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scoring.audit import audit
from scoring.findings import Finding, has_error
from scoring.roster import Entry, Roster
from scoring.rubric import Rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import OFFICE, SMALL, Points, scorecard
from workbook.collection.checked import Checked
from workbook.collection.selection import Collection, select
from workbook.identity import identity_of
from workbook.summary.facts import Context
from workbook.summary.write import write

TAIPEI, XINBEI, SHILIN = OFFICE, Office("B02", "新北分署"), Office("B03", "士林分署")
CONTEXT = Context(datetime(2018, 8, 1, 9, 30), "0.0.test")
Scores = Mapping[str, Points | None]


def checked(
    path: str,
    office: Office = TAIPEI,
    scores: Scores | None = None,
    *,
    card: Scorecard | None = None,
    of: Rubric = SMALL,
    saved_at: str = "",
    file_time: float = 0.0,
    sha256: str = "",
) -> Checked:
    """A form that could be read; with nothing wrong where nothing is said."""
    filled = replace(card or scorecard(of, scores), office=office)
    result = audit(of, filled)
    findings = tuple(replace(finding, sheet="評分表", cell="C8") for finding in result.findings)
    return Checked(
        path,
        sha256 or hashlib.sha256(path.encode()).hexdigest(),
        28_000,
        "questioned" if has_error(findings) else "accepted",
        findings,
        of,
        identity_of(of, office, "107-1"),
        filled,
        result.totals,
        saved_at,
        file_time,
    )


def rejected(path: str, office: Office | None = None, saved_at: str = "") -> Checked:
    """A file that could not be read, though perhaps it said whose it is."""
    reason = {"reason": "檔案損壞", "reason_en": "it is damaged"}
    finding = Finding("file-unreadable", params=reason)
    identity = identity_of(SMALL, office, "107-1") if office else None
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    return Checked(path, sha256, 9, "rejected", (finding,), identity=identity, saved_at=saved_at)


def roster(*offices: Office) -> Roster:
    return Roster(tuple(Entry(office) for office in offices))


def grouped(groups: Mapping[str, Sequence[Office]], *others: Office) -> Roster:
    """A roster with these offices in their groups, and others in none."""
    entries = [Entry(office, group=group) for group, own in groups.items() for office in own]
    return Roster((*entries, *map(Entry, others)))


def collected(*files: Checked, on: Roster | None = None, of: Rubric = SMALL) -> Collection:
    return select(of, files, on)


def workbook(*files: Checked, on: Roster | None = None, of: Rubric = SMALL) -> bytes:
    return write(collected(*files, on=on, of=of), CONTEXT)
