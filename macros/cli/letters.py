"""The commands that write to the offices: send, remind, extend, report."""

import datetime
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from macros.cli.language import said
from macros.cli.mail import Smtp, named_server, smtp_options
from macros.cli.news import NO_NEWS, News, undelivered
from macros.cli.options import (
    CANNOT_RUN,
    FILE,
    FOUND_ERRORS,
    Protection,
    campaign_option,
    echo,
    echo_error,
    grouped,
    json_option,
    language_option,
    named_day,
    named_note,
    note_option,
    only_option,
    open_password_option,
    print_json,
    progress_bar,
    protection_options,
    relative,
    remark,
    warn_of_deadline,
)
from macros.keys import password_in
from scoring.errors import Sentence

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.campaign.posting import Posted, Posting
    from scoring.catalogue import Language


_NAMED = 3
"""Offices that a sentence names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which offices are written to; ``again``: those too that were."""

    offices: tuple[str, ...]
    again: bool


_chosen_options = grouped(
    "chosen",
    Chosen,
    only_option,
    click.option("--again", is_flag=True, help="寄過的再寄一次 / send once more what was sent"),
)


@click.command()
@campaign_option
@_chosen_options
@smtp_options
@click.option("--reissue", is_flag=True, help="重新發出評分表，取代已發出的 / make the forms anew")
@protection_options("詢問評分表的保護密碼 / prompt for the protection password")
@json_option
@language_option
def send(
    campaign_folder: Path,
    chosen: Chosen,
    smtp: Smtp,
    reissue: bool,
    protection: Protection,
    as_json: bool,
    language: Any,
) -> None:
    """發出評分表：每個機關一份表、一封信。/ Send each office its form.

    沒有 --smtp 時，寫成 outbox 裡的 .eml 草稿，以 Outlook 開啟即可寄出。有 --smtp 時直接寄出；
    中斷了再執行一次，已寄出的不會重寄。

    密碼由提示輸入，或取自系統的密碼庫（服務名稱 kaohe-mail:主機），或環境變數
    KAOHE_MAIL_PASSWORD（KAOHE_MAIL_ACCOUNT 寫明帳號@主機）。

    Without --smtp: drafts (.eml) in outbox, which Outlook opens ready to be sent. With it they are sent;
    run it again where it was interrupted: what was sent is not sent twice.
    """
    from macros.campaign import sending
    from macros.campaign.folder import find
    from macros.campaign.outdated import set_aside
    from macros.campaign.posting import Mailing
    from macros.campaign.state import gather

    campaign = find(campaign_folder)
    warn_of_deadline(campaign)
    for email, names in sending.shared_addresses(campaign.roster).items():
        remark(
            Sentence(
                f"「{'」「'.join(names)}」的電子郵件都是 {email}，請核對名冊",
                f"“{'”, “'.join(names)}” have the same e-mail {email}; check the roster",
            )
        )
    _remark_without_email(campaign)
    password = protection.password()
    mailing = Mailing(named_server(campaign, smtp), again=chosen.again)
    state = None
    if campaign.inbox.is_dir() and any(campaign.inbox.iterdir()):
        with progress_bar("檢核", "check") as watch:
            state = gather(campaign, watch=watch)
    aside = set_aside(state) if state else ()
    with progress_bar("寄送", "send") as watch:
        posting = sending.send(
            campaign, mailing, offices=chosen.offices, password=password, reissue=reissue, watch=watch
        )
    news = News(aside, undelivered(state) if state else ())
    tell(posting, campaign.root, language, as_json=as_json, news=news)


