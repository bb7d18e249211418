"""The sample rubrics that ship with the program: each is usable, together they say every rule."""

from collections.abc import Iterator

import pytest

from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import Item, Rubric, Section
from scoring.rubric_file import bundled_ids, bundled_rubric, check_rubric, default_id, official_ids

SAMPLES = tuple(rubric_id for rubric_id in bundled_ids() if rubric_id not in official_ids())
of_every_sample = pytest.mark.parametrize("rubric_id", SAMPLES)


def test_there_are_samples_and_none_of_them_is_the_default() -> None:
    assert len(SAMPLES) >= 10
    assert default_id() == "107"


@of_every_sample
def test_a_sample_is_usable_as_it_is(rubric_id: str) -> None:
    rubric, findings = check_rubric(rubric_id)
    assert findings == ()
    assert rubric is not None
    assert rubric.id == rubric_id


@of_every_sample
def test_a_sample_is_called_one(rubric_id: str) -> None:
    assert bundled_rubric(rubric_id).title.startswith(("示範", "Sample"))


@of_every_sample
def test_a_sample_says_nothing_of_the_form_of_107(rubric_id: str) -> None:
    rubric = bundled_rubric(rubric_id)
    texts = [rubric.title, *(node.title for node in rubric.walk()), *(line.label for line in rubric.header)]
    assert not [text for text in texts if "行政執行" in text or "為民服務不定期" in text]


def test_an_audit_has_three_hundred_questions() -> None:
    assert len(bundled_rubric("sample-audit").items) == 300


def test_an_assessment_has_eight_sections_of_one_hundred() -> None:
    dimensions = bundled_rubric("sample-infection").dimensions
    assert [dimension.maximum for dimension in dimensions] == [100] * 8


def test_a_school_has_six_standards_that_make_one_hundred_and_up_to_eleven_points_more() -> None:
    rubric = bundled_rubric("sample-health")
    assert [float(each.maximum) for each in rubric.dimensions] == [17, 17.5, 15, 18, 15, 17.5, 11]
    assert rubric.maximum == 100


def _used(rubric: Rubric) -> Iterator[str]:
    """Yield a word for each rule that a rubric uses."""
    yield f"levels {len(rubric.levels)}"
    yield from (f"header {line.kind}" for line in rubric.header)
    yield f"better {rubric.better}"
    yield from _of_whole(rubric)
    for section in rubric.sections:
        yield from _of_whole(section)
    for node in rubric.walk():
        yield from (word for word, is_used in _of_node(node) if is_used)
    for item in rubric.items:
        yield f"na {item.na}"
        yield from _of_ask(item)


def _of_whole(own: Rubric | Section) -> Iterator[str]:
    fold = own.fold
    yield f"fold {fold.kind}"
    used = {
        "base": fold.base != 0,
        "factor": fold.factor != 1,
        "cap": fold.high is not None,
        "out_of": fold.out_of is not None,
        "best": fold.best is not None,
        "round": own.round_to is not None,
    }
    yield from (word for word, is_used in used.items() if is_used)
    for grade in own.grades:
        yield "grade up_to" if grade.end is not None else "grade from"
        yield from ["unranked"] * (not grade.ranked)
        if grade.test is not None:
            yield f"if {grade.test.measure}"
            yield "if ids" if grade.test.ids else "if kind"


def _of_node(node: Section | Item) -> Iterator[tuple[str, bool]]:
    yield "weight", node.weight != 1
    yield "bonus", node.bonus


def _of_ask(item: Item) -> Iterator[str]:
    match item.ask:
        case None:
            yield "ask bands" if item.bands else "ask points"
        case Choice(options, show, many):
            yield f"ask {'choices' if many else 'choice'} {show}"
            yield from ["option na"] * any(option.is_na for option in options)
        case Count():
            yield "ask count"
        case Measured(of):
            yield f"ask measure of {len(of)}"
        case Written(kind):
            yield f"ask written {kind}"
    for when in item.when:
        yield from ["when all"] * bool(when.all)
        yield from ["when any"] * bool(when.any)


def test_together_the_samples_use_every_rule() -> None:
    used = {word for rubric_id in SAMPLES for word in _used(bundled_rubric(rubric_id))}
    assert used >= {
        *(f"levels {number}" for number in (1, 2, 3, 5)),
        *(f"header {kind}" for kind in ("office", "date", "period", "choice", "text")),
        *("better high", "better low", "weight", "bonus", "base", "factor", "cap", "out_of", "best", "round"),
        *(f"fold {kind}" for kind in ("sum", "mean", "least", "most", "count", "none")),
        *("ask points", "ask bands", "ask choice rows", "ask choice list", "ask choice matrix", "option na"),
        *("ask choices rows", "ask count", "ask measure of 1", "ask measure of 2"),
        *(f"ask written {kind}" for kind in ("note", "date", "number")),
        *("na no", "na yes", "na reason", "when all", "when any"),
        *("grade from", "grade up_to", "unranked", "if ids", "if kind"),
        *(f"if {measure}" for measure in ("least", "most", "any", "each", "count")),
    }
