"""One press of the console's button, and what every task of it needs: the campaign that the console lies in,
its forms, its key, and the tables in which results are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from macros import keys
from macros.jobs import Watch
from macros.shown import one_line
from scoring.errors import KaoheError

if TYPE_CHECKING:
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


def show(press: Press, status: "list[Row]", findings: "list[Row]") -> None:
    from workbook.console import plan

    press.desk.show(plan.STATUS_TABLE, seen(status))
    press.desk.show(plan.FINDINGS_TABLE, seen(findings))


def seen(rows: "Iterable[Row]") -> "list[Row]":
    """Return rows in which texts of others are seen as they are, each in its one line."""
    return [tuple(map(_seen_value, row)) for row in rows]


def _seen_value(value: "Value") -> "Value":
    from workbook.console.plan import Link

    if isinstance(value, Link):
        return replace(value, text=one_line(value.text))
    return one_line(value) if isinstance(value, str) else value


def rubric_of(settings: "Settings") -> "Rubric":
    from scoring.rubric_file import load_rubric

    return load_rubric(settings.rubric)


def campaign_of(press: Press) -> "Campaign | None":
    """Return the campaign that the console lies in, if it does.

    Roster, rubric and deadline are those set in the console, for these are what its user sees.
    """
    from macros.campaign.folder import found

    settings = press.settings
    campaign = found(settings.folder)
    if campaign is None:
        return None
    day = settings.deadline or campaign.deadline
    return replace(campaign, roster=press.desk.roster(), rubric=rubric_of(settings), deadline=day)


def source_of(press: Press, campaign: "Campaign | None", roster: "Roster | None" = None) -> "FormSource":
    """Return where the forms that are asked for come from.

    Where they are the campaign's own, all that lies in its inbox counts, mails and archives too, by when it
    was mailed, as on the command line.
    """
    from macros.campaign.merging import CampaignFiles
    from macros.merging import NamedFiles

    settings = press.settings
    if campaign and settings.inbox.resolve() == campaign.inbox and not settings.key_file:
        return CampaignFiles(campaign, keys.password_in(settings.password_file))
    key = keys.checking_key(key_file(settings), [settings.inbox])
    terms = keys.reading_terms(key, rubric_of(settings), settings.password_file)
    return NamedFiles([settings.inbox], terms, roster)


def key_file(settings: "Settings") -> Path | None:
    """Return the key that is set, that of the campaign, which lies beside the console, or the system's."""
    beside = settings.folder / keys.KEY_NAME
    return keys.named_key(settings.key_file or (beside if beside.is_file() else None))


def gathered(press: Press) -> "State":
    """Gather what has come in to the campaign that the console lies in.

    Raise KaoheError where it is in none.
    """
    from macros.campaign.state import gather

    campaign = own_campaign(press)
    press.desk.hold_writable()
    return gather(campaign, password=keys.password_in(press.settings.password_file), watch=press.watch)


def own_campaign(press: Press) -> "Campaign":
    """Return the campaign that the console lies in.

    Raise KaoheError where it is in none.
    """
    campaign = campaign_of(press)
    if campaign is None:
        raise KaoheError(
            f"{press.settings.folder} 不是考核資料夾：請以 kaohe init 建立，"
            "再以 kaohe console 在裡面產生主控台。"
            "誰還沒寄回，「合併成總表」也會列出",
            f"{press.settings.folder} is no campaign's folder; make one with kaohe init, and a console in it"
            " with kaohe console. “合併成總表” also lists who has not sent anything",
        )
    return campaign
