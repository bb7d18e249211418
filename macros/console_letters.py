"""The console's tasks that a campaign keeps record of: accepting files, returning forms, moving deadlines."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from macros import console_rows as tables
from macros.console_press import Press, gathered, own_campaign, show
from scoring.errors import KaoheError
from scoring.values import day_text

if TYPE_CHECKING:
    from macros.campaign.outdated import Draft
    from macros.campaign.posting import Posting


def send_back_forms(press: Press) -> str:
    """Return what is to be corrected, with the note, for the offices and by the day that are set."""
    from macros.campaign.returning import Wish, send_back

    settings = press.settings
    state = gathered(press)
    wish = Wish(settings.offices, settings.note, settings.day)
    back = send_back(state, wish=wish, watch=press.watch)
    looked_at = [checked for case in back.made.new for checked in case[0].files] + list(back.left)
    show(press, list(tables.letter_rows(back.posting)), list(tables.finding_rows(looked_at)))
    began = _began(back.posting, back.aside)
    began += "" if back.is_complete else "已取消，做好的都留著，下次從這裡接著做。"
    return (
        f"{began}新退回 {len(back.made.new)} 份，先前已退回 {len(back.made.known)} 份，"
        f"無法製作 {len(back.made.failed)} 份，請人查看 {len(back.left)} 份。"
        f"新表與信的草稿在 {state.campaign.returned}，以 Outlook 開啟草稿即可寄出{_used(press, '補正期限')}"
    )


def extend_deadline(press: Press) -> str:
    """Move the deadline to the day that is set, of the offices that are set or of all."""
    from macros.campaign.extending import EXTEND, extend
    from macros.campaign.outdated import set_aside
    from workbook.console import plan

    settings = press.settings
    if settings.day is None:
        raise KaoheError(
            f"請在「{plan.DAY.label}」填新的期限；{plan.LACKING.zh}",
            f"write the new deadline under “{plan.DAY.label}”; {plan.LACKING.en}",
        )
    state = gathered(press)
    posting = extend(state, settings.day, offices=settings.offices, note=settings.note, watch=press.watch)
    aside = set_aside(state)
    show(press, list(tables.letter_rows(posting)), [])
    folder = state.campaign.outbox / EXTEND
    drafted = len(posting.of("drafted"))
    return (
        f"{_began(posting, aside)}期限延到 {day_text(settings.day)}，寫好 {drafted} 封信的草稿，在 {folder}，"
        f"以 Outlook 開啟草稿即可寄出{_used(press, '新的期限')}"
    )


def _began(posting: "Posting", aside: "Sequence[Draft]") -> str:
    """Say what a run found of an earlier one, and which drafts it moved aside."""
    began = f"{posting.followed.zh}。" if posting.followed else ""
    return began + (f"移開過期的草稿 {len(aside)} 份（在 outdated）。" if aside else "")


def _used(press: Press, day: str) -> str:
    """Say which of the cells for letters were used, for they stay filled in until somebody empties them."""
    settings = press.settings
    told = [
        f"只給 {'、'.join(settings.offices)}" if settings.offices else "",
        f"{day} {day_text(settings.day)}" if settings.day else "",
        f"附言「{settings.note}」" if settings.note else "",
    ]
    said = "；".join(filter(None, told))
    return f"（{said}；不再使用時請清空這幾格）" if said else ""


def accept_file(press: Press) -> str:
    """Have a file count that nothing proves, for the reason that is set."""
    from macros.campaign.accepting import accept
    from workbook.console import plan

    file, reason = _file_to_accept(press), press.settings.reason
    if not reason:
        raise KaoheError(
            f"請在「{plan.REASON.label}」寫明採用的原因",
            f"say under “{plan.REASON.label}” why it is accepted",
        )
    line = accept(gathered(press), file, reason)
    return f"已採用「{line.name}」的 {line.listed}（原因：{line.reason}）。請再執行「合併成總表」"


def undo_acceptance(press: Press) -> str:
    """Take the acceptance of a file back."""
    from macros.campaign.accepting import undo

    line = undo(own_campaign(press), _file_to_accept(press))
    return f"已取消採用 {line.listed}。請再執行「合併成總表」"


def _file_to_accept(press: Press) -> Path:
    from workbook.console import plan

    if not press.settings.accept:
        raise KaoheError(
            f"請在「{plan.ACCEPT.label}」填檔案，照「檢核結果」列出的；{plan.LACKING.zh}",
            f"name the file under “{plan.ACCEPT.label}” as the findings list it; {plan.LACKING.en}",
        )
    return Path(press.settings.accept)
