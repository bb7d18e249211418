"""What is dropped into the inbox: each workbook on record once, whatever happens on the way."""

import hashlib
import json
import math
import os
import random
import shutil
import signal
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.campaign import collecting
from macros.campaign.collecting import Collected, collect, received, received_by_path
from macros.campaign.ledger import Ledger, Source, read
from macros.jobs import Watch
from macros.post.inbox.found import MAX_SOURCE
from scoring.errors import KaoheError, OutputError
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.disk import Disk, needs_proc
from tests.macros.forms import plain_zip
from tests.macros.post.inbox import mails
from tests.macros.terminal import contents, process, written

TAIPEI, XINBEI, SHILIN = (forms.form(office) for office in (forms.TAIPEI, forms.XINBEI, forms.SHILIN))
LEDGER = "received.jsonl"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "107年考核" / "inbox"
    folder.mkdir(parents=True)
    return folder


@cache
def bit_of_everything() -> Mapping[str, bytes]:
    """By the path in the inbox; made once, as a zip holds the time."""
    return {
        "臺北分署_107.xlsx": TAIPEI,
        "新北/信.eml": mails.mail({"新北分署_107.xlsx": XINBEI}, pictures=["image001.png"]),
        "士林/信.msg": mails.outlook({"士林分署_107.xlsx": SHILIN}),
        "全部.zip": plain_zip({"評分表/a.xlsx": TAIPEI, "說明.txt": b"x"}),
        "公文.pdf": b"%PDF-1.7",
    }


def dropped(inbox: Path) -> Mapping[str, bytes]:
    for name, data in bit_of_everything().items():
        written(inbox / name, data)
    return bit_of_everything()


def lines(inbox: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (inbox / LEDGER).read_text("utf-8").splitlines()]


def told(collected: Collected) -> list[tuple[str, str]]:
    return [(each.name, each.reason) for each in collected.passed_over]


# ── what is taken ───────────────────────────────────────────────────────────────────────────────


def test_a_bit_of_everything_is_taken_and_what_is_not_is_told(inbox: Path) -> None:
    dropped(inbox)
    collected = collect(inbox)
    assert sorted((each.name, each.source) for each in collected.received) == [
        ("a.xlsx", "全部.zip"),
        ("士林分署_107.xlsx", "士林/信.msg"),
        ("新北分署_107.xlsx", "新北/信.eml"),
        ("臺北分署_107.xlsx", "臺北分署_107.xlsx"),
    ]
    assert sorted(told(collected)) == [
        ("image001.png", "picture-inline"),
        ("公文.pdf", "pdf"),
        ("說明.txt", "not-a-workbook"),
    ]
    assert collected.is_complete


def test_what_was_dropped_stays_as_it_is_and_where_it_is(inbox: Path) -> None:
    files = dropped(inbox)
    collect(inbox)
    assert {name: data for name, data in contents(inbox).items() if name in files} == files


def test_a_workbook_from_a_mail_is_written_under_its_name_and_hash(inbox: Path) -> None:
    written(inbox / "信.eml", mails.mail({"新北分署_107.xlsx": XINBEI}))
    [only] = collect(inbox).received
    sha256 = hashlib.sha256(XINBEI).hexdigest()
    assert (only.path, only.sha256) == (f"workbooks/新北分署_107_{sha256[:10]}.xlsx", sha256)
    assert (inbox / only.path).read_bytes() == XINBEI


def test_a_name_of_any_length_becomes_one_that_excel_opens(inbox: Path) -> None:
    long = "a very long name " * 9
    written(inbox / "1.eml", mails.mail({f"{long}1.xlsx": XINBEI, f"{long}2.xlsx": TAIPEI}))
    collected = collect(inbox)
    assert len({each.path for each in collected.received}) == 2
    for each in collected.received:
        assert each.name.startswith(long[:-1])
        assert len(Path(each.path).name) <= 60 + len("_0123456789.xlsx")
        assert each.path.endswith(f"_{each.sha256[:10]}.xlsx")


