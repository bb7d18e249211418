"""The jobs for forms: issue, fill, check. Faces (terminal, Excel) only call these and show."""

import datetime
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from macros.file_names import file_name
from macros.files import hold_free, making, read_file, write_file, write_files
from macros.folders import find_workbooks
from macros.jobs import UNWATCHED, Seal, Watch
from macros.reading.forms import LOST, check_files
from scoring import text_file
from scoring.answers import AnswersFile, answers_of, overlay, read_answers
from scoring.errors import (
    AnswersError,
    KaoheError,
    OutputError,
    WorkbookError,
    text_reason,
)
from scoring.findings import Finding
from scoring.roster import Roster
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Office
from workbook.collection.checked import Checked
from workbook.form.fill import fill as fill_form
from workbook.form.fill import issue as issue_form
from workbook.form.fill import stock
from workbook.identity import Identity, identity_of, new_issue, sign
from workbook.intake.check import Terms
from workbook.intake.form import Form, identify, open_form, read_lock
from workbook.intake.gate import admit
from workbook.intake.reader import read_form
from workbook.layout import layout_of
from workbook.protection import lock
from workbook.summary.vba import module


def issue(
    rubric: Rubric,
    roster: Roster | None,
    out: Path,
    seal: Seal,
    *,
    only: Container[Office] | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> list[Path]:
    """Write a locked form for each office of the roster, or one blank form without a roster; of the
    offices in ``only``, where that is given.

    Raises OutputError where a form exists already and ``force`` is not given, CancelledError where
    ``watch`` says so; then none is written.
    """
    all_paths = form_paths(rubric, roster.offices if roster else (Office(),), out)
    offices = [office for office in all_paths if only is None or office in only]
    run = new_issue(datetime.datetime.now())
    with making(out):
        forms = stock(rubric, lock(seal.password), named=roster is not None)
    paths = [all_paths[office] for office in offices]
    for path in paths:
        if not force:
            hold_free(path)
    made = []
    for done, office in enumerate(offices, start=1):
        watch.stop_if_cancelled()
        made.append(issue_form(forms, sign(identity_of(rubric, office, run), seal.key)))
        watch.progress(done, len(offices))
    watch.stop_if_cancelled()
    # Only when all are made (some 30 KB each): a job that is cancelled issues none rather than some.
    write_files(zip(paths, made, strict=True), force=force)
    return paths


def form_paths(rubric: Rubric, offices: Sequence[Office], folder: Path) -> dict[Office, Path]:
    """Return where the forms of a whole roster stand, named after office and year.

    The code is added where two offices would share a name.
    """
    names = [file_name(office.name or "空白評分表", rubric.id) for office in offices]
    times = Counter(names)
    return {
        office: folder
        / f"{name if times[name] == 1 else file_name(office.name, office.code, rubric.id)}.xlsx"
        for name, office in zip(names, offices, strict=True)
    }


def fill(
    form: Path,
    answers: Path | Mapping[str, object],
    out: Path,
    *,
    rubric: Rubric | None = None,
    force: bool = False,
) -> None:
    """Put answers into a form's input cells; what they leave out stays as the form has it.

    ``answers`` are a YAML or JSON file, or what such a file holds. The result is a fresh form of the same
    office, signature and password. Raises KaoheError where the form or the answers cannot be used.
    """
    if isinstance(answers, Path) and answers.exists() and out.exists() and out.samefile(answers):
        raise OutputError(
            f"{out} 就是要填的內容檔，不能寫到同一個；請換輸出檔名",
            f"{out} is the file with the answers; name another for the output",
        )
    identity, opened, rubric = _open_ours(form, rubric)
    layout = layout_of(rubric)
    base = read_form(opened, layout).scorecard
    typed = {key: stated for key, stated in base.stated.items() if stated.typed}
    source = str(answers) if isinstance(answers, Path) else "answers"
    given = _answers(answers, rubric) if isinstance(answers, Path) else answers_of(answers, rubric, source)
    scorecard = overlay(replace(base, stated=typed), given, rubric)
    named = bool(identity.office_name)
    if named and scorecard.office != identity.office:
        raise AnswersError(
            f"{source}：這是發給「{identity.office_name}」的表，機關名稱已鎖定，請刪去 header.office",
            f"{source}: the form is issued to “{identity.office_name}”, and the office's name is locked;"
            " delete header.office",
        )
    with making(out):
        forms = stock(rubric, read_lock(opened), named=named)
    try:
        filled = fill_form(forms, identity, scorecard)
    except AnswersError as error:
        raise AnswersError(f"{source}：{error.said()}", f"{source}: {error.said('en')}") from None
    write_file(out, filled, force=force)


def _answers(path: Path, rubric: Rubric) -> AnswersFile:
    try:
        text = text_file.read(path)
    except (OSError, ValueError) as error:
        reason = text_reason(error)
        raise AnswersError(f"無法讀取 {path}：{reason.zh}", f"{path} cannot be read: {reason.en}") from None
    return read_answers(text, rubric, str(path))


def _open_ours(path: Path, rubric: Rubric | None) -> tuple[Identity, Form, Rubric]:
    """Open a form that this program issued, by its own rubric.

    Raise KaoheError for anything else.
    """
    data = read_file(path)
    [checked] = check_files([path], Terms(rubric=rubric), UNWATCHED)
    for finding in checked.findings:
        if finding.code == LOST:  # it is read again here, where nothing would end it
            raise _refusal(path, finding.code, finding.params)
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
    return KaoheError(
        f"{path}：{finding.message()}{finding.remedy()}",
        f"{path}: {finding.message('en')} {finding.remedy('en')}",
    )


def check(paths: Sequence[Path], terms: Terms, watch: Watch = UNWATCHED) -> list[Checked]:
    """Read and audit every workbook named or found in the folders named, each on its own.

    Raises CancelledError where ``watch`` says so.
    """
    return check_files(find_workbooks(paths), terms, watch)


def vba(rubric: Rubric, out: Path, *, force: bool = False) -> None:
    """Write the VBA module that consolidates this rubric's forms inside Excel alone.

    Raises OutputError where the file exists and ``force`` is not given, or cannot be written.
    """
    write_file(out, module(rubric), force=force)
