"""What a link of the console's tables is: a formula that no file name and no text can get out of."""

import pytest

from workbook.console.plan import MAX_TEXT, Link, link_formula, shown


@pytest.mark.parametrize(
    ("link", "formula"),
    [
        (Link("甲.xlsx", "C:\\考核\\甲.xlsx"), '=HYPERLINK("C:\\考核\\甲.xlsx","甲.xlsx")'),
        (
            Link("C8", "C:\\考核\\甲.xlsx", "評分表", "C8"),
            '=HYPERLINK("[C:\\考核\\甲.xlsx]\'評分表\'!C8","C8")',
        ),
        (Link("C8", "活頁簿1", "it's", "C8"), "=HYPERLINK(\"[活頁簿1]'it''s'!C8\",\"C8\")"),
        (Link('a"&B1&"', 'x"),1'), '=HYPERLINK("x""),1","a""&B1&""")'),
        (Link("=1+1", ""), '="=1+1"'),
        (Link("長", "x" * 256), '="長"'),
        (Link("長" * 300, "x"), f'="{"長" * 127}"'),
    ],
)
def test_a_link_is_a_formula_of_two_literals(link: Link, formula: str) -> None:
    assert link_formula(link) == formula


def test_a_text_is_cut_where_excel_would_refuse_it() -> None:
    assert shown("長" * MAX_TEXT) == "長" * MAX_TEXT
    assert shown("長" * (MAX_TEXT + 1)) == "長" * (MAX_TEXT - 1) + "…"
