"""LibreOffice recalculates the consolidated workbook: live totals and ranks, no error anywhere."""

import pytest

from tests.office import workbooks
from tests.office.libreoffice import LibreOffice
from tests.office.parts import Parts
from tests.office.test_recalculation import is_same
from workbook.summary import columns as at
from workbook.summary.columns import columns_of

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("offices", [0, 1, 13])
def test_every_formula_comes_to_the_value_saved_beside_it(libreoffice: LibreOffice, offices: int) -> None:
    data = workbooks.consolidated(offices)
    written = Parts(data).formulas(at.SHEET)
    last = columns_of(workbooks.whole()).all[-1].letter
    with libreoffice.open(data) as document:
        document.recalculate()
        values = document.values(at.SHEET, f"A1:{last}{at.FIRST_ROW + offices}")
    assert len(written) == (offices + 1) * 19
    assert [cell for cell, formula in written.items() if not is_same(formula.saved, values[cell])] == []
