"""A real Dovecot on loopback, in a folder that is thrown away, for as long as a test wants it."""

import contextlib
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.extent import PATIENCE
from tests.servers.loopback import HOST, free_port, make_certificate

USER, PASSWORD = "hq@kaohe.example.tw", "correct-horse"
# Without delays for wrong passwords, which grow from one to the next.
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def missing() -> str:
    """Why there is no Dovecot to test with; empty where there is one."""
    return "" if shutil.which("dovecot", path=_PATH) else "no dovecot-imapd"


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


@dataclass(frozen=True)
class Dovecot:
    """The running server: its two ports, and the certificate that it made for itself."""

    plain: int
    tls: int
    certificate: Path

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A mail program of its own, logged in, with the folder open for reading and writing."""
        client = imaplib.IMAP4(HOST, self.plain)
        try:
            client.login(USER, PASSWORD)
            client.create(folder)
            client.select(folder)
            yield client
        finally:
            client.logout()

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.client(folder) as client:
            for mail in mails:
                assert client.append(folder, "", "", mail)[0] == "OK"

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """The flags of every message, as they stood before this looked."""
        client = imaplib.IMAP4(HOST, self.plain)
        try:
            client.login(USER, PASSWORD)
            client.select(folder, readonly=True)
            answers = client.fetch("1:*", "(FLAGS)")[1]
        finally:
            client.logout()
        return [flag for each in answers if isinstance(each, bytes) for flag in imaplib.ParseFlags(each)]


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start it, wait until it answers, and stop it with all that it started."""
    # Its sockets' paths may have 107 bytes, and its users must get in: not pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="kaohe-imap-"))
    folder.chmod(0o755)
    running = None
    try:
        server = Dovecot(free_port(), free_port(), make_certificate(folder))
        configuration = _configuration(folder, server)
        command = [shutil.which("dovecot", path=_PATH) or "dovecot", "-F", "-c", str(configuration)]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until_it_answers(server, running, folder / "log")
        yield server
    finally:
        if running is not None:
            running.terminate()
            running.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(folder: Path, server: Dovecot) -> Path:
    """Root gives its rights up to the users that the package made; anyone else has but his own."""
    me = pwd.getpwuid(os.getuid())
    is_root = me.pw_uid == 0
    mail = pwd.getpwnam("nobody") if is_root else me
    (folder / "mail").mkdir()
    if is_root:
        os.chown(folder / "mail", mail.pw_uid, mail.pw_gid)
    path = folder / "dovecot.conf"
    path.write_text(
        _CONFIGURATION.format(
            folder=folder,
            internal="dovecot" if is_root else me.pw_name,
            internal_group="dovecot" if is_root else me.pw_gid,
            login="dovenull" if is_root else me.pw_name,
            password=PASSWORD,
            uid=mail.pw_uid,
            gid=mail.pw_gid,
            plain=server.plain,
            tls=server.tls,
        )
    )
    return path


def _wait_until_it_answers(server: Dovecot, running: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, server.plain), 1) as connection:
            if connection.recv(100).startswith(b"* OK"):
                return
        time.sleep(0.05)
    message = log.read_text() if log.exists() else "it wrote no log"
    raise AssertionError(f"Dovecot does not start: {message}")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    """Skip where there is none, or fail where KAOHE_NO_SKIP=1 says that it must be there."""
    if reason := missing():
        if os.environ.get("KAOHE_NO_SKIP") == "1":
            pytest.fail(f"KAOHE_NO_SKIP=1, but {reason}", pytrace=False)
        pytest.skip(reason)
    with dovecot() as server:
        yield server
