"""Good forms for the mutator of elements: as we write them, and as other programs saved them."""

from collections.abc import Mapping, Sequence
from functools import cache

from tests.fuzz.seeds import Seed, rubric_of, seed_named, seed_of
from tests.office.resaving import WRITERS

OURS = ("small-inline", "small-shared", "107-inline")
RESAVED = ("openpyxl", "libreoffice", "exceljs", "sheetjs")
_AGAIN = "small-inline"
SHARES: Mapping[str, int] = {"107-inline": 1, "small-inline": 6, "small-shared": 6, "small-libreoffice": 6}
"""How often a seed is taken, of those that are not taken four times: the large one takes longest."""


def absent() -> Mapping[str, str]:
    """Return the programs that cannot be used here, each with the reason."""
    return {name: reason for name in RESAVED if (reason := WRITERS[name][0]())}


def made_forms(programs: Sequence[str] = RESAVED) -> Mapping[str, tuple[str, bytes]]:
    """Return rubric and bytes of each good form, as ourselves and these programs write it."""
    ours = {name: (seed_named(name).rubric.id, seed_named(name).data) for name in OURS}
    plain = seed_named(_AGAIN)
    again = {
        f"small-{program}": (plain.rubric.id, data)
        for program in programs
        if not WRITERS[program][0]()
        for data in WRITERS[program][1]([plain.data])
    }
    return {**ours, **again}


def as_seeds(forms: Mapping[str, tuple[str, bytes]]) -> Mapping[str, Seed]:
    """Return the seeds of forms, read."""
    return {name: _seed(name, rubric_id, data) for name, (rubric_id, data) in forms.items()}


@cache
def _seed(name: str, rubric_id: str, data: bytes) -> Seed:
    seed = seed_of(name, rubric_of(rubric_id), data)
    assert seed.checked.state == "accepted", name
    return seed
