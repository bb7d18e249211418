"""LibreOffice recalculates consolidated workbooks with offices to be confirmed: nothing counts these."""

import random

import pytest

from scoring.scorecard import Office
from tests.builders import SMALL
from tests.extent import cases
from tests.office.libreoffice import LibreOffice
from tests.office.test_summary import differing
from tests.workbook.summary.files import CONTEXT, checked, grouped
from workbook.collection.proof import Known, Provenance
from workbook.collection.selection import Collection, select
from workbook.summary.write import write

pytestmark = pytest.mark.libreoffice


def random_collection(seed: int) -> Collection:
    """Up to eight offices, about every third of which is to be confirmed, some of them in groups."""
    chance = random.Random(seed)
    offices = [Office(f"O{number}", f"機關{number}") for number in range(1, chance.randint(2, 9))]
    scores = {
        office: {item.id: chance.randint(0, 4) * item.maximum / 4 for item in SMALL.items}
        for office in offices
    }
    files = [checked(office.name, office, scores[office]) for office in offices]
    on = (
        grouped({"甲": offices[::2], "乙": offices[1::2]}) if chance.random() < 0.5 else grouped({}, *offices)
    )
    known = {file.path: Known(is_as_received=chance.random() < 0.6) for file in files}
    return select(SMALL, files, on, provenance=Provenance(on, "", known))


def test_every_formula_comes_to_the_value_that_leaves_them_out(libreoffice: LibreOffice) -> None:
    times = 0
    for seed in range(cases(30)):
        collection = random_collection(seed)
        times += bool(collection.unconfirmed and collection.confirmed)
        data = write(collection, CONTEXT)
        with libreoffice.open(data) as document:
            assert differing(document, data) == {}, seed
    assert times
