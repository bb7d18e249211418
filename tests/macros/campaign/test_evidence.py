"""The inbox is evidence: what is not as it was received is told, and does not count in silence."""

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from macros import tasks
from macros.campaign.cases import cases
from macros.campaign.collecting import RECORDS, collect
from macros.campaign.folder import Campaign
from macros.campaign.history import letters
from macros.campaign.ledger import NAME, PROVEN
from macros.campaign.notices import notices
from macros.campaign.reminding import due_in, remind
from macros.campaign.state import State, gather
from macros.campaign.status import status
from scoring import plain_file
from scoring.errors import KaoheError
from scoring.findings import Finding
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, came, fates
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card, saved_at
from tests.macros.terminal import contents, written
from workbook.collection.checked import Checked, standing
from workbook.intake.check import Terms

TAMPERED = forms.form(forms.TAIPEI, card({"1.1.1": 1}))
"""Signed, for the signature covers the identity alone; with other scores."""


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


def told(state: State) -> list[tuple[str, str]]:
    """What a person should look at: the file as from the inbox, and the beginning of what is said."""
    inbox = state.campaign.inbox
    return [
        (Path(each.path).relative_to(inbox).as_posix(), each.said["zh-TW"].partition("；")[0])
        for each in notices(state)
    ]


def taipei(state: State) -> tuple[str, float | None]:
    result = next(each for each in state.collection.results if each.office == forms.TAIPEI)
    return standing(result.checked), None if result.total is None else float(result.total)


def stored(campaign: Campaign, name: str = "a.xlsx") -> Path:
    """Where the workbook of a mail was stored."""
    (path,) = (campaign.inbox / "workbooks").glob(f"{Path(name).stem}_*.xlsx")
    return path


# ── changed ─────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_told_of_an_inbox_that_is_as_it_was_received(campaign: Campaign) -> None:
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI))
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    before = contents(campaign.inbox)
    assert told(state) == told(gather(campaign)) == []
    assert contents(campaign.inbox) == before


