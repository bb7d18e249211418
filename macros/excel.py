"""The Excel face: it reads the console's settings, runs a task, and shows the result in the console's sheets.

Nothing here needs Excel to be imported; what a task needs and does not find, it says.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from macros import console_rows as tables
from macros import keys, report, tasks
from macros.files import write_file
from macros.folders import find_workbooks
from macros.jobs import Cancelled, Seal, Watch
from macros.shown import one_line
from scoring.errors import ExistsError, KaoheError, OutputError, system_reason

if TYPE_CHECKING:
    import xlwings

    from macros.campaign.folder import Campaign
    from macros.campaign.state import State
    from macros.merging import FormSource
    from scoring.roster import Roster
    from scoring.rubric import Rubric
    from workbook.console.desk import Desk, Settings
    from workbook.console.plan import Row, Value


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the button: the console, what is set in it, and who watches the job."""

    desk: "Desk"
    settings: "Settings"
    watch: Watch


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
    settings, roster, rubric = press.settings, press.desk.roster(), _rubric(press.settings)
    press.desk.hold_writable()
    press.desk.hold_closed(_workbooks_in(settings.outbox))
    password = keys.protection_password(keys.password_in(settings.password_file))
    paths = tasks.issue(
        rubric,
        roster,
        settings.outbox,
        Seal(keys.issuing_key(_key_file(settings)), password),
        force=settings.replace,
        watch=press.watch,
    )
    _show(press, list(tables.issued_rows(roster.offices, paths)), [])
    return f"已發出 {len(paths)} 份評分表，在 {settings.outbox}"


def _collect(press: Press) -> str:
    from macros.campaign.collecting import collect
    from macros.campaign.origins import origins
    from macros.campaign.own_forms import parted
    from workbook.intake.check import Terms

    settings, roster, rubric = press.settings, press.desk.roster(), _rubric(press.settings)
    press.desk.hold_writable()
    key = keys.checking_key(_key_file(settings), [settings.inbox]).key
    collected = collect(settings.inbox, watch=press.watch)
    terms, watch = Terms(key, rubric=rubric), Watch(press.watch.progress)
    found = origins(settings.inbox, collected.received, terms, roster=roster, watch=watch)
    found, own = parted(_campaign(press), found)
    passed = (*collected.passed_over, *own)
    status = list(tables.checked_rows([origin.checked for origin in found]))
    _show(press, status, list(tables.collected_rows(passed, found, settings.inbox)))
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

    state = _gathered(press)
    campaign = state.campaign
    rows = tables.collection_rows(state.collection, tables.deadline_of(campaign), date.today())
    found = [
        *tables.finding_rows(state.collection.files, state.collection.findings),
        *tables.inbox_rows(state),
    ]
    _show(press, list(rows), found)
    return sentence(status(state, letters(campaign), date.today()))


def _return(press: Press) -> str:
    from macros.campaign.returning import send_back

    state = _gathered(press)
    back = send_back(state, watch=press.watch)
    looked_at = [checked for case in back.made.new for checked in case[0].files] + list(back.left)
    _show(press, list(tables.letter_rows(back.posting)), list(tables.finding_rows(looked_at)))
    began = f"{back.posting.followed.zh}。" if back.posting.followed else ""
    began += f"移開過期的草稿 {len(back.aside)} 份（在 outdated）。" if back.aside else ""
    began += "" if back.is_complete else "已取消，做好的都留著，下次從這裡接著做。"
    return (
        f"{began}新退回 {len(back.made.new)} 份，先前已退回 {len(back.made.known)} 份，"
        f"無法製作 {len(back.made.failed)} 份，請人查看 {len(back.left)} 份。"
        f"新表與信的草稿在 {state.campaign.returned}，以 Outlook 開啟草稿即可寄出"
    )


def _gathered(press: Press) -> "State":
    """Gather what has come in to the campaign that the console lies in.

    Raise KaoheError where it is in none.
    """
    from macros.campaign.state import gather

    campaign = _own_campaign(press)
    press.desk.hold_writable()
    return gather(campaign, password=keys.password_in(press.settings.password_file), watch=press.watch)


def _own_campaign(press: Press) -> "Campaign":
    """Return the campaign that the console lies in.

    Raise KaoheError where it is in none.
    """
    campaign = _campaign(press)
    if campaign is None:
        raise KaoheError(
            f"{press.settings.folder} 不是考核資料夾：請以 kaohe init 建立，"
            "再以 kaohe console 在裡面產生主控台。"
            "誰還沒寄回，「合併成總表」也會列出",
            f"{press.settings.folder} is no campaign's folder; make one with kaohe init, and a console in it"
            " with kaohe console. “合併成總表” also lists who has not sent anything",
        )
    return campaign


def _accept(press: Press) -> str:
    from macros.campaign.accepting import accept
    from workbook.console import plan

    file, reason = _file_to_accept(press), press.settings.reason
    if not reason:
        raise KaoheError(
            f"請在「{plan.REASON.label}」寫明採用的原因",
            f"say under “{plan.REASON.label}” why it is accepted",
        )
    line = accept(_gathered(press), file, reason)
    return f"已採用「{line.name}」的 {line.listed}（原因：{line.reason}）。請再執行「合併成總表」"


