"""The command that sends back what has to be corrected: return."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros.cli.letters import tell
from macros.cli.mail import Smtp, named_server, smtp_options
from macros.cli.news import News, undelivered
from macros.cli.options import (
    FOUND_ERRORS,
    campaign_option,
    grouped,
    json_option,
    language_option,
    named_day,
    named_note,
    note_option,
    only_option,
    open_password_option,
    progress_bar,
    relative,
)

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.campaign.returning import Back, Wish
    from scoring.catalogue import Language


def _wish(offices: tuple[str, ...], note: str | None, day: str | None, again: bool) -> "Wish":
    from macros.campaign.returning import Wish

    return Wish(offices, named_note(note), named_day(day), again)


_wish_options = grouped(
    "wish",
    _wish,
    only_option,
    click.option("--again", is_flag=True, help="遺失的表與信再做一次 / make form and letter once more"),
    note_option,
    click.option(
        "--by", "day", metavar="DATE", help="補正期限；不給則七天後，或較晚的繳交期限 / day for corrections"
    ),
)


@click.command("return")
@campaign_option
@_wish_options
@smtp_options
@open_password_option
@json_option
@language_option
def return_forms(
    campaign_folder: Path,
    wish: "Wish",
    smtp: Smtp,
    password_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """退回有錯的評分表：預填原內容、標出錯處的新表，和一封信。/ Send back what is to be corrected.

    每個待更正的機關一份新表，錯處有粗框與註解，並列在「待更正事項」；讀不出來的檔案另附空白表。
    新表與草稿在 returned；有 --smtp 時直接寄出。同一個檔案只退回一次，再執行一次不會有任何改變。
    --note 與 --office 併用時，已通過的機關也會收到：信說明表沒有問題、另請補充什麼，附上原內容的新表。

    Each questioned office gets a fresh form with its own values, every fault marked and explained; for a
    file that could not be read, a blank one. Forms and drafts go to returned; with --smtp they are sent.
    With --note and --office an office whose form passed is written to, too: its form comes back as filled,
    and the letter says what else is asked for.
    """
    from macros.campaign.folder import find
    from macros.campaign.posting import Mailing
    from macros.campaign.returning import send_back
    from macros.campaign.state import gather
    from macros.keys import password_in

    campaign = find(campaign_folder)
    server = named_server(campaign, smtp)
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, password=password_in(password_file), watch=watch)
    with progress_bar("退回", "return") as watch:
        back = send_back(state, Mailing(server), wish, watch=watch)
    root = campaign.root
    tell(
        back.posting,
        root,
        language,
        as_json=as_json,
        first=_lines(back, root, language),
        news=News(back.aside, undelivered(state)),
        also=_shape(back, campaign, language),
    )
    if back.made.failed:
        sys.exit(FOUND_ERRORS)


def _lines(back: "Back", root: Path, language: "Language") -> Iterator[str]:
    """Yield what no letter tells of."""
    zh = language == "zh-TW"
    failed, left, colon = (
        ("無法製作新表", "請人查看", "：") if zh else ("no form can be made", "look at", ": ")
    )
    for case, reason in back.made.failed:
        yield f"{case.office.name}　{failed}{colon}{reason.said(language)}"
    for checked in back.left:
        told = [f for f in checked.findings if f.severity == "error"] or checked.findings
        said = " ".join(finding.message(language) for finding in told)
        name = f"{checked.office.name}　" if checked.office.name else ""
        yield f"{left}　{name}{relative(checked.path, root)}{colon}{said}"


def _shape(back: "Back", campaign: "Campaign", language: "Language") -> dict[str, Any]:
    """Return the outcome as JSON, in the documented shape, besides the letters."""
    from macros.campaign.deadlines import deadlines
    from macros.report import finding_json

    root, days = campaign.root, deadlines(campaign)
    return {
        "forms": [
            {
                "code": line.code or None,
                "name": line.office,
                "kind": line.why,
                "round": line.round,
                "path": f"returned/{line.path}",
                "files": list(line.files),
                "due": days.of_round(case.office, line).isoformat(),
                "new": is_new,
            }
            for pairs, is_new in ((back.made.known, False), (back.made.new, True))
            for case, line in pairs
        ],
        "failed": [
            {"code": case.office.code or None, "name": case.office.name, "reason": reason.said(language)}
            for case, reason in back.made.failed
        ],
        "left": [
            {
                "path": relative(checked.path, root),
                "findings": [finding_json(finding, language) for finding in checked.findings],
            }
            for checked in back.left
        ],
    }


COMMANDS = (return_forms,)
