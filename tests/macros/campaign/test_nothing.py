"""Why nobody was written to: each reason with its offices, in one sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from macros.campaign.folder import Campaign
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import ENTRIES, WRONG, campaign, with_roster
from tests.macros.forms import SHILIN, TAIPEI, XINBEI
from tests.macros.terminal import kaohe, written
from tests.servers.loopback import HOST
from tests.servers.smtp import smtp_server
from workbook.identity import identity_of, sign


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    made = campaign(tmp_path / "107")
    monkeypatch.chdir(made.root)
    return made


def answer(of: Campaign, *offices: Office, wrong: bool = False) -> None:
    for office in offices:
        who = sign(identity_of(of.rubric, office, "107-1"), of.key())
        data = forms.form(office, forms.card(WRONG if wrong else None), identity=who)
        written(of.inbox / f"{office.code}.xlsx", data)


def last_line(*arguments: object) -> str:
    ran = kaohe(*arguments)
    assert ran.status == 0, ran.said
    return ran.out.splitlines()[-1]


def test_nobody_is_waited_for(here: Campaign) -> None:
    answer(here, TAIPEI, XINBEI, SHILIN)
    assert last_line("remind") == "沒有寫任何信：3 個機關都已通過，不必催辦。"
    assert last_line("remind", "--lang", "en").startswith("Nothing was written: all 3 offices are accepted")


def test_all_were_reminded_today(here: Campaign) -> None:
    answer(here, TAIPEI)
    assert kaohe("remind", "--json").json["nothing_written"] is None
    said = last_line("remind")
    assert said.startswith("沒有寫任何信：「新北分署」「士林分署」：今天已催辦過，一天最多一次")
    assert said.endswith("；「臺北分署」：已通過。")
    assert kaohe("remind", "--json").json["nothing_written"] == said


def test_each_reason_has_its_offices(here: Campaign) -> None:
    one, two, three = ENTRIES
    with_roster(here, one, two, replace(three, email=""))
    answer(here, TAIPEI, wrong=True)
    kaohe("return")
    answer(here, XINBEI, wrong=True)
    assert last_line("remind", "--lang", "en") == (
        "Nothing was written. “新北分署”: nothing was returned to this office yet; run kaohe return first;"
        " “士林分署”: the roster has no e-mail address; “臺北分署”: were told today what to correct."
    )


def test_a_run_that_wrote_to_somebody_says_nothing_of_it(here: Campaign) -> None:
    assert "沒有寫任何信" not in kaohe("remind").out


def test_nobody_is_told_of_a_result(here: Campaign) -> None:
    answer(here, TAIPEI, wrong=True)
    kaohe("merge")
    assert last_line("report") == (
        "沒有寫任何信：「臺北分署」：有細項沒有評分，總分不完整；"
        "「新北分署」「士林分署」：總表沒有這個機關的評分。"
    )


def test_an_office_that_came_onto_the_roster_after_the_merge_is_told_apart(here: Campaign) -> None:
    kaohe("merge")
    with_roster(here, *ENTRIES, replace(ENTRIES[0], office=Office("B09", "新設分署")))
    assert last_line("report").endswith("「新設分署」：總表沒有這個機關；名冊改過的，請再執行 kaohe merge。")


def test_a_result_that_was_sent_before_is_said_to_be(here: Campaign) -> None:
    answer(here, TAIPEI)
    kaohe("merge")
    with smtp_server() as post:
        server = ("--smtp", HOST, "--port", post.port, "--security", "none", "--office", "B01")
        kaohe("report", *server)
        assert last_line("report", *server) == (
            "沒有寫任何信：「臺北分署」：這份結果已通知過；要再寄一次請加 --again。"
        )
