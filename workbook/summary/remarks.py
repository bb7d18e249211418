"""What staff should know before they read 與上年比較: which year, what compares and what does not."""

from collections.abc import Iterator, Sequence

from scoring.comparison import Comparability, Earlier, Match, earlier_ids, pair
from scoring.rubric import WHOLE_FORM, Rubric, points_text
from scoring.values import office_key
from workbook.collection.selection import Collection

_MOST_NAMED = 12
_SIGNS = "增減為今年減上年（分）；名次變動為上年名次減今年名次，正數表示進步，負數表示退步。"
_LIVE = "今年得分與名次隨總表重算；有未評分細項的總分或構面不列得分與名次，兩年皆同。"
_LACKING = "「缺紀錄項數」不是 0 的機關都不列。"
_LOW = "總分愈低愈好：增減是負數表示進步。"


def remarks(collection: Collection, earlier: Earlier, comparability: Comparability) -> tuple[str, ...]:
    """Return what staff should know before they read the table.

    Which year, how it compares, what does not, and who was there in one year alone.
    """
    return (
        f"上年：{earlier.title or earlier.rubric_id}（{_made(earlier)}，{len(earlier.offices)} 家）。",
        f"{_SIGNS}{_LOW if comparability.rubric.better == 'low' else ''}",
        f"{_LIVE}{_LACKING if comparability.rubric.notes_required else ''}",
        *_about_rubrics(comparability, earlier),
        *_about_matches(comparability),
        *_about_was(comparability.rubric, earlier),
        *_about_offices(collection, earlier),
        *_about_notes(earlier),
    )


def _made(earlier: Earlier) -> str:
    return f"{earlier.made[:10]} 彙整" if earlier.made else "彙整時間不明"


def _about_rubrics(comparability: Comparability, earlier: Earlier) -> Iterator[str]:
    if comparability.rubric.hash == earlier.rubric_hash:
        return
    unknown = [
        name_of(comparability.rubric, node_id)
        for node_id, match in comparability.matches.items()
        if match.ranks_compare and match.earlier_maximum is None
    ]
    if unknown:
        yield f"上年總表未載明{'、'.join(unknown)}的配分，無法核對是否改變；視為相同。"


def _about_matches(comparability: Comparability) -> Iterator[str]:
    for node_id, match in comparability.matches.items():
        name = f"「{name_of(comparability.rubric, node_id)}」"
        match match.reason:
            case "absent":
                yield f"{name}在上年總表中沒有對應的構面，不比較。"
            case "renamed":
                yield f"{name}與上年同編號的構面名稱不同，不比較；如為同一構面，請在定義檔註明 was。"
            case "taken":
                yield f"{name}與上年同編號的構面已註明為今年另一構面的前身，不比較。"
            case None:
                yield from _about_points(name, node_id, match)


def _about_was(rubric: Rubric, earlier: Earlier) -> Iterator[str]:
    unknown = [own for own in earlier_ids(rubric, earlier).values() if own not in earlier.node_ids]
    if unknown:
        yield f"定義檔以 was 註明的上年編號 {'、'.join(unknown)} 不在上年總表中，請核對。"


def _about_notes(earlier: Earlier) -> Iterator[str]:
    if not earlier.has_notes:
        yield "上年總表的「紀錄事項」過多或無法讀取，沒有比對今年的紀錄事項是否與上年相同。"


def _about_points(name: str, node_id: str, match: Match) -> Iterator[str]:
    if match.earlier_maximum is not None and not match.points_compare:
        before, now = points_text(match.earlier_maximum), points_text(match.maximum)
        yield f"{name}配分由 {before} 分改為 {now} 分，得分增減不比較，名次仍比較。"
    if match.earlier_id != node_id:
        yield f"{name}與上年的構面 {match.earlier_id} 比較（依評分表定義檔所註明）。"


def _about_offices(collection: Collection, earlier: Earlier) -> Iterator[str]:
    offices = [result.office for result in collection.results]
    places = pair(offices, earlier)
    fresh = [o.name or o.code for o, place in zip(offices, places, strict=True) if place is None]
    gone = [
        one.office.name or one.office.code for place, one in enumerate(earlier.offices) if place not in places
    ]
    renamed = [
        f"{o.code} 上年為「{earlier.offices[place].office.name}」，今年為「{o.name}」"
        for o, place in zip(offices, places, strict=True)
        if place is not None and _is_renamed(o.name, earlier.offices[place].office.name)
    ]
    if fresh:
        yield f"上年沒有的機關，不比較：{_list(fresh)}。"
    if gone:
        yield f"上年有、今年沒有的機關：{_list(gone)}。"
    if renamed:
        yield f"代碼相同而名稱不同，視為同一機關，請核對：{_list(renamed)}。"


def _is_renamed(name: str, before: str) -> bool:
    return bool(name and before) and office_key(name) != office_key(before)


def _list(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 家" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def name_of(rubric: Rubric, node_id: str) -> str:
    """Return 總分, or a dimension's id and title: two may share a title, and a table's labels must differ."""
    return rubric.total_label if node_id == WHOLE_FORM else f"{node_id} {rubric.nodes[node_id].title}"
