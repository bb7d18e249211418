"""A finding's sentences: what they list is written as each language writes lists."""

import pytest

from scoring.findings import Finding, quoted_names


@pytest.mark.parametrize(
    ("code", "params", "zh", "en"),
    [
        ("band-multiple", {"name": "甲", "bands": "1、3"}, "（第 1、3 項）", "(1, 3)"),
        ("formula-replaced", {"count": 2, "cells": "B7、A7"}, "（B7、A7）", "(B7, A7)"),
        (
            "sheet-extra",
            {"names": "筆記、圖", "names_en": quoted_names(["筆記", "圖"])},
            "「筆記、圖」",
            "“筆記”, “圖”",
        ),
        (
            "total-inconsistent",
            {"name": "甲", "stated": 3, "children": 4, "parts": "1＋3"},
            "（1＋3）",
            "(1 + 3)",
        ),
        (
            "total-incomplete",
            {"name": "甲", "stated": 3, "count": 2, "recomputed": 1}
            | {"blanks": "乙、丁、丙", "blanks_en": quoted_names(["乙、丁", "丙"])},
            "（乙、丁、丙）",
            "(“乙、丁”, “丙”)",
        ),
        ("form-damaged", {"count": 2, "rows": "7、9"}, "（7、9）", "(7, 9)"),
        ("cells-moved", {"count": 2, "items": "1.1.1、1.1.2"}, "（1.1.1、1.1.2）", "(1.1.1, 1.1.2)"),
    ],
)
def test_what_a_sentence_lists_is_listed_as_in_its_language(
    code: str, params: dict[str, object], zh: str, en: str
) -> None:
    finding = Finding(code, params=params)
    assert zh in finding.message()
    assert en in finding.message("en")
