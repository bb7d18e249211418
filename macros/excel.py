"""The Excel face: the console's settings in, a task run, its result shown in the console's sheets.

Nothing here needs Excel to be imported; what a task needs and does not find, it says.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from macros import console_rows as tables
from macros import keys, report, tasks
from macros.files import find_workbooks, write_file
from scoring.errors import ExistsError, KaoheError, OutputError, system_reason

if TYPE_CHECKING:
    import xlwings

    from macros.campaign.folder import Campaign
    from macros.campaign.state import State
    from scoring.rubric import Rubric
    from workbook.collection.checked import Checked
    from workbook.console.desk import Desk, Settings
    from workbook.console.plan import Row


@dataclass(frozen=True, slots=True)
class Run:
    """One press of the button: the console, what is set in it, and how to end early."""

    desk: "Desk"
    settings: "Settings"
    cancelled: tasks.Cancelled

    def progress(self, done: int, total: int) -> None:
        self.desk.progress(done, total)


def main() -> None:
    """Run the task chosen in the console that called. What cannot be said there goes to stderr,
    from where Excel shows it, with status 1."""
    try:
        run(_calling_book())
    except KaoheError as error:
        sys.exit(str(error))


def run(book: "xlwings.Book", cancelled: tasks.Cancelled | None = None) -> None:
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
        desk.end(state, sentence)
    except KaoheError:
        raise
    except Exception as error:  # noqa: BLE001  as above, where the console cannot be written
        raise KaoheError(
            f"{sentence}　主控台寫不進去（{type(error).__name__}　{error}）",
            f"{sentence} The console cannot be written ({type(error).__name__}: {error}).",
        ) from None


def _run_chosen(desk: "Desk", cancelled: tasks.Cancelled) -> str:
    desk.begin()
    settings = desk.settings()
    if settings.task not in TASKS:
        raise KaoheError(f"請在「工作」選一項：{'、'.join(TASKS)}", "choose a task")
    return TASKS[settings.task](Run(desk, settings, cancelled))


def _calling_book() -> "xlwings.Book":
    try:
        import xlwings

        return xlwings.Book.caller()
    except Exception as error:  # noqa: BLE001  xlwings says it with whatever is at hand
        raise KaoheError(
            "找不到呼叫的 Excel 活頁簿：這個功能需要 Windows 的 Excel，並請在主控台按「執行」；"
            "沒有 Excel 時請改用 kaohe 命令",
            f"{type(error).__name__}: this needs Excel; run it by the"
            " console's button, or use the kaohe command",
        ) from None


def _exists(path: Path) -> str:
    from workbook.console import plan

    return (
        f"{path} 已經存在，沒有寫任何檔案；要取代請把「{plan.REPLACE.label}」改為「{plan.YES}」，"
        "或換一個資料夾、檔名，再按「執行」 (it exists; let it be replaced, or name another)"
    )


def _unexpected(error: Exception) -> str:
    said = " ".join(str(error).split())[:300]
    return (
        f"沒有做完：{type(error).__name__}　{said}。請確認檔案與資料夾可以使用、主控台的工作表沒有改動，"
        "再試一次；"
        "若仍然如此，請把這段文字交給維護這個程式的同仁 (an error that was not expected)"
    )


# ── the tasks ───────────────────────────────────────────────────────────────────────────────────


def _issue(run: Run) -> str:
    settings, roster, rubric = run.settings, run.desk.roster(), _rubric(run.settings)
    run.desk.hold_writable()
    run.desk.hold_closed(_workbooks_in(settings.outbox))
    password = keys.password_in(settings.password_file) or os.environ.get(keys.PASSWORD_VARIABLE)
    paths = tasks.issue(
        rubric,
        roster,
        settings.outbox,
        key=keys.issuing_key(_key_file(settings)),
        password=password or None,
        force=settings.replace,
        progress=run.progress,
        cancelled=run.cancelled,
    )
    _show(run, list(tables.issued_rows(roster.offices, paths)), [])
    return f"已發出 {len(paths)} 份評分表，在 {settings.outbox}"


def _collect(run: Run) -> str:
    from macros.campaign.collecting import collect
    from macros.campaign.origins import origins

    settings, roster, rubric = run.settings, run.desk.roster(), _rubric(run.settings)
    run.desk.hold_writable()
    key, _ = keys.checking_key(_key_file(settings), [settings.inbox])
    collected = collect(settings.inbox, progress=run.progress, cancelled=run.cancelled)
    found = origins(
        settings.inbox, collected.received, key=key, rubric=rubric, roster=roster, progress=run.progress
    )
    status = list(tables.checked_rows([origin.checked for origin in found]))
    _show(run, status, list(tables.collected_rows(collected, found, settings.inbox)))
    if not collected.is_complete:
        return f"已取消；已收的 {len(found)} 份都存好了，下次從這裡接著收"
    return (
        f"新收 {len(found)} 份活頁簿，略過 {len(collected.passed_over)} 個檔案，"
        f"重複 {collected.repeated} 件；信箱裡的信請以 kaohe collect 收取"
    )


def _status(run: Run) -> str:
    from macros.campaign.history import letters
    from macros.campaign.status import status
    from macros.campaign.telling import sentence

    state = _gathered(run)
    campaign = state.campaign
    rows = tables.collection_rows(state.collection, campaign.deadline, date.today())
    _show(run, list(rows), list(tables.finding_rows(state.collection.files, state.collection.findings)))
    return sentence(status(state, letters(campaign), date.today()))


def _return(run: Run) -> str:
    from macros.campaign.returning import send_back

    state = _gathered(run)
    back = send_back(state, progress=run.progress, cancelled=run.cancelled)
    looked_at = [checked for case in back.made.new for checked in case[0].files] + list(back.left)
    _show(run, list(tables.letter_rows(back.run)), list(tables.finding_rows(looked_at)))
    began = "" if back.is_complete else "已取消，做好的都留著，下次從這裡接著做。"
    return (
        f"{began}新退回 {len(back.made.new)} 份，先前已退回 {len(back.made.known)} 份，"
        f"無法製作 {len(back.made.failed)} 份，請人查看 {len(back.left)} 份。"
        f"新表與信的草稿在 {state.campaign.returned}，以 Outlook 開啟草稿即可寄出"
    )


def _gathered(run: Run) -> "State":
    """What has come in to the campaign that the console lies in. Raises KaoheError where it is in none."""
    campaign = _campaign(run)
    if campaign is None:
        raise KaoheError(
            f"{run.settings.folder} 不是考核資料夾：請以 kaohe init 建立，"
            "再以 kaohe console 在裡面產生主控台。"
            "誰還沒寄回，「合併成總表」也會列出",
            "there is no campaign here; make one with kaohe init",
        )
    return _taken_in(run, campaign)


def _taken_in(run: Run, campaign: "Campaign") -> "State":
    from macros.campaign.state import gather

    run.desk.hold_writable()
    password = keys.password_in(run.settings.password_file)
    return gather(campaign, password=password, progress=run.progress, cancelled=run.cancelled)


def _check(run: Run) -> str:
    settings, campaign = run.settings, _campaign(run)
    run.desk.hold_writable()
    files: Sequence[Checked]
    if campaign and _takes_from(campaign, settings):
        files = _taken_in(run, campaign).collection.files
    else:
        key, only_this_key = keys.checking_key(_key_file(settings), [settings.inbox])
        files = tasks.check(
            [settings.inbox],
            key=key,
            only_this_key=only_this_key,
            rubric=_rubric(settings),
            password=keys.password_in(settings.password_file),
            progress=run.progress,
            cancelled=run.cancelled,
        )
    _show(run, list(tables.checked_rows(files)), list(tables.finding_rows(files)))
    return report.summary_line(files, "zh-TW")


def _merge(run: Run) -> str:
    from macros.campaign import merging
    from scoring.doubts import load_rules

    settings, campaign = run.settings, _campaign(run)
    run.desk.hold_writable()
    run.desk.hold_closed([settings.summary])
    password, doubts = keys.password_in(settings.password_file), load_rules(None)
    if campaign and _takes_from(campaign, settings):
        collection = merging.merge(
            campaign,
            out=settings.summary,
            previous=settings.previous,
            password=password,
            doubts=doubts,
            force=settings.replace,
            progress=run.progress,
            cancelled=run.cancelled,
        ).collection
    else:
        key, only_this_key = keys.checking_key(_key_file(settings), [settings.inbox])
        collection = tasks.merge(
            [settings.inbox],
            settings.summary,
            key=key,
            only_this_key=only_this_key,
            roster=run.desk.roster(),
            rubric=_rubric(settings),
            password=password,
            doubts=doubts,
            previous=settings.previous,
            force=settings.replace,
            progress=run.progress,
            cancelled=run.cancelled,
        )
    day = settings.deadline or (campaign.deadline if campaign else None)
    status = list(tables.collection_rows(collection, day, date.today()))
    _show(run, status, list(tables.finding_rows(collection.files, collection.findings)))
    return f"{report.summary_line(collection.files, 'zh-TW')}。總表：{settings.summary}"


def _check_open(run: Run) -> str:
    from macros.live import check_open, side_path
    from workbook.console import native
    from workbook.console.side import side_book

    form = run.desk.form_to_check(run.settings.book)
    path, address = run.desk.place_of(form)
    key, only_this_key = keys.checking_key(_key_file(run.settings), [path] if path else [])

    def save_copy(copy: Path) -> None:
        with run.desk.asking():
            native.save_copy(form, copy)

    checked = check_open(
        address,
        save_copy,
        key=key,
        only_this_key=only_this_key,
        password=keys.password_in(run.settings.password_file),
    )
    rows = list(tables.finding_rows([checked]))
    summary = next(iter(report.file_lines(checked, "zh-TW")))
    name = PurePath(address)
    side = side_path(name.stem)
    write_file(side, side_book(f"檢核結果：{name.name}", summary, rows), force=True)
    with run.desk.asking():
        run.desk.book.app.books.open(str(side))
    return f"已檢核目前開著的「{name.name}」（含尚未存檔的內容），發現 {len(rows)} 項，列在「{side.name}」"


TASKS: Mapping[str, Callable[[Run], str]] = {
    "發出評分表": _issue,
    "收取寄回的檔案": _collect,
    "看進度": _status,
    "檢核寄回的評分表": _check,
    "退回待更正的表": _return,
    "合併成總表": _merge,
    "檢查目前活頁簿": _check_open,
}
"""What can be chosen in the console. Each runs a job, shows its result, and returns a sentence."""


def _show(run: Run, status: "list[Row]", findings: "list[Row]") -> None:
    from workbook.console import plan

    run.desk.show(plan.STATUS_TABLE, status)
    run.desk.show(plan.FINDINGS_TABLE, findings)


def _rubric(settings: "Settings") -> "Rubric":
    from scoring.rubric_file import load_rubric

    return load_rubric(settings.rubric)


def _campaign(run: Run) -> "Campaign | None":
    """The campaign that the console lies in, if it does. Roster, rubric and deadline are those set in
    the console, for these are what its user sees."""
    from macros.campaign.folder import found

    settings = run.settings
    campaign = found(settings.folder)
    if campaign is None:
        return None
    day = settings.deadline or campaign.deadline
    return replace(campaign, roster=run.desk.roster(), rubric=_rubric(settings), deadline=day)


def _takes_from(campaign: "Campaign", settings: "Settings") -> bool:
    """Whether the forms that are asked for are the campaign's own: then all that lies in its inbox
    counts, mails and archives too, by when it was mailed, as on the command line."""
    return settings.inbox.resolve() == campaign.inbox and not settings.key_file


def _key_file(settings: "Settings") -> Path | None:
    """The key that is set, that of the collection, which lies beside its inbox, or the system's."""
    beside = settings.inbox.parent / keys.KEY_NAME
    if settings.key_file or beside.is_file():
        return settings.key_file or beside
    named = os.environ.get(keys.KEY_VARIABLE)
    return Path(named) if named else None


def _workbooks_in(folder: Path) -> list[Path]:
    try:
        return list(find_workbooks([folder])) if folder.exists() else []
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法讀取資料夾 {folder}：{reason.zh}", f"the folder {folder} cannot be read: {reason.en}"
        ) from None
