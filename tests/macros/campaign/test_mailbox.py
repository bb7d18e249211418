"""Forms collected from a real mail server: only read, each mail once, cut off and resumed."""

import contextlib
import itertools
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from macros.campaign.collecting import collect, received
from macros.jobs import Watch
from macros.post.inbox.imap import Mailbox, MailboxError, opened
from scoring.roster import bundled_roster
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.campaign.test_collecting import LEDGER, shape
from tests.macros.post.inbox import mails
from tests.macros.terminal import ROOT, contents, kaohe, process
from tests.servers.dovecot import PASSWORD, USER, Dovecot
from tests.servers.loopback import HOST
from tests.words import assert_says

_NUMBERS = itertools.count()
OFFICES = bundled_roster().offices


def form_mails() -> list[bytes]:
    """One mail of each of the thirteen offices, with its form and a logo."""
    return [
        mails.mail(
            {f"{office.name}_107.xlsx": forms.form(office)},
            subject=f"{office.name} 評分表",
            sender=f"{office.code} <{office.code.lower()}@branch.example.tw>",
            message_id=f"<{office.code}@branch.example.tw>",
            pictures=["image001.png"],
        )
        for office in OFFICES
    ]


@pytest.fixture
def folder() -> str:
    """A folder of the mailbox that no other test uses."""
    return f"Kaohe{os.getpid()}x{next(_NUMBERS)}"


@pytest.fixture
def mailbox(mail_server: Dovecot, folder: str) -> Mailbox:
    mail_server.deliver(*form_mails(), folder=folder)
    return Mailbox(HOST, USER, PASSWORD, mail_server.plain, folder, "plain")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "campaign" / "inbox"
    path.parent.mkdir()
    return path


def test_thirteen_forms_are_collected_from_a_mailbox(mailbox: Mailbox, inbox: Path) -> None:
    collected = collect(inbox, mailbox=mailbox)
    assert sorted(each.name for each in collected.received) == sorted(f"{o.name}_107.xlsx" for o in OFFICES)
    assert {each.reason for each in collected.passed_over} == {"picture-inline"}
    assert (collected.fetched, collected.problem) == (13, None)
    assert {each.mail.sender for each in received(inbox) if each.mail} == {
        f"{office.code.lower()}@branch.example.tw" for office in OFFICES
    }


def test_a_mail_is_stored_as_it_came(mailbox: Mailbox, inbox: Path) -> None:
    collect(inbox, mailbox=mailbox)
    stored = {path.read_bytes() for path in (inbox / "mail").iterdir()}
    assert stored == {mail.replace(b"\n", b"\r\n") for mail in form_mails()}
    assert "20260105-093000 臺北分署 評分表" in " ".join(path.name for path in (inbox / "mail").iterdir())


def test_the_mailbox_is_only_read(mailbox: Mailbox, inbox: Path, mail_server: Dovecot) -> None:
    before = mail_server.flags(mailbox.folder)
    collect(inbox, mailbox=mailbox)
    assert mail_server.flags(mailbox.folder) == before
    assert b"\\Seen" not in before


def test_a_second_run_fetches_and_changes_nothing(mailbox: Mailbox, inbox: Path) -> None:
    collect(inbox, mailbox=mailbox)
    before = contents(inbox)
    again = collect(inbox, mailbox=mailbox)
    assert (again.fetched, again.received) == (0, ())
    assert contents(inbox) == before


def test_only_new_mail_is_fetched(mailbox: Mailbox, inbox: Path, mail_server: Dovecot) -> None:
    collect(inbox, mailbox=mailbox)
    late = mails.mail(
        {"更正.xlsx": forms.form(forms.TAIPEI, forms.card({"1.1.1": 3}))}, message_id="<late@x>"
    )
    mail_server.deliver(late, folder=mailbox.folder)
    again = collect(inbox, mailbox=mailbox)
    assert (again.fetched, [each.name for each in again.received]) == (1, ["更正.xlsx"])


def test_a_mailbox_numbered_anew_brings_nothing_new(
    mailbox: Mailbox, inbox: Path, mail_server: Dovecot
) -> None:
    collect(inbox, mailbox=mailbox)
    before, records = contents(inbox), received(inbox)
    with mail_server.client() as client:
        client.delete(mailbox.folder)
    mail_server.deliver(*form_mails(), folder=mailbox.folder)
    again = collect(inbox, mailbox=mailbox)
    assert (again.fetched, again.received, again.passed_over) == (13, (), ())
    assert received(inbox) == records
    assert contents(inbox).keys() == before.keys()
    assert collect(inbox, mailbox=mailbox).fetched == 0


