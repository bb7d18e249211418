"""Why an office is not told of its result: figures that cannot stand, or scores that are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from macros.campaign.folder import Campaign
from scoring.adjusted import Fault, faults
from scoring.comparison import Earlier, EarlierOffice, pair
from scoring.errors import Sentence
from scoring.roster import Entry
from scoring.rubric import Rubric
from workbook.summary.columns import MAIN_SHEET

_SHOWN_FAULTS = 3


@dataclass(frozen=True, slots=True)
class Unready:
    """Why an office has no result to be told yet, which is nobody's mistake."""

    why: Sentence


def why_not_complete(rubric: Rubric, merged: Earlier, entry: Entry) -> Sentence:
    """Say why the consolidated workbook has no total of an office that can be told."""
    (place,) = pair([entry.office], merged)
    if place is None:
        return Sentence(
            "總表沒有這個機關；名冊改過的，請再執行 kaohe merge",
            "the consolidated workbook lacks this office; if the roster was changed, run kaohe merge again",
        )
    office = merged.offices[place]
    points = office.points
    if all(points.get(item.id) is None for item in rubric.items):
        return Sentence("總表沒有這個機關的評分", "the consolidated workbook has no scores of this office")
    if office.lacking != 0 and all(points.get(item.id) is not None for item in rubric.items):
        return _lacking(office.lacking)
    return Sentence("有細項沒有評分，總分不完整", "items have no score, so that the total is not complete")


def _lacking(count: int | None) -> Sentence:
    if count is None:
        return Sentence(
            "總表「缺紀錄項數」的儲存格沒有數字；查明不缺的，請改為 0、存檔後再通知",
            "the consolidated workbook has no number under “缺紀錄項數” for this office; where nothing is"
            " missing, make it 0, save, then report",
        )
    return Sentence(
        f"有 {count} 項有評分而沒有紀錄事項，還不列名次；請機關補寫後再合併，"
        "查明不必補的，在總表把「缺紀錄項數」改為 0、存檔後再通知",
        f"{count} item(s) have a score and no notes, so that it is not ranked yet; have the office add them"
        " and merge again, or, where none are needed, make “缺紀錄項數” 0 in the consolidated workbook, save,"
        " then report",
    )


def wrong_figures(rubric: Rubric, merged: Earlier) -> Mapping[int, Sequence[Sentence]]:
    """Return what is wrong with the figures of each office, by its place in the consolidated workbook: each
    with its cell. Whoever adjusts scores there may mistype one, or type over a total."""
    found = {}
    for place, office in enumerate(merged.offices):
        own = [_placed(merged, office, fault) for fault in faults(rubric, office)]
        if own:
            found[place] = own
    return found


def _placed(merged: Earlier, office: EarlierOffice, fault: Fault) -> Sentence:
    cell = f"{MAIN_SHEET}!{merged.letters.get(fault.node_id, '')}{office.row}"
    return Sentence(f"儲存格 {cell}：{fault.reason.zh}", f"the cell {cell}: {fault.reason.en}")


def held(
    campaign: Campaign,
    merged: Earlier,
    entry: Entry,
    wrong: Mapping[int, Sequence[Sentence]],
    *,
    is_complete: bool,
) -> Sentence | None:
    """Return why an office is not told of its result for now: its own figures are wrong, or another's, on
    which the rank of one that is complete depends; None where it may be told."""
    (place,) = pair([entry.office], merged)
    own = wrong.get(-1 if place is None else place)
    if own:
        return _to_correct(own)
    if wrong and campaign.show_rank and is_complete:
        names = [merged.offices[each].office.name for each in wrong]
        return Sentence(
            f"{'、'.join(names)} 的分數待更正，名次會變",
            f"the scores of “{'”, “'.join(names)}” have to be corrected, which changes ranks",
        )
    return None


def _to_correct(own: Sequence[Sentence]) -> Sentence:
    shown, more = own[:_SHOWN_FAULTS], len(own) - _SHOWN_FAULTS
    cells, cells_en = "；".join(each.zh for each in shown), "; ".join(each.en for each in shown)
    if more > 0:
        return Sentence(
            f"{cells}；另有 {more} 處。請在總表更正、存檔後再通知",
            f"{cells_en}; and {more} more. Correct the workbook, save it, then report",
        )
    return Sentence(
        f"{cells}。請在總表更正、存檔後再通知", f"{cells_en}. Correct the workbook, save it, then report"
    )