@click.command()
@campaign_option
@smtp_options
@open_password_option
@json_option
@language_option
def remind(
    campaign_folder: Path,
    smtp: Smtp,
    password_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """催辦還沒寄回、還沒更正的機關，一天最多一次。/ Remind those missing or not yet corrected.

    草稿在 outbox/remind；有 --smtp 時直接寄出。/ Drafts go to outbox/remind; with --smtp they are sent.
    """
    from macros.campaign import history, nothing, reminding
    from macros.campaign.folder import find
    from macros.campaign.outdated import set_aside
    from macros.campaign.posting import Mailing
    from macros.campaign.returning import written_to
    from macros.campaign.state import gather
    from macros.campaign.status import status

    campaign = find(campaign_folder)
    _remark_without_email(campaign)
    server = named_server(campaign, smtp)
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, password=password_in(password_file), watch=watch)
    told = status(state, history.letters(campaign), datetime.date.today())
    aside = set_aside(state)
    due = reminding.due_in(told, written_to(state))
    with progress_bar("催辦", "remind") as watch:
        posting = reminding.remind(campaign, due, Mailing(server), watch=watch)
    news = News(aside, undelivered(state), nothing.not_reminded(told, posting))
    tell(posting, campaign.root, language, as_json=as_json, news=news)


@dataclass(frozen=True, slots=True)
class Move:
    """Which deadline is moved, to what day, and a note for the letter."""

    day: str
    offices: tuple[str, ...]
    note: str | None


@click.command()
@grouped("move", Move, click.argument("day", metavar="DATE"), only_option, note_option)
@campaign_option
@smtp_options
@open_password_option
@json_option
@language_option
def extend(
    campaign_folder: Path,
    move: Move,
    smtp: Smtp,
    password_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """延後期限，並寫信告訴有關的機關。/ Move the deadline, with a letter to the offices it concerns.

    不給 --office 則延後全部機關的期限；正在補正的機關，延的是補正期限。延期記在 outbox/deadlines.jsonl，
    草稿在 outbox/extend；有 --smtp 時直接寄出。

    Without --office that of all; of an office that is to correct its form, the day for that. Extensions are
    on record in outbox/deadlines.jsonl; drafts go to outbox/extend, and with --smtp they are sent.
    """
    from macros.campaign import extending
    from macros.campaign.folder import find
    from macros.campaign.outdated import set_aside
    from macros.campaign.posting import Mailing
    from macros.campaign.state import gather

    campaign, note, day = find(campaign_folder), named_note(move.note), named_day(move.day)
    if day is None:
        raise click.UsageError(said("請寫新的期限", "name the new deadline"))
    server = named_server(campaign, smtp)
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, password=password_in(password_file), watch=watch)
    with progress_bar("寄送", "send") as watch:
        posting = extending.extend(state, day, Mailing(server), offices=move.offices, note=note, watch=watch)
    aside = set_aside(state)  # what tells the earlier deadline among them
    tell(posting, campaign.root, language, as_json=as_json, news=News(aside))


@click.command()
@campaign_option
@_chosen_options
@smtp_options
@click.option("--summary", type=FILE, help="總表；不給則為 summary/總表.xlsx / the consolidated workbook")
@click.option("--previous", type=FILE, help="上年的總表；不給則用 campaign.yaml 的 / last year's")
@json_option
@language_option
def report(
    campaign_folder: Path,
    chosen: Chosen,
    smtp: Smtp,
    summary: Path | None,
    previous: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """通知各機關自己的結果，照總表存檔時的分數。/ Tell each office its own result.

    先執行 kaohe merge。在總表上調整過的，照調整後的通知。名次只在 campaign.yaml 的 show_rank 為 true 時寫出。
    草稿在 outbox/report；有 --smtp 時直接寄出。

    Run kaohe merge first; what was adjusted in its workbook is what is told. Drafts go to outbox/report.
    """
    from macros.campaign import nothing, reporting
    from macros.campaign.folder import find
    from macros.campaign.outdated import set_aside
    from macros.campaign.posting import Mailing
    from macros.campaign.state import gather

    campaign = find(campaign_folder)
    _remark_without_email(campaign)
    mailing = Mailing(named_server(campaign, smtp), again=chosen.again)
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, watch=watch)
    for sentence in reporting.unsettled(state, summary):
        remark(sentence)
    aside = set_aside(state)
    with progress_bar("通知", "report") as watch:
        posting = reporting.report(
            campaign, mailing, summary=summary, previous=previous, offices=chosen.offices, watch=watch
        )
    news = News(aside, nothing_written=nothing.not_reported(posting))
    tell(posting, campaign.root, language, as_json=as_json, news=news)


