"""The lock of a folder in which letters are written. Two runs at once would make forms in each other's
place, and send letters twice.

Two locks in one, for on a share either may be worth nothing. The system's own, which ends with its
process, holds between the processes of one machine at least. Beside it stands a file that only one can
make, `sending.lock`, which says who works here; it works wherever files do.

A run that was cut off leaves that file behind. Where it is known to be over, the next one makes a file
that is named after it, sending.lock-TOKEN, which again only one can make: whoever made the last file of
such a chain holds the lock. The first file is taken away first, and is what ends the whole chain.
"""

import json
import os
import secrets
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from macros.files import unwritable, write_file
from macros.machine import Process, this_process
from macros.post.texts import clean_text
from scoring import plain_file
from scoring.errors import ExistsError, KaoheError, Sentence
from scoring.values import local_time, time_text

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

    _TAKEN: type[OSError] = PermissionError
else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

    _TAKEN = BlockingIOError

SYSTEMS, OWN = ".sending", "sending.lock"
"""The files in the folder: the one that the system locks, which stays, and ours."""
BEAT = 20.0
"""Seconds between one sign of life and the next."""
SILENT = 600.0
"""Seconds without one after which a run on another machine may have been cut off."""
_LARGEST = 4_096
_PAUSES = (0.05, 0.2, 0.5)
"""Seconds between one look at a file that is just being made, or taken away, and the next."""

_NOBODY = Process("", "", "", 0, "")


class LockLostError(KaoheError):
    """The lock was taken away from a run that works: somebody deleted its file."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who made a file, as it says. ``token`` is the file's own; empty where it cannot be read."""

    token: str = ""
    since: str = ""
    process: Process = _NOBODY

    @property
    def named(self) -> Sentence:
        """Say who, where and since when, as far as it is known."""
        who, host = (clean_text(text, 60) for text in (self.process.user, self.process.host))
        moment = local_time(self.since)
        zh, en = [who or "不明的使用者"], [who or "somebody unknown"]
        if host:
            zh.append(f"電腦 {host}")
            en.append(f"on {host}")
        if moment:
            zh.append(f"{time_text(moment)} 開始")
            en.append(f"since {time_text(moment, 'en')}")
        return Sentence("，".join(zh), ", ".join(en))


@dataclass(frozen=True)
class Lock:
    """The lock of a folder, held. ``files`` are the chain's, the last of them our own, each with its
    token; ``followed`` says whose place this run takes, where an earlier one was cut off."""

    files: tuple[tuple[Path, str], ...]
    followed: Sentence | None = None

    def hold(self) -> None:
        """Raise LockLostError where the lock is held no longer; to be asked before each letter."""
        for path, token in {self.files[0], self.files[-1]}:
            holder = _holder(path)
            if holder is None or holder.token != token:
                raise LockLostError(
                    f"寄信途中，{path} 被刪除或換掉，可能有另一個 kaohe 開始寄信，所以停止；"
                    "請確認沒有別人在寄，再執行一次",
                    f"{path} was deleted or replaced while letters were being sent, so another kaohe may"
                    " have begun, and this one stopped; make sure that nobody else sends, and run again",
                )

    def release(self) -> None:
        """Take the files away, the first one first, as long as they are ours."""
        for path, token in self.files:
            holder = _holder(path)
            if holder is not None and holder.token == token:
                _delete(path)

    def beat(self) -> None:
        """Give a sign of life: write our file as it is, so that it gets the time of the disk it is on."""
        path, _ = self.files[-1]
        with suppress(OSError), path.open("r+b") as stream:
            data = stream.read(_LARGEST)
            stream.seek(0)
            stream.write(data)


@contextmanager
def locked(folder: Path) -> Iterator[Lock]:
    """Hold the lock of ``folder`` for as long as the work takes.

    Raise KaoheError where another process holds it, or may hold it, OutputError where nothing can be
    written there.
    """
    try:
        folder.mkdir(exist_ok=True)
        plain_file.hold_plain(folder / SYSTEMS)
        stream = (folder / SYSTEMS).open("ab")
    except OSError as error:
        raise unwritable(folder / SYSTEMS, error) from None
    with stream:
        try:
            _take(stream)
        except _TAKEN:
            raise _running(folder, _holder(folder / OWN)) from None
        except OSError:  # the file system knows no locks
            pass
        lock = _claimed(folder)
        ended = threading.Event()
        beats = threading.Thread(target=_keep_beating, args=(lock, ended), daemon=True)
        beats.start()
        try:
            yield lock
        finally:
            ended.set()
            beats.join()
            lock.release()


