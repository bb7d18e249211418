"""Names and texts as mails and archives carry them: decoded, and made safe."""

import re
import unicodedata

_MAX_BYTES = 180
"""The most bytes of a name in UTF-8: file systems take 255, and more is added to it."""
_MEANT = {
    "big5": "cp950",
    "big5-hkscs": "cp950",
    "x-x-big5": "cp950",
    "windows-950": "cp950",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Encodings that programs name, and the larger encoding that they mean."""
_MAX_PATH = 4_096
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *\.|$)")
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


def safe_name(text: str, otherwise: str = "未命名") -> str:
    """Make a file name that every system takes and that leads nowhere.

    It is the last step of a path, without what is invisible, forbidden or reserved, of at most 180 bytes in
    UTF-8 with its suffix.
    """
    last = re.split(r"[\\/]", text[-_MAX_PATH:].rstrip("\\/ "))[-1]
    clean = unicodedata.normalize("NFC", clean_text(last, _MAX_PATH))
    clean = _FORBIDDEN.sub("_", clean).lstrip("~$. ").rstrip(". ")
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = clean, ""
    room = _MAX_BYTES - len(f".{suffix}".encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip(". ")
    return f"{stem or otherwise}.{suffix}" if suffix else stem or otherwise
