"""Checks of each item's score against what the item allows."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.figures import typed_items
from scoring.findings import Finding
from scoring.folds import is_plain_sum
from scoring.rubric import Item, Rubric, plain, points_text
from scoring.score_rule import is_off_step
from scoring.scorecard import Scorecard
from scoring.totals import Total, recompute
from scoring.values import with_names


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items without a score.

    The finding says which score each total typed above the item implies, where it is a plain sum, and whether
    these agree.
    """
    blank = [
        item
        for item in typed_items(rubric, scorecard)
        if (answer := scorecard.answer(item.id)).score is None and not (answer.score_text or answer.is_na)
    ]
    totals = recompute(rubric, scorecard) if blank else {}
    for item in blank:
        above = {section_id: totals[section_id] for section_id in _adding(rubric, item.id)}
        implied = {
            section_id: total.stated.value - total.recomputed
            for section_id, total in above.items()
            if total.stated.typed and total.stated.value is not None
        }
        params = {
            "name": rubric.name(item.id),
            "range": item.range_text,
            "implied": {section_id: plain(points) for section_id, points in implied.items()},
            "implied_agree": len(set(implied.values())) <= 1,
            "implied_zh": "",
            "implied_en": "",
        }
        if implied:
            params |= _implied_sentences(rubric, implied, above)
        yield Finding("score-missing", item.id, "score", params=params)


def _adding(rubric: Rubric, item_id: str) -> Iterator[str]:
    """Yield the totals above an item to which it adds its points as they are, nearest first."""
    for total_id in rubric.ancestors[item_id]:
        if not is_plain_sum(rubric, total_id):
            return
        yield total_id


def _implied_sentences(
    rubric: Rubric, implied: Mapping[str, Decimal], above: Mapping[str, Total]
) -> dict[str, str]:
    """Say in both languages what each stated total implies for the blank, nearest total first."""
    zh, en = [], []
    for section_id, points in implied.items():
        name, stated = rubric.name(section_id), points_text(points + above[section_id].recomputed)
        blanks = len(above[section_id].blank)
        missing_zh = f"空白的 {blanks} 項合計" if blanks > 1 else "本項"
        zh.append(f"「{name}」得分 {stated} 隱含{missing_zh}為 {points_text(points)} 分")
        en.append(
            f"“{name}” {stated} implies {points_text(points)}"
            + (f" for {blanks} blanks together" if blanks > 1 else "")
        )
    verdict_zh = verdict_en = ""
    if len(implied) > 1:
        agree = len(set(implied.values())) == 1
        verdict_zh = "，彼此一致" if agree else "，彼此不符"
        verdict_en = "; these agree" if agree else "; these disagree"
    return {
        "implied_zh": "，".join(zh) + verdict_zh + "。",
        "implied_en": " " + "; ".join(en) + verdict_en + ".",
    }


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find score cells that hold something other than one number."""
    for item in typed_items(rubric, scorecard):
        text = scorecard.answer(item.id).score_text
        if text:
            params = {"name": rubric.name(item.id), "text": with_names(text), "range": item.range_text}
            yield Finding("score-not-a-number", item.id, "score", params=params)


def off_step(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find scores between two steps, such as 17.5 where only whole numbers are scored."""
    for item in typed_items(rubric, scorecard):
        score = _score(scorecard, item)
        if score is not None and is_off_step(score, rubric.step):
            params = {
                "name": rubric.name(item.id),
                "score": points_text(score),
                "step": points_text(rubric.step),
            }
            yield Finding("score-off-step", item.id, "score", params=params)


def out_of_range(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find scores outside what the item allows under any band."""
    for item in typed_items(rubric, scorecard):
        score = _score(scorecard, item)
        if score is not None and not item.low <= score <= item.maximum:
            params = {
                "name": rubric.name(item.id),
                "score": points_text(score),
                "range": item.range_text,
            }
            yield Finding("score-out-of-range", item.id, "score", params=params)


def is_date(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find score cells that became a date: what they show and what they hold."""
    for item in typed_items(rubric, scorecard):
        answer = scorecard.answer(item.id)
        if answer.score_day and answer.score is not None:
            month, day = answer.score_day
            params = {
                "name": rubric.name(item.id),
                "day": f"{month}月{day}日",
                "day_en": f"{month}/{day}",
                "value": points_text(answer.score),
                "range": item.range_text,
            }
            yield Finding("score-is-date", item.id, "score", params=params)


def _score(scorecard: Scorecard, item: Item) -> Decimal | None:
    """Return what is to be held against the item: of a date, which the office did not mean, nothing."""
    answer = scorecard.answer(item.id)
    return None if answer.score_day else answer.score


def as_text(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find numbers typed as text: they are read, but the sheet's own sums leave them out."""
    for item in typed_items(rubric, scorecard):
        answer = scorecard.answer(item.id)
        if answer.score_is_text and answer.score is not None:
            params = {"name": rubric.name(item.id), "score": points_text(answer.score)}
            yield Finding("score-as-text", item.id, "score", params=params)
