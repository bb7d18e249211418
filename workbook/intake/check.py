"""One file that came back: read, audited, every finding with its cell."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scoring.audit import audit
from scoring.errors import RubricError, WorkbookError
from scoring.findings import Finding, has_error
from scoring.rubric import Rubric
from scoring.scorecard import Office, Scorecard
from scoring.totals import Total
from workbook.identity import Identity, is_genuine, key_id
from workbook.intake.reader import Form, identify, open_form, place_of, read_form
from workbook.layout import layout_of
from workbook.package import Package, open_package

State = Literal["accepted", "questioned", "rejected"]
STATE_NAMES: Mapping[State, str] = {
    "accepted": "通過",
    "questioned": "待更正",
    "rejected": "無法讀取",
}
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([0-9T:.Z+-]{10,40})<")
_ABOUT_BLANKS = frozenset({"score-missing", "band-missing", "notes-missing"})


@dataclass(frozen=True)
class Checked:
    """What is known of one file. accepted: no error finding; questioned: read, with error findings;
    rejected: could not be read as our form, and then there is no rubric."""

    path: str
    sha256: str
    size: int
    state: State
    findings: tuple[Finding, ...]
    rubric: Rubric | None = None
    identity: Identity | None = None
    scorecard: Scorecard = field(default_factory=Scorecard)
    totals: Mapping[str, Total] = field(default_factory=dict)
    saved_at: str = ""
    """When the file was last saved by its own record (UTC, ISO 8601); empty where it has none."""
    file_time: float = 0.0
    """When the file itself was last changed, in seconds since 1970."""

    @property
    def office(self) -> Office:
        if self.scorecard.office.name:
            return self.scorecard.office
        return self.identity.office if self.identity else Office()


RubricOf = Callable[[str], Rubric]
"""The rubric of an id; raises RubricError where there is none."""


def check(
    data: bytes,
    path: str,
    rubric_of: RubricOf,
    key: bytes | None,
    expected: Rubric | None = None,
    file_time: float = 0.0,
) -> Checked:
    """Read and audit a file's bytes; whatever they are, the answer is findings, never an error.

    ``key`` verifies the signature, where at hand. ``expected`` is the rubric being collected; a
    form of any other is refused.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    identity = None
    try:
        package = open_package(data)
        identity, book, strings = identify(package)
        rubric = _rubric(identity, rubric_of, expected)
        layout = layout_of(rubric)
        form = open_form(package, identity, book, strings, layout)
        reading = read_form(form, layout)
    except WorkbookError as error:
        refusal = Finding(error.code, params=error.params)
        return Checked(
            path, sha256, len(data), "rejected", (refusal,), identity=identity, file_time=file_time
        )
    result = audit(rubric, reading.scorecard)
    about_what_was_read = [
        finding
        for finding in result.findings
        if not (finding.id in reading.lost_items and finding.code in _ABOUT_BLANKS)
    ]
    findings = tuple(
        replace(finding, sheet=form.sheet, cell=place_of(form, layout, finding))
        for finding in (*_signature(form, key), *reading.findings, *about_what_was_read)
    )
    state: State = "questioned" if has_error(findings) else "accepted"
    return Checked(
        path,
        sha256,
        len(data),
        state,
        findings,
        rubric,
        identity,
        reading.scorecard,
        result.totals,
        _saved_at(package),
        file_time,
    )


def _saved_at(package: Package) -> str:
    """`dcterms:modified` of the core properties (ISO/IEC 29500-2 §11)."""
    if _CORE not in package:
        return ""
    match = _MODIFIED.search(package.read(_CORE))
    return match[1].decode() if match else ""


def _rubric(identity: Identity, rubric_of: RubricOf, expected: Rubric | None) -> Rubric:
    """The rubric that the form was made from, to the letter."""
    try:
        rubric = expected or rubric_of(identity.rubric)
    except RubricError:
        raise WorkbookError(
            "form-unknown",
            reason=f"沒有編號「{identity.rubric}」的評分表，可用 --rubric 指定",
            reason_en=f"there is no rubric “{identity.rubric}”; name it with --rubric",
        ) from None
    if identity.rubric_hash != rubric.hash:
        edition = "" if identity.rubric != rubric.id else "（不同版本）"
        raise WorkbookError("form-other-rubric", found=f"{identity.rubric}{edition}", expected=rubric.id)
    return rubric


def _signature(form: Form, key: bytes | None) -> tuple[Finding, ...]:
    if key is None or form.identity.key_id not in ("", key_id(key)):
        return (Finding("signature-unverified"),)
    return () if is_genuine(form.identity, key) else (Finding("signature-invalid"),)
