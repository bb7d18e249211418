"""Which of two files of an office is the later one: by moments, the strongest first, never by texts.

The run that issued the form goes first, then when the file came, then when it was saved by its own record.
That record proves nothing where it is missing, or lies before the form was issued or after the file came.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from scoring.errors import Sentence
from scoring.values import local_time, time_text
from workbook.collection.checked import Checked

By = Literal["issue", "arrival", "saved", "file-time"]
"""What tells that one of two files is the later one."""
_NEVER = float("-inf")
_ISSUED_AT = re.compile(r"\d{8}-\d{6}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """When a file was made, by what is known of it, in seconds since 1970; None where nothing is.

    ``issue`` is the name of the run that issued its form, which sorts by time. ``is_received`` is whether a
    record says when files came: then the time of the file itself, which moving it changes, says nothing.
    """

    issue: str
    arrived: float | None
    saved: float | None
    file_time: float
    is_received: bool

    @property
    def key(self) -> tuple[str, float, float, float]:
        """What sorts the files of an office, the latest last."""
        file_time = _NEVER if self.is_received else self.file_time
        return self.issue, _or_never(self.arrived), _or_never(self.saved), file_time


def evidence(checked: Checked, arrived: float | None, *, is_received: bool) -> Evidence:
    """Return the evidence of when a file was made. ``arrived`` is when it came, where a record says so."""
    issue = checked.identity.issue if checked.identity else ""
    return Evidence(issue, arrived, _saved(checked, issue, arrived), checked.file_time, is_received)


def decided_by(best: Evidence, other: Evidence) -> By | None:
    """Return what tells that one of two files is the later one; None where nothing does.

    Of two that were received together, of which one has no time of its own, neither is.
    """
    if best.issue != other.issue:
        return "issue"
    if best.arrived != other.arrived:
        return "arrival"
    if best.saved != other.saved:
        is_known = best.saved is not None and other.saved is not None
        return "saved" if is_known or not best.is_received else None
    return "file-time" if best.key != other.key else None


def why_later(best: Checked, by: By) -> Sentence:
    """Say why the file that counts is the later one, in the words of a finding of another."""
    if by == "issue":
        return Sentence("該檔是較後發出的表", "its form was issued later")
    if by == "arrival":
        return Sentence("該檔較晚收到", "it came later")
    if by == "saved":
        moment = local_time(best.saved_at)
        when, when_en = (time_text(moment), time_text(moment, "en")) if moment else ("", "")
        return Sentence(f"該檔最後儲存於 {when}，較新", f"it was saved later, {when_en}")
    return Sentence("該檔的檔案時間較新", "its file time is later")


def doubt(best: Evidence, other: Evidence) -> Sentence | None:
    """Say what speaks for the other file being the later one after all; None where nothing does."""
    by = decided_by(best, other)
    if by not in {"issue", "arrival"}:
        return None
    chosen = (
        Sentence("本檔的表是較後發出的", "this form was issued later")
        if by == "issue"
        else Sentence("本檔較晚收到", "this file came later")
    )
    if by == "issue" and _is_after(other.arrived, best.arrived):
        return Sentence(f"{chosen.zh}，該檔卻較晚收到", f"{chosen.en}, but that one came later")
    is_unsaid = other.saved is None and best.saved is None and not best.is_received
    if _is_after(other.saved, best.saved) or (is_unsaid and other.file_time > best.file_time):
        return Sentence(f"{chosen.zh}，該檔卻儲存得較晚", f"{chosen.en}, but that one was saved later")
    return None


def _saved(checked: Checked, issue: str, arrived: float | None) -> float | None:
    """Return when a file was saved by its own record, where that can be true."""
    moment = local_time(checked.saved_at)
    if moment is None:
        return None
    saved, issued = moment.timestamp(), _issued(issue)
    is_possible = (issued is None or saved >= issued) and (arrived is None or saved <= arrived)
    return saved if is_possible else None


def _issued(issue: str) -> float | None:
    """Return when a run issued forms, by its name; None where that does not say."""
    found = _ISSUED_AT.findall(issue)
    try:
        return datetime.datetime.strptime(found[-1], "%Y%m%d-%H%M%S").astimezone().timestamp()
    except (IndexError, ValueError, OverflowError, OSError):
        return None


def _is_after(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other


def _or_never(moment: float | None) -> float:
    return _NEVER if moment is None else moment
