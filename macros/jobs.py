"""What jobs are handed: who watches one, and what its forms are sealed with."""

from collections.abc import Callable
from dataclasses import dataclass

from scoring.errors import CancelledError

Progress = Callable[[int, int], None]
"""Told how many of how many are done. Whatever it raises ends the job."""

Cancelled = Callable[[], bool]
"""Asked between one file and the next, and before anything is written: True ends the job."""


def _silent(done: int, total: int) -> None:
    """Show progress to nobody."""


def _never() -> bool:
    """Let nobody cancel the job."""
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever watches a job: told of its progress, asked whether to go on."""

    progress: Progress = _silent
    cancelled: Cancelled = _never

    def stop_if_cancelled(self) -> None:
        """Raise CancelledError where the job is to end."""
        if self.cancelled():
            raise CancelledError("已取消，沒有寫出要的檔案", "cancelled; what was asked for was not written")


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Seal:
    """What forms are issued with: the key that signs them, the password that protects their sheets."""

    key: bytes
    password: str | None = None
