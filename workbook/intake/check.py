"""One file that came back: read, audited, every finding with its cell."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from scoring.audit import audit
from scoring.checks.years import other_year
from scoring.errors import RubricError, WorkbookError
from scoring.findings import Finding, has_error
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric, official_ids
from scoring.values import office_key
from workbook.collection.checked import Checked
from workbook.identity import Identity, is_genuine, key_id
from workbook.intake.books import OoxmlBook, OpenedBook
from workbook.intake.condition import active_in
from workbook.intake.form import Form, identify, open_form, place_of
from workbook.intake.gate import admit
from workbook.intake.reader import Reading, read_form
from workbook.layout import VERSION, layout_of
from workbook.limits import FORM, Limits

_RUBRIC_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")
_CORE = "docProps/core.xml"
_MAX_CORE = 20_000
_MODIFIED = re.compile(rb"<dcterms:modified[^<>]{0,200}>([0-9T:.Z+-]{10,40})<")
ABOUT_BLANKS = frozenset(
    {
        *("score-missing", "band-missing", "notes-missing"),
        *("option-missing", "count-missing", "number-missing"),
    }
)
_ABOUT_SAVED = frozenset({"total-stale", "total-rule-stale"})


RubricOf = Callable[[str], Rubric]
"""The rubric of an id; raises RubricError where there is none."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which a returned form is read.

    ``key`` verifies the signature, where at hand; with ``only_this_key`` nothing signed with another key
    is genuine, else it is only unverified. ``rubric`` is the one being collected, and a form of any other
    is refused; None takes each form by its own. ``password`` opens an encrypted file. ``rubric_of`` finds
    a rubric by its id.
    """

    key: bytes | None = None
    only_this_key: bool = False
    rubric: Rubric | None = None
    password: str | None = None
    rubric_of: RubricOf = bundled_rubric


def check(data: bytes, path: str, terms: Terms, *, file_time: float = 0.0, limits: Limits = FORM) -> Checked:
    """Read and audit a file's bytes; whatever they are, the answer is findings, never an error.

    ``file_time`` is when the file was last changed, in seconds since 1970. Raise UnusualError where
    ``limits`` are those of usual files and it is none.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    identity = book = None
    try:
        book = admit(data, terms.password, limits)
        identity = identify(book)
        form, rubric = _form(book, identity, terms)
        reading = read_form(form, layout_of(rubric))
    except WorkbookError as error:
        refused = (Finding(error.code, params=error.params), *(_active(book) if book else ()))
        return Checked(path, sha256, len(data), "rejected", refused, identity=identity, file_time=file_time)
    result = audit(rubric, reading.scorecard)
    about_what_was_read = [
        finding for finding in result.findings if not _is_about_what_was_lost(finding, rubric, reading)
    ]
    of_years = other_year(rubric, reading.scorecard, identity.issue if identity else "")
    findings = tuple(
        replace(finding, sheet=form.sheet, cell=place_of(form, layout_of(rubric), finding))
        for finding in (*_origin(form, reading, terms), *reading.findings, *about_what_was_read, *of_years)
    )
    return Checked(
        path,
        sha256,
        len(data),
        "questioned" if has_error(findings) else "accepted",
        findings,
        rubric,
        identity,
        reading.scorecard,
        result.totals,
        saved_at(book),
        file_time,
    )


def _active(book: OpenedBook) -> Sequence[Finding]:
    """Return what is said of active content in a file that is none of our forms, as far as it can be read."""
    try:
        return tuple(active_in(book))
    except WorkbookError:
        return ()


def _is_about_what_was_lost(finding: Finding, rubric: Rubric, reading: Reading) -> bool:
    """Tell whether a finding only says that rows which could not be read seem blank."""
    if finding.code in _ABOUT_SAVED:
        return any(item.id in reading.lost_items for item in rubric.items_under[finding.id])
    if finding.code not in ABOUT_BLANKS:
        return False
    unsaved = {each.id for each in reading.findings if each.code == "formula-unsaved"}
    return finding.id in reading.lost_items or (finding.id in unsaved and finding.code != "notes-missing")


def _form(book: OpenedBook, identity: Identity | None, terms: Terms) -> tuple[Form, Rubric]:
    """Open the form by its own rubric's layout.

    Raise WorkbookError where it is none of ours.
    """
    if identity is None:
        return _unsigned_form(book, terms)
    rubric = _rubric(identity, terms)
    form = open_form(book, identity, layout_of(rubric))
    if form is None:
        raise WorkbookError(
            "form-unknown", reason="找不到評分表的識別欄", reason_en="no sheet has the form's key column"
        )
    return form, rubric


def _unsigned_form(book: OpenedBook, terms: Terms) -> tuple[Form, Rubric]:
    """Open a form that lost its identity sheet but still has its keys."""
    rubrics = [terms.rubric] if terms.rubric else [bundled_rubric(name) for name in official_ids()]
    for rubric in rubrics:
        form = open_form(book, None, layout_of(rubric))
        if form is not None and len(form.rows) > len(form.lost):  # else it is some other rubric's
            return form, rubric
    raise WorkbookError(
        "form-unknown", reason="找不到評分表的識別資料", reason_en="it carries no identity of a form"
    )


def _rubric(identity: Identity, terms: Terms) -> Rubric:
    """Return the very rubric that the form was made from."""
    rubric = terms.rubric or _rubric_named(identity.rubric, terms.rubric_of)
    if rubric is None:
        if _RUBRIC_ID.fullmatch(identity.rubric):
            raise WorkbookError("form-own-rubric", rubric=identity.rubric)
        raise WorkbookError(
            "form-unknown",
            reason="識別資料裡的評分表編號不是編號",
            reason_en="what its identity names as its rubric is no id",
        )
    if identity.rubric_hash != rubric.hash:
        edition = "" if identity.rubric != rubric.id else "（不同版本）"
        raise WorkbookError("form-other-rubric", found=f"{identity.rubric}{edition}", expected=rubric.id)
    if identity.layout != VERSION:
        raise WorkbookError("form-outdated", found=identity.layout, expected=VERSION)
    return rubric


def _rubric_named(rubric_id: str, rubric_of: RubricOf) -> Rubric | None:
    """Return the rubric of an id; None for anything but an id, for what a file says must never name a
    path."""
    if not _RUBRIC_ID.fullmatch(rubric_id):
        return None
    try:
        return rubric_of(rubric_id)
    except RubricError:
        return None


def _origin(form: Form, reading: Reading, terms: Terms) -> Iterator[Finding]:
    """Find out whether the form is the one that was issued, to the office that it names."""
    identity = form.identity
    if identity is None:
        yield Finding("identity-missing", params={"office": reading.scorecard.office.name})
        return
    key = terms.key
    if key is None or not (terms.only_this_key or identity.key_id in ("", key_id(key))):
        yield Finding("signature-unverified")
    elif not is_genuine(identity, key):
        yield Finding("signature-invalid")
    shown = reading.shown_office
    if identity.office_name and office_key(shown) != office_key(identity.office_name):
        params = {"issued": identity.office_name, "shown": shown}
        yield Finding("form-other-office", reading.office_line, "header", params=params)


def saved_at(book: OpenedBook) -> str:
    """Return `dcterms:modified` of the core properties (ISO/IEC 29500-2 §11)."""
    if not isinstance(book, OoxmlBook) or _CORE not in book.package:
        return ""
    try:
        match = _MODIFIED.search(book.package.read(_CORE)[:_MAX_CORE])
    except WorkbookError:
        return ""
    return match[1].decode() if match else ""
