"""Offices whose own form came, was proven and is no longer in the inbox: they did send it.

Each of them gets a file that cannot be read in the place of the one that is gone, so that it is neither
missing nor reminded. Where another form of the office counts, nothing stands in.
"""

from collections.abc import Collection as Paths
from collections.abc import Iterator, Mapping
from pathlib import Path

from macros.campaign.evidence import Proven
from scoring.findings import Finding
from scoring.roster import Roster
from scoring.scorecard import Office, Scorecard
from workbook.collection.checked import Checked
from workbook.collection.selection import Collection, Result


def stand_ins(
    inbox: Path, collection: Collection, roster: Roster, gone: Paths[Proven], taken_back: Paths[str]
) -> Iterator[Checked]:
    """Yield a file for each office of the roster of which no form counts, where a proven one is gone.

    ``taken_back`` are the contents that a person took and then took back: nothing stands in for these.
    """
    latest = {roster.find(each.office): each for each in gone if each.sha256 not in taken_back}
    results = {result.office: result for result in collection.results}
    paths = frozenset(checked.path for checked in collection.files)
    for office, each in latest.items():
        path = str(inbox / each.path)
        if office is not None and not _has_form(results.get(office), path):
            yield _stand_in(office, each, f"{path}（{office.name}）" if path in paths else path)


def at_paths(collection: Collection) -> Mapping[str, Checked]:
    """Return what stands in for each file that is gone, by the path that that had in the inbox."""
    return {str(found.params["file"]): checked for checked in collection.files if (found := checked.vanished)}


def _has_form(result: Result | None, path: str) -> bool:
    """Tell whether a form counts for an office, or what now lies at that path is its own, to be confirmed."""
    if result is None:
        return False
    return result.form is not None or (result.read is not None and path in result.paths)


def _stand_in(office: Office, gone: Proven, path: str) -> Checked:
    params = {"file": gone.path, "office": office.code or office.name}
    finding = Finding("file-vanished", params=params)
    return Checked(path, gone.sha256, 0, "rejected", (finding,), scorecard=Scorecard(office))
