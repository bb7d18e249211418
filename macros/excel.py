"""The Excel face: it reads the console's settings, runs a task, and shows the result in the console's sheets.

Nothing here needs Excel to be imported; what a task needs and does not find, it says.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from macros import console_rows as tables
from macros import keys, report, tasks
from macros.console_letters import accept_file, extend_deadline, send_back_forms, undo_acceptance
from macros.console_press import Press, campaign_of, gathered, key_file, rubric_of, seen, show, source_of
from macros.files import write_file
from macros.folders import find_workbooks
from macros.jobs import Cancelled, Seal, Watch
from macros.shown import one_line
from scoring.errors import ExistsError, KaoheError, OutputError, system_reason

if TYPE_CHECKING:
    import xlwings

    from workbook.console.desk import Desk


def main() -> None:
    """Run the task chosen in the console that called. What cannot be said there goes to stderr,
    from where Excel shows it, with status 1."""
    try:
        run(_calling_book())
    except KaoheError as error:
        sys.exit(one_line(str(error)))


def run(book: "xlwings.Book", cancelled: Cancelled | None = None) -> None:
    """Run the task chosen in ``book`` and show in it how it ended, whatever happens.

    ``cancelled`` stands in for Esc. Raises KaoheError only where the console cannot be written.
    """
    from workbook.console import plan
    from workbook.console.desk import Desk

    desk = Desk(book)
    try:
        sentence = _run_chosen(desk, cancelled or desk.escape_pressed)
        state = plan.DONE
    except ExistsError as error:
        state, sentence = plan.FAILED, _exists(error.path)
    except KaoheError as error:
        state, sentence = plan.FAILED, str(error)
    except Exception as error:  # noqa: BLE001  the user gets a sentence, whatever it was
        state, sentence = plan.FAILED, _unexpected(error)
    try:
        desk.end(state, one_line(sentence))
    except KaoheError:
        raise
    except Exception as error:  # noqa: BLE001  as above, where the console cannot be written
        raise KaoheError(
            f"{sentence}　主控台寫不進去（{type(error).__name__}　{error}）",
            f"the console cannot be written ({type(error).__name__}: {error}). The job ended so:"
            f" “{sentence}”",
        ) from None


def _run_chosen(desk: "Desk", cancelled: Cancelled) -> str:
    desk.begin()
    settings = desk.settings()
    if settings.task not in TASKS:
        raise KaoheError(f"請在「工作」選一項：{'、'.join(TASKS)}", f"choose a task: “{'”, “'.join(TASKS)}”")
    return TASKS[settings.task](Press(desk, settings, Watch(desk.progress, cancelled)))


def _calling_book() -> "xlwings.Book":
    try:
        import xlwings

        return xlwings.Book.caller()
    except Exception as error:  # noqa: BLE001  xlwings says it with whatever is at hand
        raise KaoheError(
            f"找不到呼叫的 Excel 活頁簿（{type(error).__name__}）：這個功能需要 Windows 的 Excel，"
            "並請在主控台按「執行」；沒有 Excel 時請改用 kaohe 命令",
            f"there is no calling workbook ({type(error).__name__}): this needs Excel for Windows and is run"
            " by the console's button; without Excel use the kaohe command",
        ) from None


def _exists(path: Path) -> str:
    from workbook.console import plan

    return (
        f"{path} 已經存在，沒有寫任何檔案；要取代請把「{plan.REPLACE.label}」改為「{plan.YES}」，"
        "或換一個資料夾、檔名，再按「執行」"
    )


def _unexpected(error: Exception) -> str:
    said = " ".join(str(error).split())[:300]
    return (
        f"沒有做完：{type(error).__name__}　{said}。請確認檔案與資料夾可以使用、主控台的工作表沒有改動，"
        "再試一次；"
        "若仍然如此，請把這段文字交給維護這個程式的同仁"
    )


# ── the tasks ───────────────────────────────────────────────────────────────────────────────────


def _issue(press: Press) -> str:
    settings, roster, rubric = press.settings, press.desk.roster(), rubric_of(press.settings)
    press.desk.hold_writable()
    press.desk.hold_closed(_workbooks_in(settings.outbox))
    password = keys.protection_password(keys.password_in(settings.password_file))
    paths = tasks.issue(
        rubric,
        roster,
        settings.outbox,
        Seal(keys.issuing_key(key_file(settings)), password),
        force=settings.replace,
        watch=press.watch,
    )
    show(press, list(tables.issued_rows(roster.offices, paths)), [])
    return f"已發出 {len(paths)} 份評分表，在 {settings.outbox}"


def _collect(press: Press) -> str:
    from macros.campaign.collecting import collect
    from macros.campaign.origins import origins
    from macros.campaign.own_forms import parted
    from workbook.intake.check import Terms

    settings, roster, rubric = press.settings, press.desk.roster(), rubric_of(press.settings)
    press.desk.hold_writable()
    key = keys.checking_key(key_file(settings), [settings.inbox]).key
    collected = collect(settings.inbox, watch=press.watch)
    terms, watch = Terms(key, rubric=rubric), Watch(press.watch.progress)
    found = origins(settings.inbox, collected.received, terms, roster=roster, watch=watch)
    found, own = parted(campaign_of(press), found)
    passed = (*collected.passed_over, *own)
    status = list(tables.checked_rows([origin.checked for origin in found]))
    show(press, status, list(tables.collected_rows(passed, found, settings.inbox)))
    if not collected.is_complete:
        return f"已取消；已收的 {len(found)} 份都存好了，下次從這裡接著收"
    return (
        f"新收 {len(found)} 份活頁簿，略過 {len(passed)} 個檔案，"
        f"重複 {collected.repeated} 件；信箱裡的信請以 kaohe collect 收取"
    )


def _status(press: Press) -> str:
    from macros.campaign.history import letters
    from macros.campaign.status import status
    from macros.campaign.telling import sentence

    state = gathered(press)
    campaign = state.campaign
    rows = tables.collection_rows(state.collection, tables.deadline_of(campaign), date.today())
    found = [
        *tables.finding_rows(state.collection.files, state.collection.findings),
        *tables.inbox_rows(state),
    ]
    show(press, list(rows), found)
    return sentence(status(state, letters(campaign), date.today()))


def _check(press: Press) -> str:
    from macros.campaign.merging import CampaignFiles

    source = source_of(press, campaign_of(press))
    press.desk.hold_writable()
    state = source.state(watch=press.watch) if isinstance(source, CampaignFiles) else None
    files = state.collection.files if state else source.check(press.watch)
    more = list(tables.inbox_rows(state)) if state else []
    show(press, list(tables.checked_rows(files)), [*tables.finding_rows(files), *more])
    return report.summary_line(files, "zh-TW")


def _merge(press: Press) -> str:
    from macros.merging import Choices, Outputs, merge

    settings, campaign = press.settings, campaign_of(press)
    source = source_of(press, campaign, press.desk.roster())
    press.desk.hold_writable()
    press.desk.hold_closed([settings.summary])
    outputs = Outputs(settings.summary, force=settings.replace)
    choices = Choices(previous=settings.previous)
    collection = merge(source, outputs, choices, press.watch).collection
    deadline_of = tables.deadline_of(campaign, settings.deadline)
    status = list(tables.collection_rows(collection, deadline_of, date.today()))
    show(press, status, list(tables.finding_rows(collection.files, collection.findings)))
    return f"{report.summary_line(collection.files, 'zh-TW')}。總表：{settings.summary}"


def _check_open(press: Press) -> str:
    from macros.live import check_open, side_path
    from workbook.console import native
    from workbook.console.side import side_book

    form = press.desk.form_to_check(press.settings.book)
    path, address = press.desk.place_of(form)
    key = keys.checking_key(key_file(press.settings), [path] if path else [])
    terms = keys.reading_terms(key, None, press.settings.password_file)

    def save_copy(copy: Path) -> None:
        with press.desk.asking():
            native.save_copy(form, copy)

    checked = check_open(address, save_copy, terms)
    rows = seen(tables.finding_rows([checked]))
    summary = next(iter(report.file_lines(checked, "zh-TW")))
    name = PurePath(address)
    side = side_path(name.stem)
    write_file(side, side_book(one_line(f"檢核結果：{name.name}"), one_line(summary), rows), force=True)
    with press.desk.asking():
        press.desk.book.app.books.open(str(side))
    return f"已檢核目前開著的「{name.name}」（含尚未存檔的內容），發現 {len(rows)} 項，列在「{side.name}」"


TASKS: Mapping[str, Callable[[Press], str]] = {
    "發出評分表": _issue,
    "收取寄回的檔案": _collect,
    "看進度": _status,
    "檢核寄回的評分表": _check,
    "採用待確認的檔案": accept_file,
    "取消採用": undo_acceptance,
    "退回待更正的表": send_back_forms,
    "延後期限": extend_deadline,
    "合併成總表": _merge,
    "檢查目前活頁簿": _check_open,
}
"""What can be chosen in the console. Each runs a job, shows its result, and returns a sentence."""


def _workbooks_in(folder: Path) -> list[Path]:
    try:
        return list(find_workbooks([folder])) if folder.exists() else []
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法讀取資料夾 {folder}：{reason.zh}", f"the folder {folder} cannot be read: {reason.en}"
        ) from None
