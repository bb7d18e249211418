"""Merging a campaign: what came in, as ``summary/總表.xlsx``; the one before is kept under its own time."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from macros import tasks
from macros.campaign.folder import Campaign
from macros.campaign.state import gather
from macros.files import read_file, write_file
from scoring.doubts import Rules
from workbook.collection.selection import Collection


@dataclass(frozen=True)
class Merged:
    """``path`` is the workbook's; ``kept`` where the one before it now stands, if there was one."""

    collection: Collection
    path: Path
    kept: Path | None = None


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
) -> Merged:
    """Consolidate what was received.

    Without ``out`` it is the campaign's `summary_file`, and one that stands there is copied first:
    people adjust scores in it. ``previous`` is the campaign's own setting unless named. Raises as
    `tasks.merge` does.
    """
    own = out is None
    out = out or campaign.summary_file
    force = force or own
    earlier = tasks.prepare(out, previous or campaign.previous, exports, password=password, force=force)
    state = gather(campaign, password=password, prefer=prefer, progress=progress, cancelled=cancelled)
    kept = _keep(out) if own else None
    collection = tasks.consolidate(
        state.collection,
        out,
        earlier=earlier,
        doubts=doubts,
        deliveries=state.deliveries,
        exports=exports,
        force=force,
        cancelled=cancelled,
    )
    return Merged(collection, out, kept)


def _keep(path: Path) -> Path | None:
    """Copy what stands there under the time when it was last changed, unless it was; the copy's place.
    A copy, for until the new one is in its place the old one must be there. Raises KaoheError."""
    if not path.exists():
        return None
    data, changed = read_file(path), datetime.datetime.fromtimestamp(path.stat().st_mtime)
    stem, number = f"{path.stem}_{changed:%Y%m%d-%H%M%S}", 1
    kept = path.with_stem(stem)
    while kept.exists() and read_file(kept) != data:
        number += 1
        kept = path.with_stem(f"{stem}_{number}")
    if not kept.exists():
        write_file(kept, data, force=False)
    return kept
