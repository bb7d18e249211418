"""This machine and its processes: enough to tell, later and elsewhere, whether a run has ended."""

import getpass
import hashlib
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _QUERY, _NO_SUCH_PROCESS, _STILL_ACTIVE = 0x1000, 87, 259

    def _system() -> str:
        """Return what this installation of Windows was given when it was made."""
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

    def began(pid: int) -> str | None:
        """Return when a process of this machine began; empty where there is none, None where the system
        does not say."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = wintypes.HANDLE(kernel.OpenProcess(_QUERY, False, wintypes.DWORD(pid)))
        if not handle:
            return "" if ctypes.get_last_error() == _NO_SUCH_PROCESS else None
        try:
            status, times = wintypes.DWORD(), [wintypes.FILETIME() for _ in range(4)]
            known = kernel.GetExitCodeProcess(handle, ctypes.byref(status))
            known = known and kernel.GetProcessTimes(handle, *map(ctypes.byref, times))
        finally:
            kernel.CloseHandle(handle)
        if not known:
            return None
        created = times[0]
        return f"{created.dwHighDateTime}.{created.dwLowDateTime}" if status.value == _STILL_ACTIVE else ""

else:
    _PROC = Path("/proc")

    def _system() -> str:
        """Return what this installation was given when it was made, and which processes it can see: a
        container has numbers of its own for them."""
        numbers = (_PROC / "self/ns/pid").readlink()
        return f"{Path('/etc/machine-id').read_text('ascii').strip() or _boot()} {numbers}"

    def _boot() -> str:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()

    def began(pid: int) -> str | None:
        """Return when a process of this machine began; empty where there is none, None where the system
        does not say."""
        try:
            boot = _boot()
        except OSError:
            return None
        try:
            fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        except OSError:
            return None
        is_over = fields[0] in (b"Z", b"X")  # it has ended, and nobody has asked how
        return "" if is_over else f"{boot} {fields[19].decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Process:
    """A process of some machine. ``machine`` is a digest that tells two machines of one name apart;
    ``began`` tells it from a later process of the same number. Either is empty where it is not known."""

    host: str
    machine: str
    user: str
    pid: int
    began: str

    @property
    def is_over(self) -> bool:
        """Whether it is known to have ended: it ran on this machine, and is there no more."""
        if not (self.machine and self.began) or self.machine != machine():
            return False
        now = began(self.pid)
        return now is not None and now != self.began


def machine() -> str:
    """Return a digest that only this machine has; empty where the system does not say."""
    try:
        return hashlib.sha256(f"{socket.gethostname()} {_system()}".encode()).hexdigest()[:16]
    except (OSError, ValueError):
        return ""


def this_process(pid: int) -> Process:
    """Return what there is to say of the process that asks, whose number is ``pid``."""
    user = ""
    with suppress(OSError, KeyError, ImportError):  # an account without a name
        user = getpass.getuser()
    return Process(socket.gethostname(), machine(), user, pid, began(pid) or "")
