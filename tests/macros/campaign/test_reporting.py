"""Each office's own result, as the consolidated workbook has it."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.campaign.folder import Campaign
from macros.campaign.posting import Mailing
from macros.campaign.reporting import Result, consolidated, office_results, report
from macros.campaign.untold import why_not_complete
from macros.merging import NamedFiles, Outputs, merge
from scoring.comparison import Earlier, EarlierOffice, Year, compare
from scoring.errors import KaoheError
from scoring.roster import Entry
from scoring.rubric import WHOLE_FORM
from scoring.scorecard import Office
from tests.builders import SMALL, answered
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, draft, fates, receivers, server, text
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import SHILIN, TAIPEI, XINBEI
from tests.macros.post.outbox.letters import parsed
from tests.servers.smtp import smtp_server
from workbook.intake.check import Terms
from workbook.package import open_package
from workbook.summary.earlier import read_earlier

ENTRIES = [Entry(office) for office in (TAIPEI, XINBEI, SHILIN)]


def small(
    *offices: tuple[Office, int | None, int | None], year: str = "107", rubric_hash: str = ""
) -> Earlier:
    """A consolidated workbook of `SMALL`: each office's points in its two dimensions."""
    return Earlier(
        f"{year} 年度",
        year,
        rubric_hash or SMALL.hash,
        "",
        tuple(
            EarlierOffice(
                office,
                {
                    WHOLE_FORM: Decimal((one or 0) + (two or 0)),
                    "1": None if one is None else Decimal(one),
                    "2": None if two is None else Decimal(two),
                },
                blank=(one is None) + (two is None),
            )
            for office, one, two in offices
        ),
        frozenset({WHOLE_FORM, "1", "2"}),
        {WHOLE_FORM: Decimal(100), "1": Decimal(40), "2": Decimal(60)},
    )


def results(summary: Earlier, past: Earlier | None = None, *, show_rank: bool = False) -> list[Result | None]:
    year = Year(past, compare(SMALL, past, None, {})) if past else None
    return office_results(SMALL, summary, ENTRIES, year, "zh-TW", show_rank=show_rank)


def first(summary: Earlier, past: Earlier | None = None, *, show_rank: bool = False) -> Result:
    found = results(summary, past, show_rank=show_rank)[0]
    assert found is not None
    return found


def test_points_maximum_and_share_of_each_dimension() -> None:
    found = first(small((TAIPEI, 30, 60)))
    assert (found.points, found.maximum, found.beside) == ("90", "100", ("得分率 90.0%",))
    assert [bar.cells for bar in found.rows] == [("30", "40", "75.0%"), ("60", "60", "100.0%")]
    assert [bar.label for bar in found.rows] == ["項目1", "項目2"]
    assert [(bar.filled, bar.empty, bar.bar) for bar in found.rows] == [
        (150, 50, "█" * 15 + "░" * 5),
        (200, 0, "█" * 20),
    ]


@given(st.integers(0, 40), st.integers(0, 60))
def test_a_bar_is_as_long_as_its_share(one: int, two: int) -> None:
    found = first(small((TAIPEI, one, two)))
    for bar, points, maximum in zip(found.rows, (one, two), (40, 60), strict=True):
        assert (bar.filled + bar.empty, len(bar.bar)) == (200, 20)
        assert abs(bar.filled - 200 * points / maximum) <= 0.5
        assert abs(bar.bar.count("█") - 20 * points / maximum) <= 0.5


def test_a_rank_is_told_only_where_the_campaign_says_so() -> None:
    summary = small((TAIPEI, 30, 60), (XINBEI, 40, 60), (SHILIN, 30, 60))
    assert "名次" not in " ".join(first(summary).beside)
    shown = [each.beside[1] for each in results(summary, show_rank=True) if each]
    assert shown == [
        "名次：第 2 名（並列，共 3 個機關）",
        "名次：第 1 名（共 3 個機關）",
        "名次：第 2 名（並列，共 3 個機關）",
    ]


def test_an_office_that_is_missing_or_not_complete_has_no_result() -> None:
    found = results(small((TAIPEI, 30, 60), (XINBEI, 30, None)))
    assert [each is not None for each in found] == [True, False, False]


def test_last_years_points_stand_beside_this_years() -> None:
    found = first(small((TAIPEI, 30, 60)), small((XINBEI, 1, 1), (TAIPEI, 20, 55), year="106"))
    assert [bar.cells[3] for bar in found.rows] == ["20", "55"]
    assert found.beside == ("得分率 90.0%", "上年 75 分")
    assert (found.has_earlier, found.remarks) == (True, ())


