"""Merging a campaign: what came in, as ``summary/總表.xlsx``; the one before is kept under its own time."""

import datetime
from pathlib import Path

from macros import tasks
from macros.campaign.folder import Campaign
from macros.campaign.state import gather
from scoring.doubts import Rules
from scoring.errors import OutputError
from workbook.summary.selection import Collection

NAME = "總表.xlsx"


def merge(
    campaign: Campaign,
    *,
    out: Path | None = None,
    previous: Path | None = None,
    password: str | None = None,
    prefer: tuple[Path, ...] = (),
    doubts: Rules | None = None,
    exports: tasks.Exports = tasks.NO_EXPORTS,
    force: bool = False,
    progress: tasks.Progress = lambda _done, _total: None,
    cancelled: tasks.Cancelled = lambda: False,
) -> tuple[Collection, Path]:
    """Consolidate what was received; the collection, and where its workbook stands.

    Without ``out`` it is `NAME` in the summary folder, and one that stands there is renamed first:
    people adjust scores in it. ``previous`` is the campaign's own setting unless named. Raises as
    `tasks.merge` does.
    """
    own = out is None
    out = out or campaign.summary / NAME
    force = force or own
    earlier = tasks.prepare(out, previous or campaign.previous, exports, password=password, force=force)
    state = gather(campaign, password=password, prefer=prefer, progress=progress, cancelled=cancelled)
    if own:
        _keep(out)
    collection = tasks.consolidate(
        state.collection,
        out,
        earlier=earlier,
        doubts=doubts,
        mails=state.mails,
        exports=exports,
        force=force,
        cancelled=cancelled,
    )
    return collection, out


def _keep(path: Path) -> None:
    """Rename what stands there to the time when it was last changed. Raises OutputError."""
    if not path.exists():
        return
    changed = datetime.datetime.fromtimestamp(path.stat().st_mtime)
    kept = path.with_stem(f"{path.stem}_{changed:%Y%m%d-%H%M%S}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_stem(f"{path.stem}_{changed:%Y%m%d-%H%M%S}_{number}")
    try:
        path.rename(kept)
    except OSError as error:
        raise OutputError(
            f"無法把原有的 {path} 改名保存：{error.strerror}；請關閉開著它的程式"
            " (the one that is there cannot be renamed; close the program that has it open)"
        ) from None
