"""The doubts about a collection, put among the findings of the files that count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.comparison import Earlier, earlier_ids, pair
from scoring.doubts import Rules, doubts
from workbook.collection.selection import Collection

_NOBODY: Mapping[str, Mapping[str, Sequence[str]]] = {}


def doubted(
    collection: Collection, rules: Rules, earlier: Mapping[str, Mapping[str, Sequence[str]]] = _NOBODY
) -> Collection:
    """Add the doubts to the findings of the files that count.

    ``earlier`` has last year's paragraphs by item id, by the path of this year's file. Doubts are of severity
    info: no file changes its state.
    """
    used = {result.form.path: result.form for result in collection.results if result.form}
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
    """Return last year's paragraphs by this year's item id, for each of this year's files by its path."""
    mapping = earlier_ids(collection.rubric, earlier)
    items = {item.id: _earlier_id(mapping, item.id) for item in collection.rubric.items}
    places = pair([result.office for result in collection.results], earlier)
    return {
        result.checked.path: {
            item_id: notes[earlier_id]
            for item_id, earlier_id in items.items()
            if earlier_id in (notes := earlier.offices[place].notes)
        }
        for result, place in zip(collection.results, places, strict=True)
        if result.checked and place is not None
    }


def _earlier_id(mapping: Mapping[str, str], item_id: str) -> str:
    """Return last year's id of an item; empty where that id is stated to be another item's."""
    return mapping.get(item_id, "" if item_id in mapping.values() else item_id)