def _undo(press: Press) -> str:
    from macros.campaign.accepting import undo

    line = undo(_own_campaign(press), _file_to_accept(press))
    return f"已取消採用 {line.listed}。請再執行「合併成總表」"


def _file_to_accept(press: Press) -> Path:
    from workbook.console import plan

    if not press.settings.accept:
        raise KaoheError(
            f"請在「{plan.ACCEPT.label}」填檔案，照「檢核結果」列出的；"
            "沒有這一格時請以 kaohe console 重新產生主控台",
            f"name the file under “{plan.ACCEPT.label}” as the findings list it; where there is no such"
            " cell, make a new one with kaohe console",
        )
    return Path(press.settings.accept)


def _check(press: Press) -> str:
    from macros.campaign.merging import CampaignFiles

    source = _source(press, _campaign(press))
    press.desk.hold_writable()
    state = source.state(watch=press.watch) if isinstance(source, CampaignFiles) else None
    files = state.collection.files if state else source.check(press.watch)
    more = list(tables.inbox_rows(state)) if state else []
    _show(press, list(tables.checked_rows(files)), [*tables.finding_rows(files), *more])
    return report.summary_line(files, "zh-TW")


def _merge(press: Press) -> str:
    from macros.merging import Choices, Outputs, merge

    settings, campaign = press.settings, _campaign(press)
    source = _source(press, campaign, press.desk.roster())
    press.desk.hold_writable()
    press.desk.hold_closed([settings.summary])
    outputs = Outputs(settings.summary, force=settings.replace)
    choices = Choices(previous=settings.previous)
    collection = merge(source, outputs, choices, press.watch).collection
    deadline_of = tables.deadline_of(campaign, settings.deadline)
    status = list(tables.collection_rows(collection, deadline_of, date.today()))
    _show(press, status, list(tables.finding_rows(collection.files, collection.findings)))
    return f"{report.summary_line(collection.files, 'zh-TW')}。總表：{settings.summary}"


def _check_open(press: Press) -> str:
    from macros.live import check_open, side_path
    from workbook.console import native
    from workbook.console.side import side_book

    form = press.desk.form_to_check(press.settings.book)
    path, address = press.desk.place_of(form)
    key = keys.checking_key(_key_file(press.settings), [path] if path else [])
    terms = keys.reading_terms(key, None, press.settings.password_file)

    def save_copy(copy: Path) -> None:
        with press.desk.asking():
            native.save_copy(form, copy)

    checked = check_open(address, save_copy, terms)
    rows = _seen(tables.finding_rows([checked]))
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
    "採用待確認的檔案": _accept,
    "取消採用": _undo,
    "退回待更正的表": _return,
    "合併成總表": _merge,
    "檢查目前活頁簿": _check_open,
}
"""What can be chosen in the console. Each runs a job, shows its result, and returns a sentence."""


def _show(press: Press, status: "list[Row]", findings: "list[Row]") -> None:
    from workbook.console import plan

    press.desk.show(plan.STATUS_TABLE, _seen(status))
    press.desk.show(plan.FINDINGS_TABLE, _seen(findings))


def _seen(rows: "Iterable[Row]") -> "list[Row]":
    """Return rows in which texts of others are seen as they are, each in its one line."""
    return [tuple(map(_seen_value, row)) for row in rows]


def _seen_value(value: "Value") -> "Value":
    from workbook.console.plan import Link

    if isinstance(value, Link):
        return replace(value, text=one_line(value.text))
    return one_line(value) if isinstance(value, str) else value


def _rubric(settings: "Settings") -> "Rubric":
    from scoring.rubric_file import load_rubric

    return load_rubric(settings.rubric)


def _campaign(press: Press) -> "Campaign | None":
    """Return the campaign that the console lies in, if it does.

    Roster, rubric and deadline are those set in the console, for these are what its user sees.
    """
    from macros.campaign.folder import found

    settings = press.settings
    campaign = found(settings.folder)
    if campaign is None:
        return None
    day = settings.deadline or campaign.deadline
    return replace(campaign, roster=press.desk.roster(), rubric=_rubric(settings), deadline=day)


def _source(press: Press, campaign: "Campaign | None", roster: "Roster | None" = None) -> "FormSource":
    """Return where the forms that are asked for come from.

    Where they are the campaign's own, all that lies in its inbox counts, mails and archives too, by when it
    was mailed, as on the command line.
    """
    from macros.campaign.merging import CampaignFiles
    from macros.merging import NamedFiles

    settings = press.settings
    if campaign and settings.inbox.resolve() == campaign.inbox and not settings.key_file:
        return CampaignFiles(campaign, keys.password_in(settings.password_file))
    key = keys.checking_key(_key_file(settings), [settings.inbox])
    terms = keys.reading_terms(key, _rubric(settings), settings.password_file)
    return NamedFiles([settings.inbox], terms, roster)


def _key_file(settings: "Settings") -> Path | None:
    """Return the key that is set, that of the campaign, which lies beside the console, or the system's."""
    beside = settings.folder / keys.KEY_NAME
    return keys.named_key(settings.key_file or (beside if beside.is_file() else None))


def _workbooks_in(folder: Path) -> list[Path]:
    try:
        return list(find_workbooks([folder])) if folder.exists() else []
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法讀取資料夾 {folder}：{reason.zh}", f"the folder {folder} cannot be read: {reason.en}"
        ) from None
