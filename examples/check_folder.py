"""Check a folder of returned forms and make a table of it: a row a file, a column an item.

把一個資料夾的評分表檢核成一張表：一個檔案一列，一個細項一欄。

    python examples/check_folder.py inbox > scores.csv
"""

import csv
import sys

import kaohe

Value = str | float | None


def rows(folder: str) -> list[dict[str, Value]]:
    """Return a dict for each file, ready for ``pandas.DataFrame(rows("inbox"))``."""
    return [row(checked) for checked in kaohe.check(folder)]


def row(checked: kaohe.Checked) -> dict[str, Value]:
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    total = checked.totals.get(kaohe.WHOLE_FORM)
    found: dict[str, Value] = {
        "office": checked.office.name,
        "state": checked.state,
        "errors": len(errors),
        "total": float(total.recomputed) if total else None,
        "path": checked.path,
    }
    for item in checked.rubric.items if checked.rubric else ():
        score = checked.scorecard.answer(item.id).score
        found[item.id] = None if score is None else float(score)
    return found


if __name__ == "__main__":
    table = rows(sys.argv[1])
    columns = dict.fromkeys(name for each in table for name in each)
    writer = csv.DictWriter(sys.stdout, list(columns))
    writer.writeheader()
    writer.writerows(table)