def test_last_years_rank_is_told_where_ranks_are() -> None:
    past = small((XINBEI, 40, 60), (TAIPEI, 20, 55), year="106")
    assert first(small((TAIPEI, 30, 60)), past, show_rank=True).beside[-1] == "上年第 2 名"
    assert "上年第" not in " ".join(first(small((TAIPEI, 30, 60)), past).beside)


def test_an_office_that_was_not_there_last_year_has_no_such_column() -> None:
    found = first(small((TAIPEI, 30, 60)), small((XINBEI, 20, 55), year="106"))
    assert (found.has_earlier, [len(bar.cells) for bar in found.rows]) == (False, [3, 3])


def test_points_out_of_another_maximum_are_not_shown() -> None:
    past = small((TAIPEI, 20, 55), year="106", rubric_hash="x")
    past = Earlier(past.title, "106", "x", "", past.offices, past.node_ids, {**past.maxima, "1": Decimal(50)})
    found = first(small((TAIPEI, 30, 60)), past)
    assert [bar.cells[3] for bar in found.rows] == ["—", "55"]
    assert found.remarks == ("上年配分不同的構面不列上年得分。",)


# ── letters ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """臺北 and 新北 complete, 士林 with a blank."""
    folder = tmp_path_factory.mktemp("merged")
    cards = {TAIPEI: forms.card(), XINBEI: forms.card({"1.1.1": 20}), SHILIN: forms.card({"1.1.1": None})}
    for office, card in cards.items():
        (folder / f"{office.name}.xlsx").write_bytes(forms.form(office, card))
    merge(NamedFiles([folder], Terms(forms.KEY)), Outputs(folder / "out" / "總表.xlsx"))
    return (folder / "out" / "總表.xlsx").read_bytes()


@pytest.fixture
def campaign(tmp_path: Path, summary: bytes) -> Campaign:
    campaign = made(tmp_path / "107", show_rank=True)
    (campaign.summary / "總表.xlsx").write_bytes(summary)
    return campaign


def test_each_office_gets_its_own_result(campaign: Campaign) -> None:
    run = report(campaign, Mailing(now=NOW))
    assert fates(run) == ["drafted", "drafted", "unready"]
    mails = [draft(campaign.outbox / "report" / f"{name}_107.eml") for name in ("臺北分署", "新北分署")]
    assert "總分：1000 / 1000　得分率 100.0%　名次：第 1 名（共 2 個機關）" in text(mails[0])
    assert "名次：第 2 名" in text(mails[1])
    assert mails[0]["Subject"].startswith("結果通知")
    html = mails[1].get_body(("html",))
    assert html is not None
    assert html.get_content().count('bgcolor="#1f4e79"') == 5
    assert "新北分署" not in text(mails[0])


def test_a_result_is_sent_once_and_again_where_it_has_changed(campaign: Campaign, tmp_path: Path) -> None:
    with smtp_server() as post:
        assert fates(report(campaign, Mailing(server(post), now=NOW))) == ["sent", "sent", "unready"]
        assert fates(report(campaign, Mailing(server(post), now=NOW))) == ["already", "already", "unready"]
        (tmp_path / "again").mkdir()
        (tmp_path / "again" / "a.xlsx").write_bytes(forms.form(TAIPEI, forms.card({"1.1.1": 10})))
        merge(NamedFiles([tmp_path / "again"], Terms(forms.KEY)), Outputs(tmp_path / "總表.xlsx"))
        run = report(
            campaign, Mailing(server(post), now=NOW), summary=tmp_path / "總表.xlsx", offices=["B01"]
        )
        assert fates(run) == ["sent"]
        for expected in ("sent", "already"):  # it is as it was first, and the office heard otherwise since
            assert fates(report(campaign, Mailing(server(post), now=NOW), offices=["B01"])) == [expected]
    assert receivers(post) == [f"b0{number}@branch.example.tw" for number in (1, 2, 1, 1)]
    assert len({parsed(each.data)["Message-ID"] for each in post.taken}) == 4
    less = campaign.rubric.nodes["1.1.1"].maximum - 10
    assert f"總分：{1000 - less} / 1000" in text(parsed(post.taken[2].data))


def test_without_a_merge_there_is_nothing_to_report(campaign: Campaign) -> None:
    (campaign.summary / "總表.xlsx").unlink()
    with pytest.raises(KaoheError, match="請先執行 kaohe merge"):
        report(campaign)