def test_without_its_ledger_the_mailbox_is_read_again_to_the_same_end(mailbox: Mailbox, inbox: Path) -> None:
    collect(inbox, mailbox=mailbox)
    before = shape(inbox)
    (inbox / LEDGER).unlink()
    collect(inbox, mailbox=mailbox)
    assert shape(inbox) == before


def test_a_run_that_was_cancelled_goes_on_from_there(mailbox: Mailbox, inbox: Path) -> None:
    done: list[int] = []
    first = collect(
        inbox, mailbox=mailbox, watch=Watch(lambda at, _: done.append(at), cancelled=lambda: len(done) == 5)
    )
    second = collect(inbox, mailbox=mailbox)
    assert (first.fetched, first.is_complete) == (5, False)
    assert (second.fetched, second.is_complete) == (8, True)
    assert len(received(inbox)) == 13


_COLLECT = """
import sys
from pathlib import Path
from macros.campaign.collecting import collect
from macros.post.inbox.imap import Mailbox
host, user, password, port, folder, inbox = sys.argv[1:]
collect(Path(inbox), mailbox=Mailbox(host, user, password, int(port), folder, "plain"))
"""


@pytest.mark.judge
def test_a_run_killed_in_the_middle_goes_on_to_the_same_end(
    mailbox: Mailbox, inbox: Path, tmp_path: Path
) -> None:
    (tmp_path / "whole").mkdir()
    collect(tmp_path / "whole" / "inbox", mailbox=mailbox)
    arguments = (mailbox.host, mailbox.user, mailbox.password, mailbox.port, mailbox.folder, inbox)
    for stored in (1, 4, 9):
        run = subprocess.Popen(
            [sys.executable, "-c", _COLLECT, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        while run.poll() is None and len(list((inbox / "mail").glob("[!.]*"))) < stored:
            time.sleep(0.001)
        run.send_signal(signal.SIGKILL)
        run.wait(PATIENCE)
    collect(inbox, mailbox=mailbox)
    begun = ("mail/.", "workbooks/.")  # what a killed run has only begun
    mine = {each for each in shape(inbox) if not str(each[0]).startswith(begun)}
    assert mine == shape(tmp_path / "whole" / "inbox")


def test_a_folder_of_a_chinese_name(mail_server: Dovecot, inbox: Path) -> None:
    mail_server.deliver(form_mails()[0], folder="&gANoOA-")  # modified UTF-7, RFC 3501 5.1.3
    mailbox = Mailbox(HOST, USER, PASSWORD, mail_server.plain, "考核", "plain")
    assert collect(inbox, mailbox=mailbox).fetched == 1


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"password": "wrong"}, f"不接受 {USER} 的帳號或密碼", f"refuses the user {USER} or the password"),
        ({"password": "密碼"}, f"不接受 {USER} 的帳號或密碼", f"refuses the user {USER} or the password"),
        ({"folder": "沒有"}, "沒有信件夾「沒有」", "has no folder “沒有”"),
        ({"port": 1}, "失敗（對方沒有開放這個連接埠）", "nothing answers at this port"),
        ({"host": "no-such-host.invalid"}, "不以明碼連線到其他主機", "without TLS"),
        (
            {"host": "no-such-host.invalid", "encryption": "tls"},
            "連線 no-such-host.invalid:.* 失敗（找不到這個主機名稱）",
            "there is no host of this name",
        ),
        ({"encryption": "tls"}, "加密連線", "no TLS connection"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    change: dict[str, str], zh: str, en: str, mail_server: Dovecot
) -> None:
    good = Mailbox(HOST, USER, PASSWORD, mail_server.plain, "INBOX", "plain")
    bad = replace(good, **change)  # type: ignore[arg-type]  # a field of any type
    with pytest.raises(MailboxError) as raised, opened(bad):
        pass
    assert_says(raised.value.sentence, zh, en)


