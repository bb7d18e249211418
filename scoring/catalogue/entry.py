"""What an entry of the catalogue is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["error", "warning", "info"]
Language = Literal["zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SEVERITY_NAMES: Mapping[Language, Mapping[Severity, str]] = {
    "zh-TW": {"error": "錯誤", "warning": "警告", "info": "提醒"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue; every text in both languages."""

    code: str
    severity: Severity
    message: Mapping[Language, str]
    meaning: Mapping[Language, str]
    remedy: Mapping[Language, str]


def entry(
    code: str,
    severity: Severity,
    message: tuple[str, str],
    meaning: tuple[str, str],
    remedy: tuple[str, str],
) -> Entry:
    """Return an entry; each text is its 繁體中文 and its English."""

    def both(texts: tuple[str, str]) -> Mapping[Language, str]:
        return dict(zip(LANGUAGES, texts, strict=True))

    return Entry(code, severity, both(message), both(meaning), both(remedy))