# ── what is told ────────────────────────────────────────────────────────────────────────────────


def _remark_without_email(campaign: "Campaign") -> None:
    if campaign.roster.without_email:
        remark(campaign.roster.without_email)


def tell(
    posting: "Posting",
    root: Path,
    language: "Language",
    *,
    as_json: bool,
    first: Iterable[str] = (),
    also: Mapping[str, Any] = MappingProxyType({}),
    news: News = NO_NEWS,
) -> None:
    """Print what became of each letter, and end with the status that says whether all is well.

    ``first`` are lines that come before, ``also`` what JSON has besides; ``news`` is what came out besides
    the letters.
    """
    from macros.campaign.posting import TROUBLE

    if posting.followed:
        remark(posting.followed)
    if as_json:
        print_json({**_shape(posting, root, language), **news.json(root, language), **also})
    else:
        echo(news.lines(root, language))
        echo(first)
        echo(_lines(posting, root, language, news.beneath(language)))
        echo(news.why(language))
    if posting.problem:
        echo_error(posting.problem.said(language))
        sys.exit(CANNOT_RUN)
    without = [] if news.nothing_written else posting.of("no-address")  # else it was said already
    if without:
        remark(_no_address([each.office.name for each in without]))
    if without or posting.of(*TROUBLE):
        sys.exit(FOUND_ERRORS)


def _no_address(names: list[str]) -> Sentence:
    """Say which offices have no address, some of them by name, and what to do."""
    from macros.campaign.folder import ROSTER

    shown, more = names[:_NAMED], len(names) - _NAMED
    who = f"「{'」「'.join(shown)}」{f'等 {len(names)} 個機關' if more > 0 else ''}"
    who_en = f"“{'”, “'.join(shown)}”{f' and {more} more' if more > 0 else ''}"
    return Sentence(
        f"{who}在名冊沒有電子郵件，信沒有寫；請在 {ROSTER} 填好，再執行一次，只會寫給這些機關",
        f"{who_en} have no e-mail in the roster, and no letter; fill it in in {ROSTER} and run this again,"
        " which then writes to them alone",
    )


def _lines(
    posting: "Posting", root: Path, language: "Language", beneath: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    from macros.campaign.posting import FATES

    for each in posting.posted:
        yield "　".join(_words(each, root, language))
        for who, why in each.refused:
            said = "副本沒有寄到" if language == "zh-TW" else "no copy to"
            yield f"  {said} {who}：{why}"
        yield from (f"  {line}" for line in beneath.get(each.office.code, ()))
    counts = [(words[language], len(posting.of(fate))) for fate, words in FATES.items()]
    told = [f"{word} {count}" for word, count in counts if count]
    if language == "zh-TW":
        yield f"共 {len(posting.posted)} 個機關：{'、'.join(told) or '沒有要寫的信'}"
    else:
        yield f"{len(posting.posted)} office(s): {', '.join(told) or 'nothing to write'}"


def _words(each: "Posted", root: Path, language: "Language") -> Iterator[str]:
    from macros.campaign.posting import FATES

    yield each.office.name
    yield FATES[each.fate][language]
    if each.reason:
        yield each.reason.said(language)
    if each.draft:
        yield relative(each.draft, root)


def _shape(posting: "Posting", root: Path, language: "Language") -> dict[str, Any]:
    """Return the outcome as JSON, in the documented shape."""
    return {
        "problem": posting.problem.said(language) if posting.problem else None,
        "letters": [
            {
                "code": each.office.code,
                "name": each.office.name,
                "kind": each.kind,
                "state": each.fate,
                "reason": each.reason.said(language) if each.reason else None,
                "draft": relative(each.draft, root) if each.draft else None,
                "refused": [{"email": who, "reason": why} for who, why in each.refused],
            }
            for each in posting.posted
        ],
    }


COMMANDS = (send, remind, extend, report)
