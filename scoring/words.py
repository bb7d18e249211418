"""The words of a form: its terms, in each language, and those that a rubric puts in their place."""

from collections.abc import Mapping
from typing import Literal

FormLanguage = Literal["zh-TW", "en"]
LANGUAGES: tuple[FormLanguage, ...] = ("zh-TW", "en")

TERMS: Mapping[str, tuple[str, str]] = {
    "score": ("評分", "Score"),
    "content": ("考核內容（依實際情形勾選選項）", "What is looked at (tick what applies)"),
    "points": ("配分", "Points"),
    "notes": ("紀錄事項", "Notes"),
    "guidance": ("評分說明", "Guidance"),
    "check": ("檢核", "Check"),
    "stated": ("得分", "Score"),
    "na": ("不適用", "N/A"),
}
"""The terms that stand on a form by themselves and that a rubric may call otherwise."""
LEVELS: Mapping[FormLanguage, tuple[str, ...]] = {
    "zh-TW": ("評核構面", "考核項目", "細項"),
    "en": ("Dimension", "Criterion", "Item"),
}
"""What the levels of a form are called unless its rubric says otherwise, the items' last."""
TOTAL: Mapping[FormLanguage, str] = {"zh-TW": "總分", "en": "Total"}
"""What the grand total is called unless the rubric says otherwise."""


def term(name: str, language: FormLanguage, own: Mapping[str, str]) -> str:
    """Return a term of `TERMS` in a language, or the rubric's ``own`` word for it."""
    return own.get(name) or TERMS[name][LANGUAGES.index(language)]
