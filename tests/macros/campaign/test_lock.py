"""One run at a time writes letters in a folder: where the file system knows locks, and where it does not."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from macros.campaign import lock as lock_module
from macros.campaign.folder import Campaign
from macros.campaign.lock import OWN, SILENT, Lock, LockLostError, locked
from macros.campaign.posting import Mailing
from macros.campaign.sending import send
from macros.jobs import Watch
from macros.machine import Process, this_process
from scoring.errors import KaoheError, OutputError
from scoring.roster import Entry
from scoring.scorecard import Office
from tests.extent import PATIENCE
from tests.macros.campaign.campaigns import ENTRIES, NOW, fates, receivers, server, with_roster
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.post.outbox.letters import parsed
from tests.macros.terminal import ROOT, process, written
from tests.servers.smtp import Post, smtp_server
from tests.words import assert_says


def _ignored(_stream: object) -> None:
    """Lock nothing and say so to nobody, as a network share does that is mounted without locks."""


def _unsupported(_stream: object) -> None:
    raise OSError(37, "No locks available")


WITHOUT_LOCKS = (_ignored, _unsupported)
_CODE = """
import sys
from macros.campaign import lock
how = sys.argv.pop(1)
def take(stream):
    if how == "unsupported":
        raise OSError(37, "No locks available")
lock._take = take
from macros.cli import main
main(prog_name="kaohe")
"""
"""The command line on a file system without locks: its first argument says how it is without."""


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


@pytest.fixture(params=WITHOUT_LOCKS)
def without_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_take", request.param)


def left(folder: Path, process: Process, token: str = "c0ffee", name: str = OWN) -> Path:
    """What a run leaves behind that was cut off."""
    holder = {"token": token, "since": "2026-11-25T09:00:00+08:00", "process": asdict(process)}
    return written(folder / name, json.dumps(holder))


def ended_process() -> Process:
    """A process of this machine that has just come to its end."""
    code = (
        "import json, os, dataclasses; from macros.machine import this_process;"
        " print(json.dumps(dataclasses.asdict(this_process(os.getpid()))))"
    )
    return Process(**json.loads(process(code=code).stdout))


# ── two at once ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("without_locks")
def test_a_second_run_is_told_who_works_and_since_when(tmp_path: Path) -> None:
    with locked(tmp_path / "outbox"), pytest.raises(KaoheError) as raised, locked(tmp_path / "outbox"):
        pass
    host = this_process(os.getpid()).host
    assert_says(raised.value.sentence, f"電腦 {host}", f"on {host}")
    assert_says(raised.value.sentence, "開始）正在從", "since ")


@pytest.mark.usefixtures("without_locks")
def test_nothing_but_the_systems_lock_file_is_left(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path / "outbox"):
            pass
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == [".sending"]


def _start(how: str, campaign: Campaign, post: Post) -> "subprocess.Popen[bytes]":
    smtp = ("--smtp", "127.0.0.1", "--port", str(post.port), "--security", "none")
    return subprocess.Popen(
        [sys.executable, "-c", _CODE, how, "send", "--campaign", str(campaign.root), *smtp],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _many(campaign: Campaign) -> Campaign:
    return with_roster(
        campaign, *(Entry(Office(f"C{n:02}", f"第{n}分署"), "", f"c{n:02}@b.tw") for n in range(20))
    )


@pytest.mark.parametrize("how", ["ignored", "unsupported"])
def test_of_two_that_send_at_once_without_locks_each_letter_goes_once(campaign: Campaign, how: str) -> None:
    campaign = _many(campaign)
    with smtp_server() as post:
        runs = [_start(how, campaign, post) for _ in range(2)]
        said = [run.communicate(timeout=PATIENCE)[0].decode() for run in runs]
    assert sorted(receivers(post)) == [entry.email for entry in campaign.roster.entries]
    refused = ["請等它結束再執行" in each for each in said]
    assert [run.returncode for run in runs] == [2 if each else 0 for each in refused]


@pytest.mark.skipif(sys.platform == "win32", reason="the system ends a process there in another way")
def test_a_run_that_was_killed_is_followed_and_that_is_said(campaign: Campaign) -> None:
    campaign = _many(campaign)
    with smtp_server(enough=3) as post:
        run = _start("ignored", campaign, post)
        assert post.has_enough.wait(PATIENCE)
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=PATIENCE)
        assert (campaign.outbox / OWN).exists()
        next_run = _start("ignored", campaign, post)
        said = next_run.communicate(timeout=PATIENCE)[0].decode()
    assert next_run.returncode == 0
    assert "提醒：先前的 kaohe（" in said
    assert "）中斷了，這次接著做" in said
    assert not (campaign.outbox / OWN).exists()
    # Between the server's answer and the line on disk it can be killed: then one letter, under its one id.
    assert len(post.taken) <= 21
    assert len({parsed(each.data)["Message-ID"] for each in post.taken}) == 20


# ── what is left behind ─────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("without_locks")
def test_of_many_that_follow_a_killed_run_one_goes_on(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    left(outbox, ended_process())
    code = """
