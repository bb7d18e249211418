"""Merge by a rule of one's own: the last file that was saved by the deadline counts, not a later one.

照自己的規則合併：同一機關寄了幾份時，採用期限前最後儲存的一份，逾期的不採用。

    python examples/merge_by_rule.py inbox 2026-12-31T17:00 總表.xlsx
"""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import kaohe


def in_time(files: Iterable[kaohe.Checked], deadline: datetime) -> list[Path]:
    """Return the file to use of each office that saved one in time; kaohe chooses for the others."""
    chosen: dict[kaohe.Office, tuple[datetime, Path]] = {}
    for checked in files:
        # A file that could not be read is no candidate, nor one that does not say when it was saved.
        if checked.state == "rejected" or not checked.saved_at:
            continue
        saved = datetime.fromisoformat(checked.saved_at).astimezone()
        known = chosen.get(checked.office)
        if saved <= deadline and (known is None or saved > known[0]):
            chosen[checked.office] = saved, Path(checked.path)
    return [path for _, path in chosen.values()]


def merge_in_time(folder: str, deadline: datetime, out: str) -> kaohe.Merged:
    forms = kaohe.files(folder, roster=kaohe.load_roster())
    choices = kaohe.Choices(prefer=in_time(kaohe.check(forms), deadline))
    return kaohe.merge(forms, out, choices=choices, force=True)


if __name__ == "__main__":
    folder, deadline, out = sys.argv[1:]
    merged = merge_in_time(folder, datetime.fromisoformat(deadline).astimezone(), out)
    for result in merged.collection.results:
        print(result.rank or "－", result.office.name, result.total, result.checked and result.checked.path)