def test_a_dropped_file_that_was_changed_is_to_be_confirmed_and_told(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    assert taipei(gather(campaign)) == ("accepted", 1000)
    path.write_bytes(TAMPERED)
    for _ in range(2):
        state = gather(campaign)
        assert taipei(state) == ("unconfirmed", None)
        assert told(state)[0] == ("a.xlsx", "內容與收到時不同")
    path.write_bytes(forms.form(forms.TAIPEI))
    assert (taipei(gather(campaign)), told(gather(campaign))) == (("accepted", 1000), [])


def test_an_earlier_proven_version_counts_in_its_place(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", saved_at(forms.form(forms.TAIPEI, card({"1.1.1": 20})), NOW), 1)
    path = written(campaign.inbox / "b.xlsx", saved_at(forms.form(forms.TAIPEI), NOW.replace(day=26)))
    assert taipei(gather(campaign)) == ("accepted", 1000)
    path.write_bytes(TAMPERED)
    assert taipei(gather(campaign)) == ("accepted", 990)
    assert ("b.xlsx", "內容與收到時不同") in told(gather(campaign))


def test_a_stored_workbook_that_was_changed_is_taken_out_of_its_mail_again(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    path = stored(campaign)
    path.write_bytes(TAMPERED)
    for _ in range(2):
        state = gather(campaign)
        assert taipei(state) == ("accepted", 1000)
        said = "內容與收到時不同，已從原來的信件或壓縮檔重新取出，這一份不再使用"
        assert told(state) == [(f"workbooks/{path.name}", said)]


def test_one_whose_mail_is_gone_too_is_to_be_confirmed(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    stored(campaign).write_bytes(TAMPERED)
    (campaign.inbox / "01 a.xlsx.eml").unlink()
    state = gather(campaign)
    assert taipei(state) == ("unconfirmed", None)
    assert {said for _, said in told(state)} >= {"收到過的檔案不見了", "內容與收到時不同"}


def test_a_ledger_that_was_made_to_fit_a_changed_file_deceives_nobody(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    path, ledger = stored(campaign), campaign.inbox / NAME
    lines = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    checked = tasks.check([written(campaign.root / "t.xlsx", TAMPERED)], Terms(forms.KEY))[0]
    for line in lines:
        if line["kind"] == "workbook":
            line["sha256"], line["size"] = checked.sha256, checked.size
    ledger.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    path.write_bytes(TAMPERED)
    state = gather(campaign)
    assert taipei(state) == ("unconfirmed", None)
    assert told(state)[0] == (f"workbooks/{path.name}", "內容與收到時不同")


def test_a_ledger_line_that_was_edited_is_told_and_the_mail_is_right(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    ledger = campaign.inbox / NAME
    sha256 = gather(campaign).collection.files[0].sha256
    ledger.write_text(ledger.read_text("utf-8").replace(sha256, "0" * 64), "utf-8")
    for _ in range(2):
        state = gather(campaign)
        assert taipei(state) == ("accepted", 1000)
        assert told(state) == [
            (f"workbooks/{stored(campaign).name}", "收取紀錄所寫的內容與這個檔案不同，紀錄可能被改過")
        ]


def test_a_ledger_that_is_gone_is_told_once(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    (campaign.inbox / NAME).unlink()
    assert told(gather(campaign)) == [(NAME, "收取紀錄不見了，已重新建立")]
    assert told(gather(campaign)) == []


def test_a_mail_that_was_edited_is_told(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    mail = campaign.inbox / "01 a.xlsx.eml"
    mail.write_bytes(mail.read_bytes() + b"\r\n")
    assert ("01 a.xlsx.eml", "內容與收到時不同") in told(gather(campaign))


def test_a_line_about_what_was_proven_needs_the_key(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    line = {"kind": "proven", "sha256": "0" * 64, "path": "a.xlsx", "code": "B01", "name": "臺北分署"}
    written(campaign.inbox / PROVEN, json.dumps(line))
    assert (taipei(gather(campaign)), told(gather(campaign))) == (("accepted", 1000), [])


# ── vanished, added ─────────────────────────────────────────────────────────────────────────────


def test_what_vanished_is_told_with_the_office_whose_it_was(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gather(campaign)
    path.unlink()
    state = came(campaign, "b.xlsx", forms.form(forms.TAIPEI), 1)
    assert told(state) == []
    written(campaign.inbox / "c.xlsx", forms.form(forms.XINBEI))
    gather(campaign)
    (campaign.inbox / "c.xlsx").unlink()
    (notice,) = notices(gather(campaign))
    assert (Path(notice.path).name, notice.office) == ("c.xlsx", forms.XINBEI)


def test_what_was_only_moved_within_the_inbox_has_not_vanished(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gather(campaign)
    shutil.move(path, campaign.inbox / "b.xlsx")
    assert told(gather(campaign)) == []


def test_what_was_put_among_the_stored_workbooks_is_told_and_not_read(campaign: Campaign) -> None:
    written(campaign.inbox / "workbooks" / "x" / "b.xlsx", forms.form(forms.XINBEI))
    state = gather(campaign)
    assert told(state) == [("workbooks/x/b.xlsx", "收取紀錄沒有這個檔案，沒有讀取")]
    assert state.collection.files == ()


# ── cannot be opened now ────────────────────────────────────────────────────────────────────────


def locked(path: Path) -> Callable[..., Any]:
    """Open files as a system on which another program has this one open."""
    whole = plain_file.opened

    def opened(wanted: Path, *rest: Any, **more: Any) -> Any:
        if Path(wanted) == path:
            raise PermissionError(13, "The process cannot access the file", str(wanted))
        return whole(wanted, *rest, **more)

    return opened


def test_an_office_whose_file_is_locked_is_neither_missing_nor_reminded(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gather(campaign)
    monkeypatch.setattr(plain_file, "opened", locked(path))
    state = gather(campaign)
    assert taipei(state) == ("rejected", None)
    assert [finding.code for finding in state.collection.files[0].findings] == ["file-unopened"]
    assert told(state)[0][0] == "a.xlsx"
    assert "檔案現在打不開" in told(state)[0][1]
    now = status(state, letters(campaign), NOW.date())
    due = [each for each in due_in(now, {}) if each.office == forms.TAIPEI]
    posting = remind(campaign, due)
    assert fates(posting) == ["unready"]
    assert posting.posted[0].reason is not None
    assert "請關閉使用它的程式" in posting.posted[0].reason.zh


def test_one_that_was_read_with_its_password_is_asked_of_nobody_when_that_is_not_given(
    campaign: Campaign,
) -> None:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(forms.form(forms.TAIPEI))).encrypt("開啟", stream)
    written(campaign.inbox / "a.xlsx", stream.getvalue())
    assert taipei(gather(campaign, password="開啟"))[0] == "accepted"
    state = gather(campaign)
    assert taipei(state) == ("rejected", None)
    assert (cases(state).open, len(cases(state).left)) == ((), 1)
    (notice,) = notices(state)
    assert "請以 --open-password-file（主控台：「密碼檔」）提供密碼，再執行一次" in notice.said["zh-TW"]
    assert "Give its password with --open-password-file" in notice.said["en"]
    now = status(state, letters(campaign), NOW.date())
    posting = remind(campaign, [each for each in due_in(now, {}) if each.office == forms.TAIPEI])
    assert posting.posted[0].reason is not None
    assert "--open-password-file" in posting.posted[0].reason.zh


def test_one_that_was_read_before_and_takes_too_long_now_is_to_be_read_again(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    (whole,) = gather(campaign).collection.files
    slow = Finding("file-too-slow", params={"reason": "讀取太久", "reason_en": "it takes too long"})
    lost = Checked(whole.path, whole.sha256, whole.size, "rejected", (slow,))
    monkeypatch.setattr("macros.campaign.state.check", lambda *_: [lost])
    state = gather(campaign)
    assert cases(state).open == ()
    (notice,) = notices(state)
    assert notice.office == forms.TAIPEI
    said = "檔案現在打不開：檔案沒有讀完：讀取太久。請等電腦不忙的時候，再執行一次。"
    assert notice.said["zh-TW"] == said
    assert notice.said["en"].endswith("Wait until the computer is less busy, and run again.")


def test_one_that_was_never_read_before_is_told_as_nobodys(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    collect(campaign.inbox)
    monkeypatch.setattr(plain_file, "opened", locked(path))
    state = gather(campaign)
    assert [checked.path for checked in state.strays] == [str(path)]
    assert "檔案現在打不開" in told(state)[0][1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes that are files")
@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_pipe_in_place_of_a_record_keeps_nobody_waiting(campaign: Campaign, name: str) -> None:
    came(campaign, "b.xlsx", forms.form(forms.TAIPEI), 1)
    (campaign.inbox / name).unlink(missing_ok=True)
    os.mkfifo(campaign.inbox / name)
    with pytest.raises(KaoheError, match=f"{name} 不是一般檔案"):
        gather(campaign)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes that are files")
def test_a_pipe_in_place_of_a_mail_is_told_and_keeps_nobody_waiting(campaign: Campaign) -> None:
    came(campaign, "b.xlsx", forms.form(forms.TAIPEI), 1)
    mail = campaign.inbox / "01 b.xlsx.eml"
    mail.unlink()
    os.mkfifo(mail)
    state = gather(campaign)
    assert taipei(state) == ("accepted", 1000)
    assert (mail.name, "收到過的檔案不見了") in told(state)
    assert [each.first.reason for each in state.passed] == ["not-a-file"]
