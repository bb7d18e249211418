"""Reporting to each office its own result, from the consolidated workbook as headquarters saved it.

What was adjusted there is what is told: the workbook is read back by its keys, not made again.
"""

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from macros.campaign import history
from macros.campaign.arrivals import collected
from macros.campaign.folder import Campaign
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.sending import chosen
from macros.campaign.state import State
from macros.campaign.untold import Unready, held, why_not_complete, wrong_figures
from macros.campaign.wording import Matter, letter, sender_of
from macros.jobs import UNWATCHED, Watch
from macros.reading import summaries
from macros.tasks import form_paths
from scoring import plain_file
from scoring.catalogue import Language
from scoring.comparison import Earlier, EarlierOffice, Year, beside, complete_points, earlier_ranks, pair
from scoring.errors import KaoheError, Sentence, system_reason
from scoring.roster import Entry
from scoring.rubric import LEVELS, WHOLE_FORM, Rubric, points_text
from workbook.collection.checked import standing

REPORT = "report"
_WIDTH, _BLOCKS = 200, 20
"""The length of a whole bar, in pixels and in characters."""
_COLOUR = "#1f4e79"
_NOTHING = "—"
_SAID: Mapping[str, Mapping[Language, str]] = {
    "rank": {"zh-TW": "名次：第 {rank} 名（共 {of} 個機關）", "en": "rank {rank} of {of}"},
    "tied": {"zh-TW": "名次：第 {rank} 名（並列，共 {of} 個機關）", "en": "rank {rank} of {of} (tied)"},
    "share": {"zh-TW": "得分率 {share}", "en": "{share}"},
    "grade": {"zh-TW": "等第：{grade}", "en": "grade {grade}"},
    "low": {"zh-TW": "總分愈低愈好", "en": "the lower the total, the better"},
    "earlier": {"zh-TW": "上年 {points} 分", "en": "last year {points}"},
    "earlier-rank": {"zh-TW": "上年第 {rank} 名", "en": "last year rank {rank}"},
    "other-maximum": {
        "zh-TW": "上年配分不同的構面不列上年得分。",
        "en": "No points of last year are shown where the maximum was another.",
    },
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A dimension's points as a bar: ``filled`` and ``empty`` in pixels, ``bar`` in characters.
    ``cells`` are points, maximum, share and, where last year is known, its points."""

    label: str
    filled: int
    empty: int
    bar: str
    cells: tuple[str, ...]
    colour: str = _COLOUR


@dataclass(frozen=True, slots=True)
class Result:
    """An office's result as its letter shows it; ``beside`` stands beside the total."""

    points: str
    maximum: str
    beside: tuple[str, ...]
    rows: tuple[Bar, ...]
    has_earlier: bool
    remarks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells it from another result of the same office."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def unsettled(state: State, summary: Path | None = None) -> Iterator[Sentence]:
    """Yield a sentence for each thing to settle before results go out.

    Raise KaoheError where there is no consolidated workbook to report from.
    """
    merged = consolidated(state.campaign, summary or state.campaign.summary_file)
    results = state.collection.results
    waiting = [r.office.name for r in results if standing(r.checked) == "questioned"]
    if waiting:
        yield Sentence(
            f"{'、'.join(waiting)} 還待更正；總分完整的，照總表現在的分數通知",
            f"still to be corrected: “{'”, “'.join(waiting)}”; those whose total is complete are told"
            " what the workbook has now",
        )
    doubtful = [r.office.name or r.office.code for r in results if not r.is_confirmed]
    if doubtful:
        yield Sentence(
            f"{'、'.join(doubtful)} 還待確認，沒有總分可通知；可以採用時請執行 kaohe accept 再合併",
            f"still to be confirmed, without totals to tell: “{'”, “'.join(doubtful)}”; accept files with"
            " kaohe accept, then merge again",
        )
    gone = [r.office.name or r.office.code for r in results if r.checked and r.checked.vanished]
    if gone:
        yield Sentence(
            f"{'、'.join(gone)} 確認過的表不在 inbox 裡了，沒有總分可通知；請從備份放回再合併",
            f"proven forms no longer in inbox, without totals to tell: “{'”, “'.join(gone)}”; put them back"
            " from a backup, then merge again",
        )
    made = datetime.datetime.fromisoformat(merged.made).timestamp() if merged.made else 0.0
    later = [records for records in state.records.values() if min(map(collected, records)).timestamp() > made]
    if later and made:
        yield Sentence(
            f"合併之後又收到 {len(later)} 份檔案，請先執行 kaohe merge",
            f"{len(later)} file(s) came in after the merge; run kaohe merge first",
        )


def report(
    campaign: Campaign,
    mailing: Mailing | None = None,
    *,
    summary: Path | None = None,
    previous: Path | None = None,
    offices: Collection[str] = (),
    watch: Watch = UNWATCHED,
) -> Posting:
    """Draft or send each office's own result. Offices whose total is not complete are told, not written to.

    ``summary`` is the consolidated workbook, else the one in the campaign's folder; ``previous``
    that of last year, else the one that the campaign names. A result that has changed since it was sent
    is sent anew. Raises KaoheError where a workbook cannot be used, or is of another rubric.
    """
    mailing = mailing or Mailing()
    sender_of(campaign)
    entries = chosen(campaign, offices)
    merged = consolidated(campaign, summary or campaign.summary_file)
    wrong = wrong_figures(campaign.rubric, merged)
    results = office_results(
        campaign.rubric,
        merged,
        entries,
        _last_year(campaign, previous or campaign.previous),
        campaign.language,
        show_rank=campaign.show_rank,
    )
    forms = form_paths(campaign.rubric, campaign.roster.offices, campaign.outbox)
    told = _told(campaign)
    made = [
        _outgoing(
            campaign,
            entry,
            held(campaign, merged, entry, wrong, is_complete=result is not None)
            or result
            or Unready(why_not_complete(campaign.rubric, merged, entry)),
            told.get(entry.office.code, ()),
            forms[entry.office].stem,
            mailing.today,
        )
        for entry, result in zip(entries, results, strict=True)
    ]
    with outbox_locked(campaign) as lock:
        return post(campaign, made, mailing, lock, watch=watch)


def consolidated(campaign: Campaign, path: Path) -> Earlier:
    """Read this campaign's consolidated workbook.

    Raise KaoheError where it is not there or another's.
    """
    found = _read(path, Sentence("請先執行 kaohe merge", "run kaohe merge first"))
    if found.rubric_hash != campaign.rubric.hash:
        raise KaoheError(
            f"{path} 是另一份評分表的總表（{found.title}），請指定這次考核的",
            f"{path} was made by another rubric (“{found.title}”); name the one of this campaign",
        )
    return found


def _last_year(campaign: Campaign, path: Path | None) -> Year | None:
    if path is None:
        return None
    return beside(campaign.rubric, _read(path, Sentence("請核對路徑", "check the path")))


def _read(path: Path, remedy: Sentence) -> Earlier:
    try:
        data = plain_file.content(path)
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        raise KaoheError(
            f"無法開啟總表 {path}：{reason.zh}；{remedy.zh}",
            f"the consolidated workbook {path} cannot be opened: {reason.en}; {remedy.en}",
        ) from None
    return summaries.earlier(data, str(path))


def _told(campaign: Campaign) -> Mapping[str, Sequence[str]]:
    """Return which results each office was sent, by its code, as `Event.once`, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in history.events(campaign.outbox / history.SENT):
        if event.kind == "report" and event.deed == "sent":
            found[event.office].append(event.once)
    return found


def _once(result: Result, told: Sequence[str]) -> str:
    """Return the idempotency key of a result letter; a result that changes back gets a new key."""
    same = [each for each in told if each.split()[1] == result.digest]
    if same and same[-1] == told[-1]:
        return same[-1]
    return f"{REPORT} {result.digest}{f' {len(same) + 1}' if same else ''}"


def _outgoing(
    campaign: Campaign,
    entry: Entry,
    result: Result | Sentence | Unready,
    told: Sequence[str],
    stem: str,
    today: datetime.date,
) -> Outgoing:
    draft = campaign.outbox / REPORT / f"{stem}.eml"
    if isinstance(result, Sentence):
        return Outgoing("report", entry, REPORT, draft, problem=result)
    if isinstance(result, Unready):
        return Outgoing("report", entry, REPORT, draft, problem=result.why, is_fault=False)
    values = {key: getattr(result, key) for key in Result.__slots__}
    level = campaign.rubric.levels[0] if campaign.rubric.levels != LEVELS else ""
    matter = Matter("report", values={**values, "level": level})
    once = _once(result, told)
    return prepared(
        "report", entry, once, draft, lambda: letter(campaign, entry, matter, [], today), same=once
    )


# ── results ─────────────────────────────────────────────────────────────────────────────────────


def office_results(
    rubric: Rubric,
    summary: Earlier,
    entries: Sequence[Entry],
    year: Year | None,
    language: Language,
    *,
    show_rank: bool,
) -> list[Result | None]:
    """Return each office's result; None where it is not in the workbook or its total is not complete."""
    offices = [entry.office for entry in entries]
    places = pair(offices, summary)
    before = pair(offices, year.earlier) if year else (None,) * len(offices)
    ranks = earlier_ranks(summary, WHOLE_FORM, rubric.better) if show_rank else None
    return [
        None if place is None else _result(rubric, summary, place, year, earlier, language, ranks)
        for place, earlier in zip(places, before, strict=True)
    ]


def _result(
    rubric: Rubric,
    summary: Earlier,
    place: int,
    year: Year | None,
    earlier: int | None,
    language: Language,
    ranks: Sequence[int | None] | None,
) -> Result | None:
    one = summary.offices[place]
    total = complete_points(one, WHOLE_FORM)
    if total is None and not (WHOLE_FORM in one.absent and one.blank == one.lacking == 0):
        return None
    past = _past(year, earlier)
    has_earlier = any(past.get(dimension.id) is not None for dimension in rubric.dimensions)
    bars = []
    for dimension in rubric.dimensions:
        points = complete_points(one, dimension.id)
        last = (_points(past.get(dimension.id)),) if has_earlier else ()
        absent = rubric.na_text if dimension.id in one.absent else _NOTHING
        bars.append(_bar(dimension.label, points, dimension.maximum, last, absent))
    beside = list(_beside(rubric, one, total, language))
    beside += _rank_words(ranks, place, language) if ranks else ()
    if past.get(WHOLE_FORM) is not None:
        beside.append(_SAID["earlier"][language].format(points=_points(past[WHOLE_FORM])))
    if ranks and year and earlier is not None:
        rank = earlier_ranks(year.earlier, WHOLE_FORM)[earlier]
        beside += [_SAID["earlier-rank"][language].format(rank=rank)] if rank else []
    is_partial = has_earlier and any(past.get(d.id) is None for d in rubric.dimensions)
    remarks = (_SAID["other-maximum"][language],) if is_partial else ()
    shown = rubric.na_text if total is None else _points(total)
    return Result(shown, _points(rubric.maximum), tuple(beside), tuple(bars), has_earlier, remarks)


def _beside(rubric: Rubric, one: EarlierOffice, total: Decimal | None, language: Language) -> Iterator[str]:
    """Yield what stands beside a total before its rank: its share of the maximum, its grade, and which total
    is the better one where it is the lower."""
    if total is not None and rubric.maximum > 0:
        yield _SAID["share"][language].format(share=_share(total, rubric.maximum))
    if one.grade:
        yield _SAID["grade"][language].format(grade=one.grade)
    if rubric.better == "low":
        yield _SAID["low"][language]


def _rank_words(ranks: Sequence[int | None], place: int, language: Language) -> Iterator[str]:
    rank = ranks[place]
    if rank:
        which = "tied" if ranks.count(rank) > 1 else "rank"
        of = sum(each is not None for each in ranks)
        yield _SAID[which][language].format(rank=rank, of=of)


def _past(year: Year | None, place: int | None) -> dict[str, Decimal | None]:
    """Return last year's points that compare, by this year's id."""
    if year is None or place is None:
        return {}
    one = year.earlier.offices[place]
    return {
        node_id: complete_points(one, match.earlier_id)
        for node_id, match in year.comparability.matches.items()
        if match.points_compare and match.earlier_id is not None
    }


def _bar(
    label: str, points: Decimal | None, maximum: Decimal, last: tuple[str, ...], absent: str = _NOTHING
) -> Bar:
    """Return a dimension's bar; ``absent`` stands where it has no points."""
    ratio = (points or Decimal(0)) / maximum if maximum > 0 else Decimal(0)
    share = min(max(ratio, Decimal(0)), Decimal(1))
    filled = int((share * _WIDTH).to_integral_value(ROUND_HALF_UP))
    blocks = int((share * _BLOCKS).to_integral_value(ROUND_HALF_UP))
    text = "█" * blocks + "░" * (_BLOCKS - blocks)
    shown = _share(points, maximum) if points is not None else _NOTHING
    own = absent if points is None else _points(points)
    return Bar(label, filled, _WIDTH - filled, text, (own, _points(maximum), shown, *last))


def _share(points: Decimal, maximum: Decimal) -> str:
    """Return the share of 100, to one digit after the point, as `points / maximum` stands in the workbook."""
    return f"{(points * 100 / maximum).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if maximum > 0 else _NOTHING


def _points(points: Decimal | None) -> str:
    return _NOTHING if points is None else points_text(points)
