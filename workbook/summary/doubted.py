"""The doubts about a collection, put among the findings of the files that count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.comparison import Earlier, pair
from scoring.doubts import Rules, doubts
from workbook.summary.selection import Collection

_NOBODY: Mapping[str, Mapping[str, Sequence[str]]] = {}


def doubted(
    collection: Collection, rules: Rules, earlier: Mapping[str, Mapping[str, Sequence[str]]] = _NOBODY
) -> Collection:
    """The collection with its doubts. Files that were passed over are not looked at.

    ``earlier`` has last year's paragraphs by item id, by the path of this year's file. Doubts are of
    severity info: no file changes its state.
    """
    used = {r.checked.path: r.checked for r in collection.results if r.checked and r.checked.rubric}
    cards = {path: checked.scorecard for path, checked in used.items()}
    found = doubts(collection.rubric, cards, rules, earlier)
    fresh = {
        path: replace(used[path], findings=(*used[path].findings, *findings))
        for path, findings in found.items()
    }
    return replace(
        collection,
        files=tuple(fresh.get(f.path, f) if f is used.get(f.path) else f for f in collection.files),
        results=tuple(
            replace(r, checked=fresh.get(r.checked.path, r.checked)) if r.checked else r
            for r in collection.results
        ),
    )


def earlier_notes(collection: Collection, earlier: Earlier) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Last year's paragraphs by item id, by the path of this year's file of the same office."""
    places = pair([result.office for result in collection.results], earlier)
    return {
        result.checked.path: earlier.offices[place].notes
        for result, place in zip(collection.results, places, strict=True)
        if result.checked and place is not None
    }