import sys
from pathlib import Path
from macros.campaign import lock
lock._take = lambda stream: None
try:
    with lock.locked(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
except lock.KaoheError:
    print("refused", flush=True)
"""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(outbox)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(6)
    ]
    answers = [run.stdout.readline().strip() for run in runs if run.stdout]
    for run in runs:
        run.communicate(timeout=PATIENCE)
    assert sorted(answers) == [b"held"] + [b"refused"] * 5
    assert [path.name for path in outbox.iterdir()] == [".sending"]


@pytest.mark.usefixtures("without_locks")
def test_one_who_was_cut_off_while_following_is_followed_too(tmp_path: Path) -> None:
    gone = ended_process()
    left(tmp_path, gone, "aaaa")
    left(tmp_path, gone, "bbbb", f"{OWN}-aaaa")
    with locked(tmp_path) as held:
        assert held.followed is not None
        assert (tmp_path / f"{OWN}-bbbb").exists()
    assert [path.name for path in tmp_path.iterdir()] == [".sending"]


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize(
    "other",
    [
        replace(this_process(os.getpid()), host="HQ-PC07", machine="another", user="wang"),
        replace(this_process(os.getpid()), host="HQ-PC07", machine="", user="wang", pid=2**31 - 1),
    ],
)
def test_a_run_of_another_machine_is_never_followed_unasked(tmp_path: Path, other: Process) -> None:
    path = left(tmp_path, other)
    with pytest.raises(KaoheError, match=r"wang，電腦 HQ-PC07，115年11月25日.*請等它結束"), locked(tmp_path):
        pass
    silent = path.stat().st_mtime - SILENT - 60
    os.utime(path, (silent, silent))
    with pytest.raises(KaoheError) as raised, locked(tmp_path):
        pass
    assert_says(raised.value.sentence, "已 11 分鐘沒有動靜，可能中斷了；請到那部電腦確認", "11 minutes")
    assert_says(raised.value.sentence, f"就刪除 {path}", f"delete {path}")
    path.unlink()
    with locked(tmp_path):
        pass


@pytest.mark.usefixtures("without_locks")
def test_a_process_that_only_has_the_number_of_the_former_is_not_taken_for_it(tmp_path: Path) -> None:
    left(tmp_path, replace(this_process(os.getpid()), began="before the last start"))
    with locked(tmp_path) as held:
        assert_says(held.followed, "中斷了，這次接著做", "was cut off")


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize(
    "data", [b"", b'{"token": "c0', b"[]", b'{"token": "../x", "since": "", "process": {}}', b"\xff" * 9_000]
)
def test_a_file_that_nobody_understands_is_for_a_person(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path / OWN, data)
    with pytest.raises(KaoheError) as raised, locked(tmp_path):
        pass
    assert_says(raised.value.sentence, f"{path} 表示有人正在寄信", f"{path} says that somebody")
    assert path.read_bytes() == data


@pytest.mark.usefixtures("without_locks")
def test_what_is_no_file_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / OWN).mkdir()
    with pytest.raises(KaoheError, match="看不出是誰"), locked(tmp_path):
        pass
    (tmp_path / OWN).rmdir()
    (tmp_path / OWN).symlink_to(tmp_path / "nowhere")
    with pytest.raises(KaoheError, match="看不出是誰"), locked(tmp_path):
        pass


def test_a_hostile_file_forges_no_line_of_what_is_said(tmp_path: Path) -> None:
    left(tmp_path, Process("PC\n錯誤：\u202e1", "x", "w\x1b[2Jang\u2028", 1, "x"))
    with pytest.raises(KaoheError) as raised, locked(tmp_path):
        pass
    said = raised.value.sentence.zh + raised.value.sentence.en
    assert not set(said) & set("\n\x1b\u202e\u2028")


# ── while it works ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("without_locks")
def test_a_run_whose_file_was_deleted_stops_before_the_next_letter(campaign: Campaign) -> None:
    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            (campaign.outbox / OWN).unlink()
            assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["already", "sent", "sent"]

    with smtp_server() as post:
        run = send(campaign, Mailing(server(post), now=NOW), watch=Watch(meanwhile))
    assert fates(run) == ["sent", "waiting", "waiting"]
    assert_says(run.problem, "被刪除或換掉", "was deleted or replaced")
    assert receivers(post) == [entry.email for entry in ENTRIES]


def test_a_run_that_lost_its_lock_leaves_that_of_the_next_alone(tmp_path: Path) -> None:
    path = tmp_path / OWN
    with locked(tmp_path) as held:
        path.unlink()
        left(tmp_path, this_process(os.getpid()))
        with pytest.raises(LockLostError):
            held.hold()
    assert path.exists()


def test_a_sign_of_life_gives_the_file_a_new_time_and_changes_nothing_else(tmp_path: Path) -> None:
    with locked(tmp_path) as held:
        before = (tmp_path / OWN).read_bytes()
        os.utime(tmp_path / OWN, (0, 0))
        held.beat()
        assert (tmp_path / OWN).stat().st_mtime > 0
        assert (tmp_path / OWN).read_bytes() == before
        (tmp_path / OWN).unlink()
        held.beat()
        assert not (tmp_path / OWN).exists()


def test_signs_of_life_come_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beaten, beat = threading.Event(), Lock.beat

    def told(lock: Lock) -> None:
        beat(lock)
        beaten.set()

    monkeypatch.setattr(lock_module, "BEAT", 0.001)
    monkeypatch.setattr(Lock, "beat", told)
    with locked(tmp_path):
        os.utime(tmp_path / OWN, (0, 0))
        for _ in range(2):  # the first may have begun before
            beaten.clear()
            assert beaten.wait(PATIENCE)
        assert (tmp_path / OWN).stat().st_mtime > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize("name", [lock_module.SYSTEMS, OWN])
def test_a_pipe_in_place_of_a_lock_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(KaoheError, match=name), locked(tmp_path):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_nor_does_one_that_takes_its_place_while_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / OWN)
    as_a_file = written(tmp_path / "file", "").stat()
    monkeypatch.setattr(Path, "lstat", lambda _: as_a_file)
    with pytest.raises(KaoheError, match=OWN), locked(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    written(tmp_path / "outbox", "a file")
    with pytest.raises(OutputError, match="outbox"), locked(tmp_path / "outbox"):
        pass
