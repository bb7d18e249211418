"""What stands in further columns, in the consolidated workbook, its CSV files and what is printed as JSON."""

import csv
import io

import openpyxl

from macros.report import files_json
from tests.builders import answered, scorecard
from tests.workbook.form.test_columns import WIDER
from tests.workbook.summary.files import CONTEXT, checked, collected, workbook
from workbook.summary.csv_files import csv_files

CARD = answered(
    scorecard(WIDER), "1.1.1", notes=("一段",), further={"evidence": "附件一", "done": "107年7月5日"}
)


def test_it_stands_among_the_notes_under_its_label() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(checked("a", card=CARD, of=WIDER), of=WIDER)))
    cells = book["紀錄事項"].iter_rows(min_col=3, max_col=7, values_only=True)
    rows = [row for row in cells if row[0] == "1.1.1"]
    assert [(row[3], row[4]) for row in rows] == [
        (1, "一段"),
        (None, "佐證檔名：附件一"),
        (None, "完成日期：107年7月5日"),
    ]


def test_the_scores_as_csv_have_a_column_for_each() -> None:
    files = dict(csv_files(collected(checked("a", card=CARD, of=WIDER), of=WIDER), CONTEXT))
    rows = list(csv.DictReader(io.StringIO(files["評分.csv"].decode("utf-8-sig"))))
    found = [(row["項目"], row["佐證檔名"], row["完成日期"], row["次數"]) for row in rows]
    assert found[0] == ("1.1.1", "附件一", "107年7月5日", "")


def test_it_is_printed_as_json_where_the_form_has_such_columns() -> None:
    (wider,) = files_json([checked("a", card=CARD, of=WIDER)], WIDER, "en")["files"]
    assert wider["items"]["1.1.1"]["further"] == {"evidence": "附件一", "done": "107年7月5日"}
    (plain,) = files_json([checked("a")], None, "en")["files"]
    assert "further" not in plain["items"]["1.1.1"]
