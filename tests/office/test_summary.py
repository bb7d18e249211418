"""LibreOffice recalculates the consolidated workbook: live totals and ranks, no error anywhere."""

import pytest

from tests.office import workbooks
from tests.office.libreoffice import LibreOffice
from tests.office.parts import Parts
from tests.office.test_recalculation import is_same
from workbook.summary import columns as at
from workbook.summary import dimensions, figures
from workbook.summary.columns import columns_of

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("offices", [0, 1, 13])
def test_every_formula_comes_to_the_value_saved_beside_it(libreoffice: LibreOffice, offices: int) -> None:
    data = workbooks.consolidated(offices)
    last = columns_of(workbooks.whole()).all[-1].letter
    items = len(workbooks.whole().items)
    expected = {
        at.SHEET: (f"A1:{last}{at.FIRST_ROW + offices}", (offices + 1) * 20),
        dimensions.NAME: (f"A1:L{dimensions.FIRST_ROW + offices + 4}", 3 * 5 + (offices + 1) * 12),
        dimensions.TOTALS_NAME: ("A1:D12", 10),
        figures.NAME: (f"A1:R{figures.FIRST_ROW + items}", items * 9),
    }
    with libreoffice.open(data) as document:
        document.recalculate()
        for sheet, (area, count) in expected.items():
            written = Parts(data).formulas(sheet)
            values = document.values(sheet, area)
            assert len(written) == count
            assert [cell for cell, own in written.items() if not is_same(own.saved, values[cell])] == []
