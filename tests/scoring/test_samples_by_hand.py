"""What the sample rubrics come to, worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from macros.sample_answers import sample_card
from scoring.figures import figures_of
from scoring.folds import values_of
from scoring.form_rules import Choice
from scoring.grades import grade
from scoring.rubric import WHOLE_FORM, Item, Rubric
from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Answer, Header, Scorecard
from scoring.totals import recompute
from tests.builders import OFFICE


def _best(item: Item) -> Answer:
    """The answer of the highest worth."""
    if isinstance(item.ask, Choice):
        worths = [option.worth or Decimal(0) for option in item.ask.options]
        return Answer(ticked=(worths.index(max(worths)) + 1,))
    return Answer(item.maximum, (1,) if item.bands else ())


def _card(rubric: Rubric, texts: Mapping[str, str], ids: str) -> Scorecard:
    """The best answers to all items whose ids begin so."""
    answers = {item.id: _best(item) for item in rubric.items if item.id.startswith(ids)}
    return Scorecard(OFFICE, Header({}, {}, dict(texts)), answers)


def _total(rubric: Rubric, card: Scorecard) -> Decimal:
    total = recompute(rubric, card)[WHOLE_FORM]
    assert not total.blank
    return total.recomputed


def _grade(rubric: Rubric, card: Scorecard) -> str:
    figures = figures_of(rubric, card)
    found = grade(rubric, WHOLE_FORM, {**figures, **values_of(rubric, figures)})
    return found.name if found else ""


def test_one_part_of_a_telephone_test_is_scaled_and_capped() -> None:
    rubric = bundled_rubric("sample-telephone")
    exchange = _card(rubric, {"scope": "總機"}, "1")
    assert _total(rubric, exchange) == Decimal("99.9")  # 45 × 2.22
    offices = _card(rubric, {"scope": "業務單位"}, "2")
    assert _total(rubric, offices) == 100  # 55 × 1.82 is 100.1
    assert _grade(rubric, offices) == "優等"


def test_documents_start_from_one_hundred_and_never_fall_below_nothing() -> None:
    rubric = bundled_rubric("sample-documents")
    none = {item.id: Answer(given=(Decimal(0),)) for item in rubric.items}
    card = Scorecard(OFFICE, Header(), none)
    assert _total(rubric, card) == 100
    some = {**none, "1.1": Answer(given=(Decimal(3),)), "3.1": Answer(given=(Decimal("2.5"),))}
    assert _total(rubric, replace(card, answers=some)) == 94  # 3 cases of 1, and 3 for 2.5 days
    assert _grade(rubric, replace(card, answers=some)) == "特優"
    many = {**none, "4.2": Answer(given=(Decimal(30),))}
    assert _total(rubric, replace(card, answers=many)) == 0


def test_an_office_with_a_dimension_below_fifty_is_not_ranked_whatever_its_mean() -> None:
    rubric = bundled_rubric("sample-land")
    card = _card(rubric, {}, "")
    assert _total(rubric, card) == 100
    assert _grade(rubric, card) == "優等"
    poor = {**card.answers, "5.1.1": Answer(Decimal(0)), "5.1.2": Answer(Decimal(18))}
    spoiled = replace(card, answers=poor)
    assert _total(rubric, spoiled) == Decimal("94.8")  # 90 + 48 of 100 at a tenth
    assert _grade(rubric, spoiled) == "不列入評比"


def test_half_points_and_extra_points_can_make_more_than_the_maximum() -> None:
    rubric = bundled_rubric("sample-health")
    card = sample_card(rubric, OFFICE)
    best = {item.id: _best(item) for item in rubric.items if isinstance(item.ask, Choice)}
    measured = {
        "6.1.1": Answer(given=(Decimal(200), Decimal(200))),
        "6.1.2": Answer(given=(Decimal(19), Decimal(20))),
        "6.1.3": Answer(given=(Decimal(8), Decimal(10))),  # 0.8 is worth 1 of 3
        "6.2.1": Answer(given=(Decimal(150),)),
    }
    school = replace(card, answers={**best, **measured})
    other = next(item.id for item in rubric.items if item.when and item.when[0].all[0][1] != (_stage(card),))
    school = replace(school, answers={key: value for key, value in school.answers.items() if key != other})
    assert _total(rubric, school) == 109  # 98 of 100, and 11 more
    assert _grade(rubric, school) == "金質"


def _stage(card: Scorecard) -> str:
    return card.header.texts["stage"]
