"""`kaohe init`: a folder to work in, and what to do next."""

from pathlib import Path

import pytest

from macros.campaign.folder import load
from scoring.values import parse_date
from tests.macros.terminal import kaohe, written


def test_a_campaign_is_made_and_the_next_step_is_said() -> None:
    ran = kaohe("init", "107", "107年考核", "--deadline", "115年12月31日", "--sender-email", "hq@example.tw")
    assert (ran.status, ran.err) == (0, "")
    assert "13 個機關" in ran.out
    assert "kaohe send" in ran.out
    campaign = load(Path("107年考核"))
    assert campaign.deadline == parse_date("115年12月31日")
    assert campaign.sender_email == "hq@example.tw"


def test_the_roster_may_be_ones_own() -> None:
    roster = written(
        Path("r.csv"), "代碼,機關名稱,電子郵件,副本\n1,新設分署,a@example.tw,b@example.tw；c@example.tw\n"
    )
    assert kaohe("init", "107", "c", "--offices", roster).status == 0
    (entry,) = load(Path("c")).roster.entries
    assert (entry.email, entry.cc) == ("a@example.tw", ("b@example.tw", "c@example.tw"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("107", "c", "--deadline", "下週五"), "請寫成 2026-12-31"),
        (("999", "c"), "內建的評分表"),
        (("107", "no/such/folder"), "找不到資料夾"),
        (("107", "c", "--offices", "none.xlsx"), "無法開啟名冊"),
        (("107", "c", "--sender-email", "署本部 <a@b.tw>"), "請只填地址本身"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_makes_nothing(arguments: tuple[str, ...], sentence: str) -> None:
    ran = kaohe("init", *arguments)
    assert (ran.status, sentence in ran.err, Path("c").exists()) == (2, True, False)


def test_a_campaign_is_never_made_twice() -> None:
    kaohe("init", "107", "c")
    ran = kaohe("init", "107", "c")
    assert ran.status == 2
    assert "已是一次考核" in ran.err


@pytest.mark.parametrize(
    ("before", "after", "variable", "language"),
    [
        ((), (), "", "zh-TW"),
        ((), ("--lang", "en"), "", "en"),
        (("--lang", "en"), (), "", "en"),
        ((), (), "en", "zh-TW"),
        ((), ("--letters-lang", "en"), "", "en"),
        ((), ("--lang", "en", "--letters-lang", "zh-TW"), "", "zh-TW"),
    ],
)
def test_letters_are_in_the_language_asked_for_by_an_option(
    before: tuple[str, ...],
    after: tuple[str, ...],
    variable: str,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAOHE_LANG", variable)
    assert kaohe(*before, "init", "107", "c", *after).status == 0
    assert load(Path("c")).language == language


def test_the_language_of_the_letters_is_not_that_of_the_terminal() -> None:
    assert kaohe("init", "107", "c", "--letters-lang", "en").out.startswith("已建立考核資料夾 c：")


def test_a_deadline_that_is_over_is_remarked_on() -> None:
    assert kaohe("init", "107", "c").err == ""
    ran = kaohe("init", "107", "d", "--deadline", "115年1月1日")
    assert (ran.status, "期限 115年1月1日 已經過了" in ran.err) == (0, True)
