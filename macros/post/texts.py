"""Texts as mails and archives carry them: decoded, and cleaned of what nobody sees."""

import re
import unicodedata

_MEANT = {
    "big5": "cp950",
    "big5-hkscs": "cp950",
    "x-x-big5": "cp950",
    "windows-950": "cp950",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Encodings that programs name, and the larger encoding that they mean."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def decoded(raw: bytes) -> str:
    """Decode bytes of which nobody says the encoding: UTF-8, else cp950 (Big5 as Windows has it)."""
    for encoding in ("utf-8", "cp950"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp950", "replace")


def decoded_as(raw: bytes, charset: str) -> str:
    """Decode bytes in the encoding that they are said to have, where that is known and true."""
    name = charset.lower().strip()
    try:
        return raw.decode(_MEANT.get(name, name))
    except (LookupError, ValueError):
        return decoded(raw)


def clean_text(text: str, most: int = 300) -> str:
    """Clean a text to one line without control or invisible characters, of at most so many."""
    spaced = re.sub(r"\s+", " ", text[: most * 4])
    return "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE).strip()[:most]
