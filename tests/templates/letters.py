"""Values for letters of every kind, as tests need them."""

import datetime
from typing import Any

from scoring.catalogue import Language
from scoring.scorecard import Office
from templates.letters import Kind

TITLE = "107 年度為民服務不定期考核"
_ROWS: dict[str, list[Any]] = {
    "unread": [("表.xlsx", "檔案損壞。", "請重寄。")],
    "report": [
        {
            "label": "一、基礎服務",
            "bar": "█████░░░░░",
            "filled": 100,
            "empty": 100,
            "colour": "#1f4e79",
            "cells": ["100", "200", "50%", "90"],
        }
    ],
}
_CORRECTIONS = [("C8", "1.1.2 服務及時性", "沒有評分。", "請填分數。")]


def values(kind: Kind, language: Language = "zh-TW", **changes: Any) -> dict[str, Any]:
    return {
        "language": language,
        "title": TITLE,
        "own_subject": "",
        "office": Office("B01", "臺北分署"),
        "contact": "王小明",
        "sender_name": "署本部",
        "sender_email": "hq@kaohe.example.tw",
        "today": datetime.date(2018, 7, 5),
        "deadline": datetime.date(2018, 7, 12),
        "days": 7,
        "forms": ["臺北分署_107.xlsx"],
        "done": "完成",
        "rows": _ROWS.get(kind, _CORRECTIONS),
        "more": 2,
        "count": 3,
        "received": datetime.date(2018, 7, 2),
        "unreadable": False,
        "unconfirmed": False,
        "brought": "",
        "correction": False,
        "note": "" if kind != "ask" else "請補佐證。" if language == "zh-TW" else "Add evidence.",
        "earlier": datetime.date(2018, 7, 9),
        "addition": False,
        "points": "813",
        "maximum": "1000",
        "beside": ["第 3 名"],
        "has_earlier": True,
        "level": "",
        "remarks": ["有一項沒有評分。"],
        **changes,
    }
