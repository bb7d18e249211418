"""The consolidated workbook as PDF or .ods, made by LibreOffice where it is installed."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from macros.files import hold_free, making, write_file
from scoring.errors import OutputError, Sentence, system_reason

Kind = Literal["pdf", "ods"]

TIME_LIMIT = 300.0
"""Seconds for one conversion, LibreOffice's start included."""

_DYING_SECONDS = 5.0
_LONGEST_WORDS = 200
_NAMES = ("soffice", "libreoffice")
_IN_FILTER = "Calc MS Excel 2007 XML"
_OUT_FILTERS: Mapping[Kind, str] = {"pdf": "pdf:calc_pdf_Export", "ods": "ods:calc8"}
_WINDOWS_ROOTS = ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)")
# Where the installers put it. soffice.com, unlike .exe, waits for its end.
_WINDOWS_PATTERNS = ("LibreOffice/program/soffice.com", "LibreOffice/program/soffice.exe")
_MAC_PATTERN = "LibreOffice.app/Contents/MacOS/soffice"
_LINUX_PLACES = (
    ("/usr/lib", "libreoffice/program/soffice"),
    ("/opt", "libreoffice*/program/soffice"),
    ("/snap/bin", "libreoffice"),
)


def convert(book: Path, out: Path, kind: Kind, *, force: bool, data: bytes | None = None) -> None:
    """Write ``book``, an .xlsx, as PDF or .ods to ``out``; ``data``, where given, in place of what it holds.

    LibreOffice works on a copy, with a throw-away profile, so that neither the book nor a
    LibreOffice that is open is touched. Raises OutputError where ``out`` exists and ``force`` is not
    given, where LibreOffice is missing or makes no file within `TIME_LIMIT`, and where ``out``
    cannot be written.
    """
    if not force:
        hold_free(out)  # before LibreOffice is started
    program = find_libreoffice()
    with making(out), tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as name:
        made = _converted(program, book, out, kind, Path(name).resolve(), data)
    write_file(out, made, force=force)


def find_libreoffice() -> Path:
    """Find the program: on PATH, or else where its installers put it.

    Raise OutputError where there is none; to be asked before long work that ends in `convert`.
    """
    on_path = (shutil.which(name) for name in _NAMES)
    # Windows also looks into the current folder, which may be one with files from the mail.
    found = [Path(name) for name in on_path if name and Path(name).is_absolute()]
    program = next(iter(found), None) or next(_installed(sys.platform, os.environ), None)
    if program is None:
        raise OutputError(
            "找不到 LibreOffice，無法產生 PDF 或 ODS 檔；請安裝 LibreOffice 後重試，或不要指定 --pdf、--ods",
            "LibreOffice is not installed; install it, or leave out --pdf and --ods",
        )
    return program


def _installed(platform: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield each LibreOffice in the usual places of a system, the newest of a place first."""
    if platform == "win32":
        roots = [environment[name] for name in _WINDOWS_ROOTS if environment.get(name)]
        places: Sequence[tuple[str, str]] = [(root, p) for root in roots for p in _WINDOWS_PATTERNS]
    elif platform == "darwin":
        home = environment.get("HOME") or "/"
        places = [("/Applications", _MAC_PATTERN), (f"{home}/Applications", _MAC_PATTERN)]
    else:
        places = _LINUX_PLACES
    for root, pattern in places:
        found = [path for path in Path(root).glob(pattern) if path.is_file()]
        yield from sorted(found, key=_version, reverse=True)


def _version(path: Path) -> list[int]:
    """Return the numbers of a path, so that 24.2 comes after 7.6."""
    return [int(digits) for digits in re.findall(r"\d+", str(path))]


def _converted(
    program: Path, book: Path, out: Path, kind: Kind, folder: Path, content: bytes | None
) -> bytes:
    """Return what LibreOffice makes of the book, in a folder that is nobody else's."""
    # A plain name of our own: no option, no lock file beside the book, no path that it cannot spell.
    copy, made, log = folder / "book.xlsx", folder / "made" / f"book.{kind}", folder / "log.txt"
    command = (
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        f"--infilter={_IN_FILTER}",
        "--convert-to",
        _OUT_FILTERS[kind],
        "--outdir",
        made.parent.name,
        copy.name,
    )
    try:
        copy.write_bytes(book.read_bytes() if content is None else content)
        with log.open("wb") as said:
            status = _run(command, folder, said.fileno())
        data = made.read_bytes() if status == 0 and made.is_file() else b""
    except subprocess.TimeoutExpired:
        raise OutputError(
            f"LibreOffice 在 {TIME_LIMIT:g} 秒內未能產生 {out}，已中止；請稍後重試，"
            f"或以 LibreOffice 開啟 {book} 後自行匯出",
            f"LibreOffice did not make {out} within {TIME_LIMIT:g} s and was stopped; try again later, or"
            f" open {book} in LibreOffice and export it there",
        ) from None
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法以 LibreOffice（{program}）產生 {out}：{reason.zh}；"
            f"請確認 {book} 可讀取、磁碟有空間、LibreOffice 可執行",
            f"LibreOffice ({program}) cannot make {out}: {reason.en}; check that {book} can be read, that the"
            " disk has room, and that LibreOffice runs",
        ) from None
    if not data:
        own = _last_words(log)
        raise OutputError(
            f"LibreOffice 沒有產生 {out}{own.zh}；請確認磁碟有空間，並以 LibreOffice 開啟 {book} 後自行匯出",
            f"LibreOffice did not make {out}{own.en}; check that the disk has room, and open {book} in"
            " LibreOffice to export it there",
        )
    return data


def _last_words(log: Path) -> Sentence:
    lines = log.read_text("utf-8", "replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    words = said[-1][:_LONGEST_WORDS] if said else ""
    return Sentence(f"，訊息為「{words}」", f" and says “{words}”") if words else Sentence("", "")


def _run(command: Sequence[str], folder: Path, log: int) -> int:
    """Run the command and return its exit status.

    Raise OSError and subprocess.TimeoutExpired; whatever ends the wait, no process is left behind.
    """
    process = subprocess.Popen(  # noqa: S603  the LibreOffice that is installed, with our own words
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        return process.wait(TIME_LIMIT)
    except BaseException:
        _kill(process)
        raise


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it has started: it is itself but a starter of others."""
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with contextlib.suppress(OSError):
            subprocess.run(  # noqa: S603  Windows' own program
                (str(taskkill), "/T", "/F", "/PID", str(process.pid)), capture_output=True, check=False
            )
    else:
        # Before it is waited for: until then its number cannot have become another's.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    _wait_for_the_rest(process.pid)


def _wait_for_the_rest(group: int) -> None:
    """Wait for what the program started: it dies a moment later, and would still write into the folder."""
    if sys.platform != "win32":
        until = time.monotonic() + _DYING_SECONDS
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < until:
                os.killpg(group, 0)
                time.sleep(0.02)
