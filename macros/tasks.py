"""Each job once: issue, fill, check, merge. Faces (terminal, Excel) only call these and show."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from macros import __version__
from macros.files import (
    file_name,
    find_workbooks,
    hold_free,
    hold_replaceable,
    making,
    read_file,
    write_file,
    write_files,
)
from macros.libreoffice import convert, find_libreoffice
from scoring.answers import overlay, read_answers
from scoring.comparison import Earlier, beside
from scoring.doubts import Rules
from scoring.errors import (
    AnswersError,
    CancelledError,
    KaoheError,
    OutputError,
    WorkbookError,
    system_reason,
    text_reason,
)
from scoring.findings import Finding
from scoring.roster import Roster
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Office
from workbook.collection.checked import Checked, Delivery
from workbook.collection.doubts import doubted, earlier_notes
from workbook.collection.selection import Collection, select
from workbook.form.fill import fill as fill_form
from workbook.form.fill import issue as issue_form
from workbook.form.fill import stock
from workbook.identity import Identity, identity_of, new_issue, sign
from workbook.intake.check import Terms
from workbook.intake.check import check as check_bytes
from workbook.intake.form import Form, identify, open_form, read_lock
from workbook.intake.gate import admit
from workbook.intake.reader import read_form
from workbook.layout import layout_of
from workbook.package import MAX_FILE
from workbook.protection import lock
from workbook.summary.csv_files import CSV_NAMES, csv_files
from workbook.summary.earlier import read_earlier
from workbook.summary.office_sheets import office_sheets
from workbook.summary.sheets import Context
from workbook.summary.write import write
from workbook.vba import module

Progress = Callable[[int, int], None]
"""Told how many of how many are done. Whatever it raises ends the job."""

Cancelled = Callable[[], bool]
"""Asked between one file and the next, and before anything is written: True ends the job."""


@dataclass(frozen=True, slots=True)
class Exports:
    """What is written besides the consolidated workbook: a folder of CSV files, a PDF, an .ods, a
    workbook with a sheet for each office."""

    csv: Path | None = None
    pdf: Path | None = None
    ods: Path | None = None
    office_sheets: Path | None = None

    @property
    def files(self) -> list[Path]:
        """Every file that is written."""
        csv = [self.csv / name for name in CSV_NAMES] if self.csv else []
        return [path for path in (self.pdf, self.ods, self.office_sheets, *csv) if path]


NO_EXPORTS = Exports()
NO_DELIVERIES: Mapping[str, Delivery] = MappingProxyType({})


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _never() -> bool:
    """A job that nobody can cancel."""
    return False


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError("已取消，沒有寫出任何檔案", "cancelled; no file was written")


def issue(
    rubric: Rubric,
    roster: Roster | None,
    out: Path,
    *,
    key: bytes,
    password: str | None = None,
    only: Container[Office] | None = None,
    force: bool = False,
    progress: Progress = _silent,
    cancelled: Cancelled = _never,
) -> list[Path]:
    """Write a locked form for each office of the roster, or one blank form without a roster; of the
    offices in ``only``, where that is given.

    Raises OutputError where a form exists already and ``force`` is not given, CancelledError where
    ``cancelled`` says so; then none is written.
    """
    all_paths = form_paths(rubric, roster.offices if roster else (Office(),), out)
    offices = [office for office in all_paths if only is None or office in only]
    run = new_issue(datetime.datetime.now())
    with making(out):
        forms = stock(rubric, lock(password), named=roster is not None)
    paths = [all_paths[office] for office in offices]
    for path in paths:
        if not force:
            hold_free(path)
    made = []
    for done, office in enumerate(offices, start=1):
        _stop_if(cancelled)
        made.append(issue_form(forms, sign(identity_of(rubric, office, run), key)))
        progress(done, len(offices))
    _stop_if(cancelled)
    # Only when all are made (some 30 KB each): a job that is cancelled issues none rather than some.
    write_files(zip(paths, made, strict=True), force=force)
    return paths


def form_paths(rubric: Rubric, offices: Sequence[Office], folder: Path) -> dict[Office, Path]:
    """Where the forms of a whole roster stand: named after office and year; the code is added where two
    offices would share a name."""
    names = [file_name(office.name or "空白評分表", rubric.id) for office in offices]
    times = Counter(names)
    return {
        office: folder
        / f"{name if times[name] == 1 else file_name(office.name, office.code, rubric.id)}.xlsx"
        for name, office in zip(names, offices, strict=True)
    }


def fill(form: Path, answers: Path, out: Path, *, rubric: Rubric | None = None, force: bool = False) -> None:
    """Put answers into a form's input cells; what they leave out stays as the form has it.

    The result is a fresh form of the same office, signature and password. Raises KaoheError where
    the form or the answers cannot be used.
    """
    identity, opened, rubric = _open_ours(form, rubric)
    layout = layout_of(rubric)
    base = read_form(opened, layout).scorecard
    typed = {key: stated for key, stated in base.stated.items() if stated.typed}
    try:
        text = answers.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = text_reason(error)
        raise AnswersError(
            f"無法讀取 {answers}：{reason.zh}", f"{answers} cannot be read: {reason.en}"
        ) from None
    scorecard = overlay(replace(base, stated=typed), read_answers(text, rubric, str(answers)), rubric)
    named = bool(identity.office_name)
    if named and scorecard.office != identity.office:
        raise AnswersError(
            f"{answers}：這是發給「{identity.office_name}」的表，機關名稱已鎖定，請刪去 header.office",
            "the form is issued to an office; its name is locked",
        )
    with making(out):
        forms = stock(rubric, read_lock(opened), named=named)
    write_file(out, fill_form(forms, identity, scorecard), force=force)


def _open_ours(path: Path, rubric: Rubric | None) -> tuple[Identity, Form, Rubric]:
    """A form that this program issued, by its own rubric. Raises KaoheError for anything else."""
    data = read_file(path)
    try:
        book = admit(data)
    except WorkbookError as error:
        raise _refusal(path, error.code, error.params) from None
    identity = identify(book)
    if identity is None:
        reason = {"reason": "找不到評分表的識別資料", "reason_en": "it carries no identity of a form"}
        raise _refusal(path, "form-unknown", reason)
    rubric = rubric or bundled_rubric(identity.rubric)
    opened = open_form(book, identity, layout_of(rubric))
    if identity.rubric_hash != rubric.hash or opened is None:
        params = {"found": identity.rubric, "expected": rubric.id}
        raise _refusal(path, "form-other-rubric", params)
    return identity, opened, rubric


def _refusal(path: Path, code: str, params: Mapping[str, object]) -> KaoheError:
    finding = Finding(code, params=params)
    return KaoheError(f"{path}：{finding.message()}{finding.remedy()}", f"{finding.message('en')}")


def check(
    paths: Sequence[Path],
    *,
    key: bytes | None,
    only_this_key: bool = False,
    rubric: Rubric | None = None,
    password: str | None = None,
    progress: Progress = _silent,
    cancelled: Cancelled = _never,
) -> list[Checked]:
    """Read and audit every workbook named or found in the folders named, each on its own.

    Raises CancelledError where ``cancelled`` says so.
    """

    def read(path: Path) -> Checked:
        return _check_file(path, key, rubric, password, only_this_key=only_this_key)

    files = list(find_workbooks(paths))
    checked = []
    for done, path in enumerate(files, start=1):
        _stop_if(cancelled)
        checked.append(read(path))
        progress(done, len(files))
    return checked


def _check_file(
    path: Path, key: bytes | None, rubric: Rubric | None, password: str | None, *, only_this_key: bool
) -> Checked:
    try:
        status = path.stat()
        if status.st_size > MAX_FILE:
            size = f"{status.st_size:,}"
            return _unread(path, status.st_size, "file-too-large", f"{size} 位元組", f"{size} bytes")
        data = path.read_bytes()
    except OSError as error:
        return _unread(
            path, 0, "file-unreadable", f"系統無法開啟（{system_reason(error).zh}）", system_reason(error).en
        )
    terms = Terms(key, only_this_key, rubric, password)
    return check_bytes(data, str(path), terms, file_time=status.st_mtime)


def _unread(path: Path, size: int, code: str, reason: str, reason_en: str) -> Checked:
    finding = Finding(code, params={"reason": reason, "reason_en": reason_en})
    nothing = hashlib.sha256(b"").hexdigest() if size == 0 else ""
    return Checked(str(path), nothing, size, "rejected", (finding,))


def merge(
    paths: Sequence[Path],
    out: Path,
    *,
    key: bytes | None,
    only_this_key: bool = False,
    roster: Roster | None = None,
    rubric: Rubric | None = None,
    password: str | None = None,
    prefer: Sequence[Path] = (),
    doubts: Rules | None = None,
    previous: Path | None = None,
    exports: Exports = NO_EXPORTS,
    force: bool = False,
    progress: Progress = _silent,
    cancelled: Cancelled = _never,
) -> Collection:
    """Check every workbook and write the consolidated one, and what else ``exports`` names.

    Without ``rubric`` it is that of most forms; without ``doubts`` nothing is doubted. ``previous`` is
    last year's consolidated workbook. Raises KaoheError where there is nothing to merge, OutputError
    where an output cannot be written, CancelledError where ``cancelled`` says so before anything is.
    """
    earlier = prepare(out, previous, exports, password=password, force=force)
    outputs = {path.resolve() for path in (out, *exports.files)}
    inputs = [path for path in find_workbooks(paths) if path.resolve() not in outputs]
    checked = check(
        inputs,
        key=key,
        only_this_key=only_this_key,
        rubric=rubric,
        password=password,
        progress=progress,
        cancelled=cancelled,
    )
    rubric = rubric or _usual_rubric(checked)
    if rubric is None:
        raise KaoheError(
            "沒有任何一份能讀的評分表，請核對路徑，或以 --rubric 指定年度",
            "no form could be read; check the path, or name the rubric",
        )
    collection = select(rubric, checked, roster, frozenset(str(path) for path in prefer))
    return consolidate(
        collection, out, earlier=earlier, doubts=doubts, exports=exports, force=force, cancelled=cancelled
    )


def prepare(
    out: Path, previous: Path | None, exports: Exports, *, password: str | None = None, force: bool = False
) -> Earlier | None:
    """What consolidating needs besides the collection: last year's figures, where they are wanted.

    Raises, before an hour's work and not after it, what `consolidate` would: OutputError where an
    output is open in another program, or in the way and ``force`` is not given, KaoheError for what
    cannot be read or is missing.
    """
    outputs = (out, *exports.files)
    for path, times in Counter(path.resolve() for path in outputs).items():
        if times > 1:
            raise OutputError(
                f"{path} 指定了兩次，請分開命名", "two outputs would be written to it; name another"
            )
    for path in outputs:
        if not force:
            hold_free(path)
        hold_replaceable(path)
    if exports.pdf or exports.ods:
        find_libreoffice()
    return _read_previous(previous, password) if previous else None


def consolidate(
    collection: Collection,
    out: Path,
    *,
    earlier: Earlier | None = None,
    doubts: Rules | None = None,
    deliveries: Mapping[str, Delivery] = NO_DELIVERIES,
    exports: Exports = NO_EXPORTS,
    force: bool = False,
    cancelled: Cancelled = _never,
) -> Collection:
    """Write a collection as the consolidated workbook and as what ``exports`` names; the collection
    with its doubts. ``deliveries`` are the mails that brought the files, by path. Raises as `merge` does."""
    if doubts:
        collection = doubted(collection, doubts, earlier_notes(collection, earlier) if earlier else {})
    year = beside(collection.rubric, earlier) if earlier else None
    moment = datetime.datetime.now().replace(microsecond=0)
    context = Context(moment, __version__, str(out.parent.resolve()), deliveries)
    with making(out):
        data = write(collection, context, year)
        sheets = office_sheets(collection) if exports.office_sheets else b""
    _stop_if(cancelled)
    write_file(out, data, force=force)
    if exports.office_sheets:
        write_file(exports.office_sheets, sheets, force=force)
    if exports.csv:
        for name, content in csv_files(collection, context):
            write_file(exports.csv / name, content, force=force)
    if exports.pdf or exports.ods:
        # LibreOffice works on a copy elsewhere, from which relative links to files would lead astray.
        unlinked = write(collection, replace(context, folder=""), year)
        _convert(unlinked, out, exports, force=force)
    return collection


def _read_previous(path: Path, password: str | None) -> Earlier:
    try:
        return read_earlier(path.read_bytes(), str(path), password)
    except OSError as error:
        raise KaoheError(
            f"無法開啟上年總表 {path}：{system_reason(error).zh}", "it cannot be opened"
        ) from None


def _convert(data: bytes, out: Path, exports: Exports, *, force: bool) -> None:
    if exports.pdf:
        convert(out, exports.pdf, "pdf", force=force, data=data)
    if exports.ods:
        convert(out, exports.ods, "ods", force=force, data=data)


def vba(rubric: Rubric, out: Path, *, force: bool = False) -> None:
    """Write the VBA module that consolidates this rubric's forms inside Excel alone.

    Raises OutputError where the file exists and ``force`` is not given, or cannot be written.
    """
    write_file(out, module(rubric), force=force)


def _usual_rubric(files: Sequence[Checked]) -> Rubric | None:
    found = Counter(checked.rubric.hash for checked in files if checked.rubric)
    if not found:
        return None
    usual = max(sorted(found), key=lambda rubric_hash: found[rubric_hash])
    return next(c.rubric for c in files if c.rubric and c.rubric.hash == usual)
