"""Scorecards made at random from a seed: right ones, and wrong in every way that a form can be."""

import datetime
import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from scoring.rubric import Item, Rubric, plain
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from workbook.layout import layout_of

OFFICE = Office("TPE", "法務部行政執行署臺北分署")
LONG_NOTE = "為民服務具體作為與成效。" * 180
"""Longer than one row can show; the form warns of it."""
LONG_LINE = "本分署為民服務專案小組、" * 30
"""Longer than a header line allows."""
ODD_TEXTS = (
    "=1+1",
    "＝SUM(A1)",
    "+886-2-25216555",
    "-5",
    "@SUM(A1)",
    "第一行\n第二行",
    "空一行\n\n再一行",
    "結尾換行\n",
    "\n開頭換行",
    "😀 表情與罕字 𠮷",
    "定位\t字元",
    "\t開頭定位",
    "_x0041_ 照字面",
    "x_x005F_y",
    "_x000D_",
    "  前後空白  ",
    "中間  兩個空白",
    "\u3000全形空白\u3000",
    "'單引號開頭",
    '"雙引號" & <角括號> ]]>',
    "１２３",
    "007",
    "1/2",
    "1070705",
    "107/7/5",
    "50%",
    "TRUE",
    "#N/A",
    "\x01控制字元",
    "零寬\u200b空白",
    "\ufeff位元組順序",
    "非字元\ufffe",
    "a\rb",
    LONG_NOTE,
)
"""Notes that programs like to take for something else."""
_NOTES = ("訂定標準作業流程 12 項。", "滿意度 92.5%。", "每季檢討\n並公布於網站", "詳附件")
_TEXTS = ("約27", "27-28", "ok", "=1+1", "二十七", "TRUE", "N/A")
_MARKS = ("好", "?", "是", "OK")


def random_scorecards(rubric: Rubric, count: int, seed: int) -> Iterator[Scorecard]:
    """A third right, a third with a fault or two, a third with faults everywhere."""
    rng = random.Random(seed)
    for number in range(count):
        share = (0.0, 0.04, 0.6)[number % 3]
        yield Scorecard(
            OFFICE, _header(rng, share), _answers(rubric, rng, share), _stated(rubric, rng, share)
        )


def right(rubric: Rubric) -> Scorecard:
    """A scorecard with nothing wrong: full marks, the first band ticked, a note everywhere."""
    answers = {item.id: Answer(item.maximum, (1,) if item.bands else (), ("佐證",)) for item in rubric.items}
    header = Header({"date": (datetime.date(2018, 7, 5),)}, {}, {"examiners": "本分署為民服務專案小組"})
    return Scorecard(OFFICE, header, answers)


def odd(rubric: Rubric) -> Scorecard:
    """Nothing but odd texts, as many as the form has room for."""
    texts = list(ODD_TEXTS)
    answers = {}
    for item in rubric.items:
        room = layout_of(rubric).blocks[item.id].rows
        notes, texts = tuple(texts[:room]), texts[room:]
        answers[item.id] = Answer(item.maximum, (1,) if item.bands else (), notes)
    assert not texts
    return Scorecard(OFFICE, Header({}, {"date": "=7/5"}, {"examiners": " ＝甲\t乙 "}), answers)


def _answers(rubric: Rubric, rng: random.Random, share: float) -> dict[str, Answer]:
    blocks = layout_of(rubric).blocks
    answers = {}
    for item in rubric.items:
        ticked, low, high = _ticked(item, rng)
        answer = Answer(_between(rng, rubric, low, high), ticked, _notes(rng, blocks[item.id].rows))
        if rng.random() < share:
            answer = rng.choice(_FAULTS)(rubric, item, answer, rng)
        answers[item.id] = answer
    return answers


def _ticked(item: Item, rng: random.Random) -> tuple[tuple[int, ...], Decimal, Decimal]:
    if not item.bands:
        return (), item.low, item.maximum
    number = rng.randrange(len(item.bands))
    return (number + 1,), item.bands[number].low, item.bands[number].high


def _between(rng: random.Random, rubric: Rubric, low: Decimal, high: Decimal) -> Decimal:
    steps = rng.choice((0, int((high - low) / rubric.step), rng.randint(0, int((high - low) / rubric.step))))
    return low + steps * rubric.step


def _notes(rng: random.Random, room: int) -> tuple[str, ...]:
    return tuple(rng.choice(_NOTES) for _ in range(rng.randint(1, room)))


Fault = Callable[[Rubric, Item, Answer, random.Random], Answer]


def _blank(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(None, answer.ticked, answer.notes)


def _untouched(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer()


def _out_of_range(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    high, low = item.maximum + rubric.step, item.low - rubric.step
    return Answer(rng.choice((high, low, Decimal(-3), Decimal(1000))), answer.ticked, answer.notes)


def _off_step(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    between = rubric.step * rng.choice((Decimal("0.5"), Decimal("0.25"), Decimal("0.01")))
    return Answer((answer.score or Decimal(0)) - between, answer.ticked, answer.notes)


def _in_words(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(None, answer.ticked, answer.notes, score_text=rng.choice(_TEXTS))


def _number_as_text(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(answer.score, answer.ticked, answer.notes, score_is_text=True)


def _many_ticks(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    count = len(item.bands)
    ticked = tuple(sorted(rng.sample(range(1, count + 1), rng.randint(2, count)))) if count > 1 else ()
    return Answer(answer.score, ticked, answer.notes)


def _no_tick(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(answer.score, (), answer.notes)


def _another_tick(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    ticked, _, _ = _ticked(item, rng)
    return Answer(answer.score, ticked, answer.notes)


def _odd_mark(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    if not item.bands:
        return answer
    number = rng.randint(1, len(item.bands))
    ticked = tuple(tick for tick in answer.ticked if tick != number)
    return Answer(answer.score, ticked, answer.notes, odd_ticks=((number, rng.choice(_MARKS)),))


def _no_notes(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(answer.score, answer.ticked)


def _long_note(rubric: Rubric, item: Item, answer: Answer, rng: random.Random) -> Answer:
    return Answer(answer.score, answer.ticked, (*answer.notes[1:], LONG_NOTE))


_FAULTS: tuple[Fault, ...] = (
    _blank,
    _untouched,
    _out_of_range,
    _off_step,
    _in_words,
    _number_as_text,
    _many_ticks,
    _no_tick,
    _another_tick,
    _odd_mark,
    _no_notes,
    _long_note,
)


def _header(rng: random.Random, share: float) -> Header:
    day = datetime.date(2018, 1, 1) + datetime.timedelta(days=rng.randrange(700))
    if rng.random() >= share:
        return Header({"date": (day,)}, {}, {"examiners": "本分署為民服務專案小組"})
    date, text = rng.choice(((None, ""), (None, "7/5"), (day, "")))
    return Header(
        {"date": (date,)} if date else {},
        {"date": text} if text else {},
        {"examiners": rng.choice(("", "=甲", LONG_LINE))},
    )


def _stated(rubric: Rubric, rng: random.Random, share: float) -> dict[str, Stated]:
    """Totals typed over, some with the right number, some with nothing."""
    stated = {}
    for total_id in rubric.stated_ids:
        if rng.random() < share / 2:
            near = plain(rubric.maximum_of(total_id)) - rng.choice((0, 1, 17.5, 2000))
            stated[total_id] = Stated(rng.choice((Decimal(str(near)), Decimal(0), None)))
    return stated