def test_a_mailbox_that_fails_does_not_keep_what_was_dropped_from_being_taken(inbox: Path) -> None:
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(forms.form())
    collected = collect(inbox, mailbox=Mailbox(HOST, USER, PASSWORD, 1, encryption="plain"))
    assert [each.name for each in collected.received] == ["a.xlsx"]
    assert_says(collected.problem, "失敗", "cannot be reached")
    assert not collected.is_complete


@contextlib.contextmanager
def breaking_off(server: Dovecot, after: int) -> Iterator[int]:
    """A port that leads to the server and breaks off after so many bytes of its answers."""

    def lead(client: socket.socket) -> None:
        left = after
        with client, socket.create_connection((HOST, server.plain)) as there:
            while left > 0:
                for ready in select.select([client, there], [], [])[0]:
                    data = ready.recv(4096)
                    if not data:
                        return
                    if ready is there:
                        data = data[:left]
                        left -= len(data)
                    (client if ready is there else there).sendall(data)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                lead(listening.accept()[0])

    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_connection_that_breaks_off_is_said_and_the_next_run_goes_on(
    mailbox: Mailbox, inbox: Path, mail_server: Dovecot, tmp_path: Path
) -> None:
    runs = []
    for after in (0, 30, 300, 1_500, 60_000, 200_000):
        with breaking_off(mail_server, after) as port:
            runs.append(collect(inbox, mailbox=replace(mailbox, port=port)))
    for run in runs:
        assert_says(run.problem, "再執行一次，會從中斷處繼續", "run again.*: it goes on from there")
    assert not any(run.is_complete for run in runs)
    assert 0 < len(received(inbox)) < 13
    last = collect(inbox, mailbox=mailbox)
    assert (last.is_complete, last.fetched) == (True, 13 - sum(run.fetched for run in runs))
    (tmp_path / "whole").mkdir()
    collect(tmp_path / "whole" / "inbox", mailbox=mailbox)
    assert shape(inbox) == shape(tmp_path / "whole" / "inbox")


def test_a_password_is_never_shown() -> None:
    assert PASSWORD not in repr(Mailbox(HOST, USER, PASSWORD))


# ── the command, over TLS ───────────────────────────────────────────────────────────────────────


def run(
    inbox: Path, mailbox: Mailbox, server: Dovecot, **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    options = ("--imap", HOST, "--port", server.tls, "--user", USER, "--mailbox", mailbox.folder)
    return process("collect", inbox.parent, *options, **environment)


def test_the_command_reads_a_mailbox_over_tls(mailbox: Mailbox, inbox: Path, mail_server: Dovecot) -> None:
    trusted = {"SSL_CERT_FILE": str(mail_server.certificate), "KAOHE_MAIL_PASSWORD": PASSWORD}
    first = run(inbox, mailbox, mail_server, **trusted)
    assert first.returncode == 0, first.stderr.decode()
    out = first.stdout.decode()
    assert "臺北分署　workbooks/臺北分署_107_" in out
    assert "b01@branch.example.tw" in out
    assert "新收 13 份活頁簿，略過 13 個檔案，重複 0 件，自信箱取得 13 封" in out
    assert (
        "新收 0 份活頁簿，略過 0 個檔案，重複 0 件，自信箱取得 0 封"
        in run(inbox, mailbox, mail_server, **trusted).stdout.decode()
    )


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mailbox: Mailbox, inbox: Path, mail_server: Dovecot
) -> None:
    done = run(inbox, mailbox, mail_server, KAOHE_MAIL_PASSWORD=PASSWORD)
    assert done.returncode == 2
    assert "的憑證不可信" in done.stderr.decode()
    assert not (inbox / "mail").exists()


def test_the_password_is_asked_for_where_nobody_gives_it(
    mailbox: Mailbox, inbox: Path, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAOHE_MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.certificate))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    options = ("--imap", HOST, "--port", mail_server.tls, "--user", USER, "--mailbox", mailbox.folder)
    done = kaohe("collect", inbox.parent, *options, typed=f"{PASSWORD}\n")
    assert done.status == 0, done.said
    assert PASSWORD not in done.said
    assert "自信箱取得 13 封" in done.out


def test_a_mailbox_needs_a_user(tmp_path: Path) -> None:
    done = kaohe("collect", tmp_path, "--imap", HOST)
    assert (done.status, "--user" in done.err) == (2, True)
