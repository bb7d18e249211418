"""Whatever an office can write on a form, for hypothesis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scoring.expressions import as_decimal
from scoring.rubric import Item, Rubric
from scoring.scorecard import Answer, Header, Scorecard, Stated
from scoring.ticks import parse_ticks
from scoring.totals import shown_totals
from scoring.values import parse_date, parse_score
from tests.builders import OFFICE

NASTY = (
    *(
        "=1+1",
        "＝1",
        "+1",
        "-1",
        "@x",
        "＋－＠",
        "\t",
        "\r",
        "\n",
        "\r\n",
        " ",
        "\u3000",
        "\x00",
        "\x1f",
        "\x85",
    ),
    *(
        "_x0041_",
        "_x005F_",
        "_x0041_x0042_",
        "_",
        "_x",
        "😀",
        "𠮷",
        "\ufffe",
        "\uffff",
        "\u2028",
        "&amp;",
        "]]>",
    ),
    *("<v>", "&#10;", "'", '"', "☑", "評核", "e\u0301", "\u200b", "\ufeff", "0", "TRUE", "1.0", "#REF!"),
)
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), min_size=1, max_size=6).map("".join)
NOTE = TEXT.filter(lambda text: bool(text.strip()))
MARK = st.text(max_size=3).map(str.strip).filter(lambda mark: parse_ticks([mark]) == [None])
NO_NUMBER = st.text(max_size=20).map(str.strip).filter(lambda t: bool(t) and parse_score(t) is None)
NO_DATE = st.text(max_size=20).map(str.strip).filter(lambda text: bool(text) and parse_date(text) is None)


def _answers(of: Rubric, item: Item) -> st.SearchStrategy[Answer]:
    steps = st.integers(0, int((item.maximum - item.low) / of.step))
    points = steps.map(lambda count: item.low + count * of.step)
    notes = st.lists(NOTE, max_size=max(item.note_rows, 2)).map(tuple)
    bands = range(1, len(item.bands) + 1)
    ticked: st.SearchStrategy[tuple[int, ...]] = st.just(())
    if item.bands:
        ticked = st.sets(st.sampled_from(bands)).map(lambda chosen: tuple(sorted(chosen)))
    written = st.one_of(
        points.map(lambda p: (p, "", False)),
        st.just((None, "", False)),
        NO_NUMBER.map(lambda text: (None, text, False)),
        points.map(lambda p: (p, "", True)),
        st.integers(-50, 5000).map(lambda p: (Decimal(p), "", False)),
    )

    def answer(
        parts: tuple[tuple[Decimal | None, str, bool], tuple[int, ...], tuple[str, ...], str],
    ) -> Answer:
        (score, text, is_text), chosen, paragraphs, mark = parts
        odd = next((band for band in bands if band not in chosen), 0)
        marks = ((odd, mark),) if mark and odd else ()
        return Answer(score, chosen, paragraphs, text, is_text, odd_ticks=marks)

    return st.tuples(written, ticked, notes, st.just("") | MARK).map(answer)


@st.composite
def cards(draw: st.DrawFn, of: Rubric) -> Scorecard:
    """Whatever an office can write on the form of a rubric."""
    answers = {item.id: draw(_answers(of, item)) for item in of.items}
    day = draw(st.none() | st.dates(date(2001, 1, 1), date(2110, 12, 31)))
    date_text = "" if day else draw(st.just("") | NO_DATE)
    totals = draw(st.sets(st.sampled_from(of.stated_ids), max_size=2))
    points = st.decimals(0, 1000, places=1).map(lambda points: Stated(points, typed=True))
    typed_total = points | NO_NUMBER.map(lambda t: Stated(None, typed=True, text=t)) | st.just(Stated())
    stated = {total_id: draw(typed_total) for total_id in sorted(totals)}
    examiners = draw(st.just("") | TEXT)
    header = Header(
        {"date": (day,)} if day else {}, {"date": date_text} if date_text else {}, {"examiners": examiners}
    )
    return Scorecard(OFFICE, header, answers, stated)


def as_shown(of: Rubric, card: Scorecard) -> Scorecard:
    """The scorecard with every total that its form states: what was typed, and what formulas come to."""
    shown = {
        total_id: Stated(as_decimal(value), typed=False) for total_id, value in shown_totals(of, card).items()
    }
    return replace(card, stated={**shown, **card.stated})