def test_another_rubrics_workbook_is_refused(campaign: Campaign, tmp_path: Path) -> None:
    other = forms.edition("108")
    (tmp_path / "a.xlsx").write_bytes(forms.form(TAIPEI, forms.card(of=other), of=other))
    merge(NamedFiles([tmp_path / "a.xlsx"], Terms(forms.KEY, rubric=other)), Outputs(tmp_path / "b.xlsx"))
    with pytest.raises(KaoheError, match="另一份評分表的總表"):
        report(campaign, Mailing(now=NOW), summary=tmp_path / "b.xlsx")


def test_last_years_workbook_is_the_one_that_the_campaign_names(
    campaign: Campaign, summary: bytes, tmp_path: Path
) -> None:
    (tmp_path / "106.xlsx").write_bytes(summary)
    report(campaign, Mailing(now=datetime.datetime(2026, 12, 1)), previous=tmp_path / "106.xlsx")
    assert "上年得分 " in text(draft(campaign.outbox / "report" / "臺北分署_107.eml"))


def mistyped(data: bytes, item_id: str, points: int) -> bytes:
    """The workbook with other points typed for the second office, and saved without a recalculation."""
    merged, package = read_earlier(data, "總表.xlsx"), open_package(data)
    cell = f"{merged.letters[item_id]}{merged.offices[1].row}"
    written = re.compile(rf'(<c r="{cell}"[^>]*>)<v>\d+</v>')
    (main,) = (
        name for name in package.members if written.search(package.read(name).decode("utf-8", "ignore"))
    )
    return package.replaced(
        {main: written.sub(rf"\g<1><v>{points}</v>", package.read(main).decode()).encode()}
    )


def test_an_office_whose_figures_cannot_stand_is_not_written_to_and_the_cell_is_named(
    campaign: Campaign, summary: bytes
) -> None:
    (campaign.summary / "總表.xlsx").write_bytes(mistyped(summary, "1.1.1", 99))
    run = report(campaign, Mailing(now=NOW))
    assert fates(run) == ["failed", "failed", "unready"]
    first, second, _ = (each.reason.zh for each in run.posted if each.reason)
    assert "新北分署 的分數待更正，名次會變" in first
    assert re.search(
        r"總表![A-Z]+8：「.*」是 99 分，只能是 1~30；儲存格 總表!F8：「總分」是 \d+，各細項加起來是 \d+",
        second,
    )


def test_where_no_ranks_are_told_the_other_offices_are_written_to(tmp_path: Path, summary: bytes) -> None:
    campaign = made(tmp_path / "107")
    (campaign.summary / "總表.xlsx").write_bytes(mistyped(summary, "1.1.1", 19))
    assert fates(report(campaign, Mailing(now=NOW))) == ["drafted", "failed", "unready"]


def test_an_office_that_lacks_evidence_is_told_nothing_until_somebody_writes_0(
    tmp_path: Path,
) -> None:
    campaign, folder = made(tmp_path / "107", show_rank=True), tmp_path / "forms"
    folder.mkdir()
    without = answered(forms.card(), "1.1.1", notes=())
    (folder / "a.xlsx").write_bytes(forms.form(TAIPEI, without))
    (folder / "b.xlsx").write_bytes(forms.form(XINBEI, forms.card()))
    merge(NamedFiles([folder], Terms(forms.KEY)), Outputs(campaign.summary / "總表.xlsx"))
    run = report(campaign, Mailing(now=NOW))
    assert fates(run) == ["unready", "drafted", "unready"]
    assert run.posted[0].reason
    assert "有 1 項有評分而沒有紀錄事項，還不列名次" in run.posted[0].reason.zh
    settled = consolidated(campaign, campaign.summary / "總表.xlsx")
    offices = tuple(replace(office, lacking=0) for office in settled.offices)
    assert results(replace(settled, offices=offices))[0] is not None


@pytest.mark.parametrize(
    ("lacking", "said"), [(2, "2 item(s) have a score and no notes"), (None, "no number")]
)
def test_it_is_said_why_an_office_that_lacks_evidence_is_not_told(lacking: int | None, said: str) -> None:
    points = {item.id: item.maximum for item in SMALL.items}
    merged = small((TAIPEI, 30, 60))
    office = replace(merged.offices[0], points={**merged.offices[0].points, **points}, lacking=lacking)
    why = why_not_complete(SMALL, replace(merged, offices=(office,)), ENTRIES[0])
    assert said in why.en
    assert "缺紀錄項數" in why.zh or "紀錄事項" in why.zh
