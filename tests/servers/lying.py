"""A mailbox whose server says what a test has it say: on loopback, for one client after another."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping

from tests.extent import PATIENCE
from tests.servers.loopback import HOST

Answer = Callable[[bytes, bytes], Iterator[bytes] | None]
"""Of a tag and a command in capitals, what is sent in place of the honest answer; None for that one."""


@contextlib.contextmanager
def lying_server(messages: Mapping[int, bytes], answer: Answer) -> Iterator[int]:
    """The port of a server that has these messages by UID."""

    def converse(client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            client.sendall(b"* OK ready\r\n")
            for line in lines:
                tag, _, command = line.strip().upper().partition(b" ")
                for piece in answer(tag, command) or _honest(messages, tag, command):
                    client.sendall(piece)

    def serve() -> None:
        while True:
            try:
                client = listening.accept()[0]
            except OSError:
                return
            with contextlib.suppress(OSError):
                converse(client)

    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)
    assert not thread.is_alive()


def fetched(uid: int, data: bytes) -> bytes:
    """What an honest server says of a message."""
    return b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, len(data), data)


def _honest(messages: Mapping[int, bytes], tag: bytes, command: bytes) -> Iterator[bytes]:
    if command.startswith(b"CAPABILITY"):
        yield b"* CAPABILITY IMAP4rev1\r\n"
    elif command.startswith(b"EXAMINE"):
        yield b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] as ever\r\n" % len(messages)
    elif command.startswith(b"UID SEARCH"):
        yield b"* SEARCH " + b" ".join(b"%d" % uid for uid in messages) + b"\r\n"
    elif found := re.match(rb"UID FETCH (\d+) .*BODY", command):
        uid = int(found[1])
        yield fetched(uid, messages[uid])
    elif command.startswith(b"LOGOUT"):
        yield b"* BYE\r\n"
    yield tag + b" OK done\r\n"
