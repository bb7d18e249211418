"""Read one returned form: each item's score, the ticked band, and what is wrong.

讀一份寄回的評分表：每一項的評分、所勾的級距，以及檢核結果。

    python examples/read_form.py 臺北分署_107.xlsx
"""

import sys
from collections.abc import Iterator

import kaohe


def lines(path: str) -> Iterator[str]:
    """Yield what the form says, in 繁體中文. Raises KaoheError where it cannot be read."""
    (checked,) = kaohe.check(path)
    if checked.rubric is None:
        raise SystemExit("".join(finding.message() for finding in checked.findings))
    yield checked.office.name
    for item in checked.rubric.items:
        answer = checked.scorecard.answer(item.id)
        bands = "、".join(item.bands[number - 1].text for number in answer.ticked)
        score = answer.score_text or "未評分" if answer.score is None else answer.score
        yield f"{item.id} {item.label}　{score}／{item.maximum}　{bands}"
    for finding in checked.findings:
        yield f"{finding.cell} {finding.message()} {finding.remedy()}"


if __name__ == "__main__":
    try:
        for line in lines(sys.argv[1]):
            print(line)
    except kaohe.KaoheError as error:
        sys.exit(str(error))  # a sentence in 繁體中文; error.said("en") is the English one
