"""The command that takes in what was sent: collect."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros.cli.mail import Imap, mailbox_options, named_mailbox
from macros.cli.options import (
    ANY_PATH,
    CANNOT_RUN,
    echo,
    echo_error,
    json_option,
    key_file_option,
    language_option,
    named_roster,
    offices_option,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from macros.campaign.collecting import Collected
    from macros.campaign.origins import Origin
    from macros.campaign.passed import Passing
    from macros.post.inbox.found import Mail
    from scoring.catalogue import Language


@click.command()
@click.argument("folder", type=ANY_PATH, default=Path())
@mailbox_options
@offices_option
@key_file_option
@json_option
@language_option
def collect(
    folder: Path,
    imap: Imap,
    roster_path: Path | None,
    key_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """收取 inbox 的檔案與信箱的信，取出活頁簿。/ Take in what was sent.

    在考核資料夾裡，不必加參數：campaign.yaml 設了 imap 就也讀那個信箱。
    FOLDER/inbox 可放活頁簿、.eml、.msg、.zip 與資料夾；只收還沒收過的，原檔不動。
    信箱只讀取，不標示已讀、不刪信。

    密碼由提示輸入，或取自系統的密碼庫（服務名稱 kaohe-mail:主機），或環境變數
    KAOHE_MAIL_PASSWORD（KAOHE_MAIL_ACCOUNT 寫明帳號@主機）。

    Inside a campaign's folder no arguments are needed: the mailbox is that of campaign.yaml.
    FOLDER/inbox takes workbooks, .eml, .msg, .zip and folders; only what is new is taken, and nothing
    that came in is altered. A mailbox is only read: no mail is marked as read or deleted.
    """
    from macros.campaign import collecting, own_forms, telling
    from macros.campaign.folder import found as campaign_of
    from macros.campaign.origins import origins
    from macros.campaign.passed import passed_over
    from macros.keys import checking_key
    from scoring.errors import KaoheError
    from workbook.intake.check import Terms

    campaign = campaign_of(folder)
    inbox = campaign.inbox if campaign else folder / "inbox"
    # What is wrong with a roster is said before an hour's work.
    roster = named_roster(roster_path) or (campaign.roster if campaign else None)
    mailbox = named_mailbox(campaign, imap)
    if mailbox is None and folder.is_dir() and not inbox.is_dir():
        raise KaoheError(
            f"{folder.resolve()} 裡沒有 inbox，也不在考核資料夾裡；請先到考核資料夾再執行",
            f"{folder.resolve()} has no inbox and lies in no campaign; go to the campaign's folder and run"
            " again",
        )
    with progress_bar("收取", "collect") as watch:
        collected = collecting.collect(inbox, mailbox=mailbox, watch=watch)
    unopened = [each for each in collected.passed_over if not each.source_sha256]
    terms = Terms(checking_key(key_file, [inbox]).key, rubric=campaign.rubric if campaign else None)
    with progress_bar("檢核", "check") as watch:
        found = origins(inbox, collected.received, terms, roster=roster, watch=watch)
    found, own = own_forms.parted(campaign, found)
    passed = passed_over(inbox, [*unopened, *own])
    if as_json:
        shape = _shape(collected, found, language)
        print_json({**shape, "passed_over": telling.passed_json(passed, language)})
    else:
        echo(_lines(collected, found, passed, language))
    if collected.problem:
        echo_error(collected.problem.said(language))
        sys.exit(CANNOT_RUN)


# ── what is told ────────────────────────────────────────────────────────────────────────────────


def _lines(
    collected: "Collected", found: "Sequence[Origin]", passed: "Sequence[Passing]", language: "Language"
) -> "Iterator[str]":
    from macros.campaign import telling

    words = _WORDS[language]
    for origin in found:
        office = origin.office.name or words["nobody"]
        yield f"{office}　{origin.received.path}{_from(origin.received.mail, language)}"
        if origin.remark:
            yield words["remark"].format(origin.remark.message(language))
    yield from telling.passed_lines(passed, language)
    counts = (len(found), len(collected.passed_over), collected.repeated, collected.fetched)
    yield words["counts"].format(*counts)


_WORDS: "Mapping[Language, Mapping[str, str]]" = {
    "zh-TW": {
        "nobody": "？",
        "remark": "  提醒 {}",
        "counts": "新收 {} 份活頁簿，略過 {} 個檔案，重複 {} 件，自信箱取得 {} 封",
    },
    "en": {
        "nobody": "?",
        "remark": "  Note: {}",
        "counts": "{} new workbook(s), {} file(s) passed over, {} repeated, {} mail(s) fetched",
    },
}


def _from(mail: "Mail | None", language: "Language") -> str:
    from scoring.values import time_text

    if mail is None:
        return ""
    when = time_text(mail.date, language) if mail.date else ""
    words = " ".join(word for word in (when, mail.sender or mail.sender_name) if word)
    return (f"（{words}）" if language == "zh-TW" else f" ({words})") if words else ""


def _shape(collected: "Collected", found: "Sequence[Origin]", language: "Language") -> dict[str, Any]:
    """Return the outcome as JSON, in the documented shape."""
    from macros.post.inbox.found import REASONS

    return {
        "complete": collected.is_complete,
        "problem": collected.problem.said(language) if collected.problem else None,
        "sources": collected.sources,
        "fetched": collected.fetched,
        "repeated": collected.repeated,
        "received": [
            {
                "path": each.received.path,
                "sha256": each.received.sha256,
                "size": each.received.size,
                "name": each.received.name,
                "source": each.received.source,
                "containers": list(each.received.containers),
                "mail": _mail_shape(each.received.mail),
                "office": {"code": each.office.code or None, "name": each.office.name or None},
                "state": each.checked.state,
                "remark": each.remark.message(language) if each.remark else None,
            }
            for each in found
        ],
        "ignored": [
            {
                "name": passed.name,
                "reason": passed.reason,
                "message": REASONS[passed.reason][language],
                "source": passed.source,
                "containers": list(passed.containers),
                "mail": _mail_shape(passed.mail),
            }
            for passed in collected.passed_over
        ],
    }


def _mail_shape(mail: "Mail | None") -> dict[str, Any] | None:
    if mail is None:
        return None
    return {
        "date": mail.date.isoformat() if mail.date else None,
        "sender_name": mail.sender_name,
        "sender": mail.sender,
        "message_id": mail.message_id,
        "subject": mail.subject,
    }


COMMANDS = (collect,)