def _keep_beating(lock: Lock, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        lock.beat()


def _claimed(folder: Path) -> Lock:
    """Make the file at the end of the chain, which nobody else can then make. Raise as `locked` does."""
    token, since = secrets.token_hex(8), datetime.now().astimezone().isoformat(timespec="seconds")
    own = json.dumps(asdict(_Holder(token, since, this_process(os.getpid()))), ensure_ascii=False)
    while True:
        chain, last = _chain(folder)
        path = folder / (f"{OWN}-{chain[-1][1]}" if chain else OWN)
        with suppress(ExistsError):  # another one made it first; a share may tell us so of our own
            write_file(path, own.encode("utf-8", "replace"), force=False)
        holder, first = _holder(path), _holder(folder / OWN)
        if holder is None or holder.token != token:
            continue
        if first is not None and first.token == (chain[0][1] if chain else token):
            followed = _followed(last) if last else None
            return Lock((*chain, (path, token)), followed)
        _delete(path)  # the chain was taken away meanwhile


def _chain(folder: Path) -> tuple[list[tuple[Path, str]], _Holder | None]:
    """Return the files of runs that are over, each with its token, and who made the last.

    Raise KaoheError where one of them is not known to be over.
    """
    chain: list[tuple[Path, str]] = []
    last, path = None, folder / OWN
    while (holder := _holder(path)) is not None:
        if not holder.token or not holder.process.is_over:
            raise _running(folder, holder, path)
        chain.append((path, holder.token))
        last, path = holder, folder / f"{OWN}-{holder.token}"
    return chain, last


def _holder(path: Path) -> _Holder | None:
    """Return who made a file, None where there is none. One that is empty or torn may be just being made."""
    for pause in (*_PAUSES, 0.0):
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                return _Holder()
            holder = _read(plain_file.content(path, _LARGEST))
        except FileNotFoundError:
            return None
        except plain_file.NotAFileError:  # another has taken its place meanwhile
            return _Holder()
        except OSError:  # being taken away, on Windows
            holder = None
        if holder is not None:
            return holder
        time.sleep(pause)
    return _Holder()


def _read(data: bytes) -> _Holder | None:
    try:
        shape = json.loads(data)
        process = shape["process"]
        texts = {name: str(process[name]) for name in ("host", "machine", "user", "began")}
        token = str(shape["token"])
        made = _Holder(token, str(shape["since"]), Process(pid=int(process["pid"]), **texts))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return made if token.isascii() and token.isalnum() else None


def _delete(path: Path) -> None:
    """Delete a file; on Windows whoever looks into it holds it for a moment. What stays is a file of a run
    that is over."""
    for pause in (*_PAUSES, 0.0):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            time.sleep(pause)
        else:
            return


# ── what is said ────────────────────────────────────────────────────────────────────────────────


def _followed(holder: _Holder) -> Sentence:
    named = holder.named
    return Sentence(
        f"先前的 kaohe（{named.zh}）中斷了，這次接著做",
        f"an earlier kaohe ({named.en}) was cut off; this one goes on",
    )


def _running(folder: Path, holder: _Holder | None, path: Path | None = None) -> KaoheError:
    """Return what to say of a folder that is in use: wait, or look whether that run was cut off.

    ``path`` is its file, where nothing but the file says that it is.
    """
    named = holder.named if holder and holder.token else Sentence("", "")
    who = Sentence(f"（{named.zh}）" if named.zh else "", f" ({named.en})" if named.en else "")
    if path and not named.zh:
        return KaoheError(
            f"{path} 表示有人正在寄信或擬稿，但看不出是誰；確定沒有別的 kaohe 在執行，就刪除它，再執行一次",
            f"{path} says that somebody is sending or drafting, but not who; where no other kaohe is running,"
            " delete it and run this again",
        )
    silence = _silence(path) if path else 0.0
    if silence < SILENT:
        return KaoheError(
            f"另一個 kaohe{who.zh}正在從 {folder} 寄信或擬稿，請等它結束再執行",
            f"another kaohe{who.en} is sending or drafting from {folder}; run this again when it is done",
        )
    minutes = int(silence / 60)
    return KaoheError(
        f"另一個 kaohe{who.zh}還沒有結束從 {folder} 寄信或擬稿，但已 {minutes} 分鐘沒有動靜，可能中斷了；"
        f"請到那部電腦確認，確定沒有在執行，就刪除 {path}，再執行一次",
        f"another kaohe{who.en} has not ended its sending or drafting from {folder}, but gave no sign of life"
        f" for {minutes} minutes, so it may have been cut off; look at that computer, and where it does not"
        f" run, delete {path} and run this again",
    )


def _silence(path: Path) -> float:
    """Return for how many seconds a file was not written, by the clock of the disk that it is on."""
    probe = path.with_name(f".{OWN}-{secrets.token_hex(4)}")
    try:
        try:
            probe.write_bytes(b".")
            return max(0.0, probe.stat().st_mtime - path.stat().st_mtime)
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return 0.0
