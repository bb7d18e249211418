"""E-mail addresses as staff type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.post.outbox.addresses import Address, AddressError, addresses, emails, plain_email
from scoring.errors import Sentence
from tests.words import assert_says

WHERE = Sentence("名冊「臺北分署」的電子郵件", "“電子郵件” of “臺北分署” in the roster")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("  ;  ", []),
        ("ming@branch.gov.tw", ["ming@branch.gov.tw"]),
        (" ming@branch.gov.tw\n", ["ming@branch.gov.tw"]),
        ("a@b.tw; c@d.tw", ["a@b.tw", "c@d.tw"]),
        ("a@b.tw、c@d.tw，e@f.tw；g@h.tw", ["a@b.tw", "c@d.tw", "e@f.tw", "g@h.tw"]),
        ("a@b.tw\nc@d.tw", ["a@b.tw", "c@d.tw"]),
        ("a@b.tw c＠d.tw", ["a@b.tw", "c@d.tw"]),
        ("a@b.tw;A@B.tw", ["a@b.tw"]),
        ("ｍｉｎｇ＠ｂｒａｎｃｈ．ｇｏｖ．ｔｗ", ["ming@branch.gov.tw"]),
        ("ming＠branch。gov。tw", ["ming@branch.gov.tw"]),
        ("mailto:ming@branch.gov.tw", ["ming@branch.gov.tw"]),
        ("first.last+107@sub.branch.gov.tw", ["first.last+107@sub.branch.gov.tw"]),
        ("ming@branch.gov.tw\u200b", ["ming@branch.gov.tw"]),
        ("ming@分署.tw", ["ming@xn--kbr402i.tw"]),
    ],
)
def test_what_a_cell_says(typed: str, read: list[str]) -> None:
    assert [each.email for each in addresses(typed, WHERE)] == read


def test_a_name_may_have_a_blank_in_it() -> None:
    found = addresses("Wang Xiaoming <a@b.tw>, 陳 大文 <c@d.tw>", WHERE)
    assert found == (Address("Wang Xiaoming", "a@b.tw"), Address("陳 大文", "c@d.tw"))


def test_a_sender_is_known_by_whatever_addresses_a_cell_has() -> None:
    assert emails("王 <A@b.tw>; 不是地址；c@D.tw") == {"a@b.tw", "c@d.tw"}


def test_a_name_in_the_cell_goes_before_the_contact_of_the_roster() -> None:
    found = addresses("王小明 <a@b.tw>; c@d.tw", WHERE, "陳大文")
    assert found == (Address("王小明", "a@b.tw"), Address("陳大文", "c@d.tw"))


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("hq@example.tw", "hq@example.tw"),
        ("ｈｑ＠example。tw", "hq@example.tw"),
        ("署本部 <hq@example.tw>", ""),
        ("hq@example.tw; b@example.tw", ""),
        ("明@example.tw", ""),
        ("", ""),
    ],
)
def test_a_setting_holds_one_address_without_a_name(typed: str, email: str) -> None:
    assert plain_email(typed) == email


@pytest.mark.parametrize(
    "typed",
    [
        "王小明",
        "ming",
        "ming@",
        "@branch.gov.tw",
        "ming@@branch.gov.tw",
        "ming@branch..tw",
        "ming@-branch.tw",
        ".ming@branch.tw",
        "ming..a@branch.tw",
        "ming chen@branch.tw",
        "明@branch.tw",
        '"ming"@branch.tw',
        "ming@[127.0.0.1]",
        "<script>@branch.tw",
        "a@b.tw>, <c@d.tw",
        f"{'m' * 65}@branch.tw",
        f"ming@{'b' * 64}.tw",
        f"ming@{'.'.join(['b' * 60] * 5)}",
        "ming@b.tw SIZE=1",
    ],
)
def test_what_is_no_address_is_refused_with_its_place(typed: str) -> None:
    assert plain_email(typed) == ""
    with pytest.raises(AddressError) as raised:
        addresses(typed, WHERE)
    assert_says(raised.value.sentence, f"^{WHERE.zh}「.*請更正", f"^{WHERE.en}, “.*; correct it")


@given(st.text(max_size=80))
def test_whatever_is_typed_an_address_is_plain_or_refused(typed: str) -> None:
    try:
        found = addresses(typed, WHERE)
    except AddressError:
        return
    for each in found:
        assert each.email.isascii()
        assert each.email.isprintable()
        assert not set(each.email) & set(' <>,;:"\\()')
        assert each.email.count("@") == 1