def test_a_folder_that_the_system_does_not_open_is_told_each_time(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(inbox / "新北" / "表.xlsx", XINBEI)
    written(inbox / "臺北.xlsx", TAIPEI)
    look, shut = os.scandir, str(inbox / "新北")

    def refuse(path: Any) -> Any:
        if str(path) == shut:
            raise PermissionError(13, "denied", shut)
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(collect(inbox)) == [("新北", "unreadable")]
    assert told(collect(inbox)) == [("新北", "unreadable")]
    monkeypatch.undo()
    assert [each.path for each in collect(inbox).received] == ["新北/表.xlsx"]


def test_a_workbook_that_was_dropped_counts_where_it_lies(inbox: Path) -> None:
    written(inbox / "新北" / "表.xlsx", XINBEI)
    [only] = collect(inbox).received
    assert (only.path, only.source, only.mail) == ("新北/表.xlsx", "新北/表.xlsx", None)
    assert not (inbox / "workbooks").exists()


def test_a_line_says_where_a_workbook_came_from(inbox: Path) -> None:
    written(inbox / "信.eml", mails.mail({"b.zip": plain_zip({"表.xlsx": XINBEI})}))
    collect(inbox)
    line = lines(inbox)[0]
    assert line["kind"] == "workbook"
    assert (line["size"], line["source"], line["containers"]) == (len(XINBEI), "信.eml", ["信.eml", "b.zip"])
    assert line["mail"] == {
        "date": "2026-01-05T09:30:00+08:00",
        "sender_name": "王小明",
        "sender": "ming@taipei.example.tw",
        "message_id": "<1@taipei.example.tw>",
        "subject": "評分表",
    }


def test_the_merge_is_told_of_each_file_how_it_came(inbox: Path) -> None:
    written(inbox / "1.eml", mails.mail({"表.xlsx": XINBEI}, message_id="<1@x>"))
    written(inbox / "2.eml", mails.mail({"表.xlsx": XINBEI}, message_id="<2@x>"))
    collect(inbox)
    [(path, records)] = received_by_path(inbox).items()
    assert path.read_bytes() == XINBEI
    assert [each.mail.message_id for each in records if each.mail] == ["<1@x>", "<2@x>"]


def test_two_workbooks_of_one_name_are_both_kept(inbox: Path) -> None:
    for number, data in enumerate((TAIPEI, XINBEI)):
        written(inbox / f"{number}.eml", mails.mail({"評分表.xlsx": data}))
    first, second = collect(inbox).received
    assert first.path != second.path
    assert [(inbox / each.path).read_bytes() for each in (first, second)] == [TAIPEI, XINBEI]


def test_the_same_mail_dropped_twice_counts_once(inbox: Path) -> None:
    for name in ("a.eml", "b.eml"):
        written(inbox / name, mails.mail({"評分表.xlsx": TAIPEI}))
    collected = collect(inbox)
    assert (len(collected.received), collected.repeated) == (1, 1)
    assert collect(inbox).repeated == 0


def test_a_workbook_changed_where_it_lies_is_received_anew(inbox: Path) -> None:
    path = written(inbox / "表.xlsx", TAIPEI)
    collect(inbox)
    written(path, XINBEI)
    [new] = collect(inbox).received
    assert received(inbox) == (new,)
    assert new.sha256 == hashlib.sha256(XINBEI).hexdigest()


def test_a_workbook_that_is_gone_is_no_longer_counted(inbox: Path) -> None:
    path = written(inbox / "表.xlsx", TAIPEI)
    collect(inbox)
    path.unlink()
    assert received(inbox) == ()


def test_a_file_whose_name_is_in_no_encoding_is_taken(inbox: Path) -> None:
    path = os.fsencode(inbox) + "/臺北.xlsx".encode("cp950")
    Path(os.fsdecode(path)).write_bytes(TAIPEI)
    assert [each.name for each in collect(inbox).received] == ["臺北.xlsx"]
    assert collect(inbox).received == ()
    assert [each.sha256 for each in received(inbox)] == [hashlib.sha256(TAIPEI).hexdigest()]


# ── twice, and again ────────────────────────────────────────────────────────────────────────────


def test_a_second_run_changes_nothing(inbox: Path) -> None:
    dropped(inbox)
    collect(inbox)
    before = contents(inbox)
    again = collect(inbox)
    assert contents(inbox) == before
    assert (again.received, again.passed_over, again.repeated) == ((), (), 0)


def test_a_copy_of_the_folder_has_nothing_new_to_it(inbox: Path, tmp_path: Path) -> None:
    dropped(inbox)
    collect(inbox)
    shutil.copytree(inbox, tmp_path / "copy", copy_function=shutil.copyfile)
    before = contents(tmp_path / "copy")
    assert collect(tmp_path / "copy").received == ()
    assert contents(tmp_path / "copy") == before


def test_a_ledger_that_was_deleted_is_written_again(inbox: Path) -> None:
    dropped(inbox)
    first = collect(inbox)
    before = contents(inbox)
    (inbox / LEDGER).unlink()
    again = collect(inbox)
    assert [each.key for each in again.received] == [each.key for each in first.received]
    assert contents(inbox).keys() == before.keys()


def test_a_workbook_that_was_deleted_is_taken_out_again(inbox: Path) -> None:
    dropped(inbox)
    collect(inbox)
    before = received(inbox)
    shutil.rmtree(inbox / "workbooks")
    assert len(received(inbox)) == 1
    assert collect(inbox).received == ()
    assert received(inbox) == before


def test_a_workbook_that_somebody_changed_where_it_was_stored_is_taken_out_as_it_came(inbox: Path) -> None:
    written(inbox / "a.eml", mails.mail({"a.xlsx": TAIPEI}))
    [first] = collect(inbox).received
    (inbox / first.path).write_bytes(TAIPEI + b"changed")
    [stored] = collect(inbox).received
    assert [each.path for each in received(inbox)] == [stored.path]
    assert (inbox / stored.path).read_bytes() == TAIPEI
    before = contents(inbox)
    collect(inbox)
    assert contents(inbox) == before


def test_only_what_is_new_is_added(inbox: Path) -> None:
    written(inbox / "a.eml", mails.mail({"a.xlsx": TAIPEI}))
    collect(inbox)
    before = (inbox / LEDGER).read_bytes()
    written(inbox / "b.eml", mails.mail({"b.xlsx": XINBEI}, message_id="<2@x>"))
    [new] = collect(inbox).received
    assert new.name == "b.xlsx"
    assert (inbox / LEDGER).read_bytes().startswith(before)


# ── cut off ─────────────────────────────────────────────────────────────────────────────────────


def shape(inbox: Path) -> set[tuple[object, ...]]:
    """What it comes to: the records but for their time, and the files."""
    records = {(r.path, r.sha256, r.source, r.containers, r.mail) for r in received(inbox)}
    files = {(name, data) for name, data in contents(inbox).items() if name != LEDGER}
    return records | files


def test_a_run_that_was_cancelled_goes_on_from_there(inbox: Path) -> None:
    dropped(inbox)
    done: list[int] = []
    first = collect(inbox, watch=Watch(lambda at, _: done.append(at), cancelled=lambda: len(done) == 2))
    assert (first.sources, first.is_complete) == (2, False)
    second = collect(inbox)
    assert second.is_complete
    assert len(first.received) + len(second.received) == 4


@pytest.fixture(scope="module")
def collected_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "inbox"
    dropped(folder)
    collect(folder)
    return folder


@given(cut=st.floats(0, 1), torn=st.binary(max_size=30))
def test_a_ledger_torn_anywhere_is_repaired(
    cut: float, torn: bytes, collected_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    inbox = tmp_path_factory.mktemp("torn") / "inbox"
    shutil.copytree(collected_once, inbox)
    whole = (inbox / LEDGER).read_bytes()
    (inbox / LEDGER).write_bytes(whole[: int(cut * len(whole))] + torn)
    collect(inbox)
    assert shape(inbox) == shape(collected_once)
    assert len({json.dumps({**line, "collected": ""}) for line in lines(inbox)}) == len(lines(inbox))
    before = contents(inbox)
    collect(inbox)
    assert contents(inbox) == before


def test_lines_lost_from_the_middle_are_written_again(collected_once: Path, inbox: Path) -> None:
    chance = random.Random(1)
    for _ in range(20):
        shutil.rmtree(inbox)
        shutil.copytree(collected_once, inbox)
        kept = [
            line for line in (inbox / LEDGER).read_bytes().splitlines(keepends=True) if chance.random() < 0.7
        ]
        (inbox / LEDGER).write_bytes(b"".join(kept))
        collect(inbox)
        assert shape(inbox) == shape(collected_once)


@pytest.mark.parametrize(
    "line",
    [
        b"null",
        b"[]",
        b"{}",
        b'{"kind": "workbook"}',
        b'{"kind": "source", "path": "../x"}',
        b'{"kind": "taken", "mailbox": 1, "validity": "x", "uid": null, "path": "", "size": 0}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_line_that_says_nothing_is_passed_over(line: bytes, collected_once: Path, inbox: Path) -> None:
    shutil.rmtree(inbox)
    shutil.copytree(collected_once, inbox)
    (inbox / LEDGER).write_bytes(line + b"\n" + (inbox / LEDGER).read_bytes())
    assert collect(inbox).received == ()
    assert shape(inbox) == shape(collected_once)


_TAKEN = {"kind": "taken", "mailbox": "a", "validity": 1, "uid": 5, "path": "mail/a.eml", "size": 9} | {
    "collected": "2026-01-05T09:30:00+08:00"
}


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [
        ({}, True),
        ({"uid": 2**63}, True),
        ({"uid": 2**63 + 1}, False),
        ({"size": -(2**63) - 1}, False),
        ({"path": "a/../../b.eml"}, False),
        ({"path": "/b.eml"}, False),
        ({"path": "a\0b"}, False),
    ],
)
def test_a_line_counts_where_numbers_and_paths_can_be_what_they_say(
    changes: Mapping[str, object], is_read: bool, inbox: Path
) -> None:
    written(inbox / LEDGER, json.dumps({**_TAKEN, **changes}) + "\n")
    assert len(read(inbox / LEDGER)) == is_read


@needs_proc
def test_what_is_on_record_is_on_disk_with_the_files_that_it_tells_of(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    for name, form in (("a", TAIPEI), ("b", XINBEI)):
        written(inbox / f"{name}.zip", plain_zip({f"{name}.xlsx": form}))
        collect(inbox)
        assert disk.has(inbox / LEDGER)
    assert disk.moved_unsynced == []
    assert len(received(inbox)) == 2
    assert all(disk.has(inbox / record.path) for record in received(inbox))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
def test_a_disk_that_is_full_is_said_in_the_ledgers_words() -> None:
    path = Path("/dev/full")
    with pytest.raises(OutputError, match="磁碟有空間"), closing(Ledger(path, path.open("ab"), ())) as ledger:
        ledger.add([Source("a.eml", "", 0, 0, 0, "2026-01-01")])


_ODD: tuple[object, ...] = (
    *(
        None,
        True,
        -1,
        10**30,
        10**4_000,
        math.inf,
        math.nan,
        "",
        "x",
        "../../x",
        "/x",
        "a\0b",
        "\ud800",
        [],
        {},
    ),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01"),
)
"""What nobody would write who knew the ledger."""


@pytest.mark.parametrize("value", _ODD, ids=repr)
def test_a_ledger_that_somebody_edited_is_read_and_mended(
    value: object, collected_once: Path, inbox: Path
) -> None:
    for field in ("path", "collected", "size", "source", "lines", "containers", "sha256", "mail", "date"):
        shutil.rmtree(inbox)
        shutil.copytree(collected_once, inbox)
        edited = lines(inbox)
        for line in edited:
            changed = line["mail"] if field == "date" and line.get("mail") else line
            if field in changed:
                changed[field] = value
        written(inbox / LEDGER, "\n".join(map(json.dumps, edited)))
        received_by_path(inbox)
        collect(inbox)
        assert {each.path for each in received(inbox)} >= {each.path for each in received(collected_once)}
        before = contents(inbox)
        collect(inbox)
        assert contents(inbox) == before


def test_a_ledger_whose_last_end_an_editor_took_away_has_lost_nothing(
    collected_once: Path, inbox: Path
) -> None:
    shutil.rmtree(inbox)
    shutil.copytree(collected_once, inbox)
    before = (inbox / LEDGER).read_bytes()
    (inbox / LEDGER).write_bytes(before.removesuffix(b"\n"))
    assert collect(inbox).received == ()
    assert (inbox / LEDGER).read_bytes() == before


_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from macros.campaign.collecting import collect
moment, count = sys.argv[1], int(sys.argv[2])
def dying(real):
    left = [count]
    def call(*args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call
if moment == "moving":
    Path.replace = dying(Path.replace)
elif moment == "synced":
    os.fsync = dying(os.fsync)
collect(Path(sys.argv[3]))
"""


@pytest.mark.parametrize("moment", ["moving", "synced"])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_run_that_is_killed_goes_on_to_the_same_end(
    moment: str, count: int, collected_once: Path, inbox: Path
) -> None:
    dropped(inbox)
    assert process(moment, count, inbox, code=_KILLED_AT).returncode == -signal.SIGKILL
    assert shape(inbox) != shape(collected_once)
    collect(inbox)
    visible = {each for each in shape(inbox) if not str(each[0]).startswith("workbooks/.")}
    assert visible == shape(collected_once)


# ── nothing outside ─────────────────────────────────────────────────────────────────────────────

NAMES = (
    "../../../outside.xlsx",
    "/tmp/outside.xlsx",
    "..\\..\\outside.xlsx",
    "C:\\outside.xlsx",
    "a/../../outside.xlsx",
    "out\0side.xlsx",
    "..",
    "CON.xlsx",
    "." * 300 + ".xlsx",
    "\r\nX-Injected: yes\r\n.xlsx",
)


def test_no_path_name_or_header_leads_out_of_the_folder(inbox: Path, tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        clean = name.replace("\0", "").replace("\r\n", " ")
        header = f"From: {clean}\r\nSubject: {clean}\r\nMessage-ID: {clean}\r\nDate: x".encode()
        field = f'Content-Disposition: attachment; filename="{clean}"'.encode()
        written(inbox / f"{number}.eml", mails.raw(field, TAIPEI, header=header))
        written(inbox / f"{number}.zip", plain_zip({name: XINBEI}))
        written(inbox / f"{number}.msg", mails.outlook({name: SHILIN}, subject=name))
    mine = set(contents(tmp_path))
    collected = collect(inbox)
    hidden = [reason for _, reason in told(collected)]  # a file of a zip that begins with a dot
    assert (len(collected.received), hidden) == (3 * len(NAMES) - 2, ["system-file"] * 2)
    new = set(contents(tmp_path)) - mine
    assert all(name.startswith("107年考核/inbox/workbooks/") or name.endswith(LEDGER) for name in new)
    assert all(line.isprintable() for line in (inbox / LEDGER).read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", ["workbooks", "mail", LEDGER])
def test_a_folder_of_the_inbox_that_leads_elsewhere_is_refused(
    name: str, inbox: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (inbox / name).symlink_to(tmp_path / "elsewhere")
    written(inbox / "a.eml", mails.mail({"a.xlsx": TAIPEI}))
    with pytest.raises(KaoheError, match="是連結"):
        collect(inbox)
    assert contents(tmp_path / "elsewhere") == {}


def test_links_are_told_and_not_followed(inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.xlsx").symlink_to(written(tmp_path / "outside.xlsx", TAIPEI))
    (inbox / "folder").symlink_to(tmp_path)
    assert sorted(told(collect(inbox))) == [("a.xlsx", "link"), ("folder", "link")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such things")
def test_what_never_ends_is_not_read(inbox: Path) -> None:
    os.mkfifo(inbox / "a.xlsx")
    written(inbox / "b.xlsx", TAIPEI)
    collected = collect(inbox)
    assert told(collected) == [("a.xlsx", "not-a-file")]
    assert [each.path for each in collected.received] == ["b.xlsx"]


def test_a_file_too_large_to_be_a_mail_is_told_once(inbox: Path) -> None:
    with (inbox / "影片.zip").open("wb") as stream:
        stream.truncate(MAX_SOURCE + 1)
    assert told(collect(inbox)) == [("影片.zip", "too-large")]
    assert told(collect(inbox)) == []


@pytest.mark.parametrize(("allowed", "reasons"), [(0, []), (-1, ["too-large"])])
def test_a_file_as_large_as_is_allowed_is_taken(
    allowed: int, reasons: list[str], inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MAX_SOURCE", len(TAIPEI) + allowed)
    written(inbox / "a.xlsx", TAIPEI)
    assert [reason for _, reason in told(collect(inbox))] == reasons


def test_people_can_read_the_ledger(inbox: Path) -> None:
    written(inbox / "臺北分署.xlsx", TAIPEI)
    collect(inbox)
    assert "臺北分署.xlsx" in (inbox / LEDGER).read_text("utf-8")


def test_what_systems_leave_behind_is_not_looked_at(inbox: Path) -> None:
    for name in (".DS_Store", "~$表.xlsx", "Thumbs.db", ".hidden/表.xlsx"):
        written(inbox / name, TAIPEI)
    assert collect(inbox) == Collected()


def test_an_inbox_is_made_in_a_campaign_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "campaign").mkdir()
    collect(tmp_path / "campaign" / "inbox")
    assert (tmp_path / "campaign" / "inbox").is_dir()
    with pytest.raises(KaoheError, match="找不到資料夾"):
        collect(tmp_path / "nowhere" / "inbox")


def test_progress_counts_every_file(inbox: Path) -> None:
    dropped(inbox)
    seen: list[tuple[int, int]] = []
    collect(inbox, watch=Watch(lambda done, total: seen.append((done, total))))
    assert seen == [(number, 5) for number in range(1, 6)]


def test_an_office_of_the_roster_is_as_good_as_any(inbox: Path) -> None:
    odd = Office("X/../1", "../分署")
    written(inbox / "a.eml", mails.mail({"a.xlsx": forms.form(odd)}))
    assert len(collect(inbox).received) == 1
