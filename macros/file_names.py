"""Names of files: such as every system takes, that lead nowhere, and how long they may be."""

import re
import shlex
import sys
import unicodedata

from macros.post.texts import clean_text

_MADE_BYTES, _CAME_BYTES = 200, 180
"""The most bytes in UTF-8 of a name that we make, and of one that came, to which a hash is added. File
systems take 255, with a suffix and what a copy adds."""
_MADE, _PART, _STORED = 80, 40, 60
"""The most characters of a name that we make, of each part of it but the first, and of one that came as we
store it: Excel opens no path of more than 218, with all folders."""
_PATH = 4_096
_FORBIDDEN = frozenset('\\/:*?"<>|')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *\.|$)")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def file_name(*parts: str) -> str:
    """Make a file name of these parts that every system takes and that reads as it is spelt."""
    clean = ["".join(map(_in_name, part)).strip(" .") for part in parts]
    first, *rest = [part for part in clean if part] or ["_"]
    end = "".join(f"_{part[:_PART]}" for part in rest)
    return _cut(first[: max(1, _MADE - len(end))], max(4, _MADE_BYTES - len(end.encode()))) + end


def safe_name(text: str, otherwise: str = "未命名") -> str:
    """Make a file name of one that came, which every system takes and which leads nowhere.

    It is the last step of a path, without what is invisible, forbidden or reserved, and keeps its suffix
    where it is cut.
    """
    last = re.split(r"[\\/]", text[-_PATH:].rstrip("\\/ "))[-1]
    clean = unicodedata.normalize("NFC", clean_text(last, _PATH))
    clean = "".join("_" if char in _FORBIDDEN else char for char in clean).lstrip("~$. ").rstrip(". ")
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = clean, ""
    stem = _cut(stem, _CAME_BYTES - len(f".{suffix}".encode())).strip(". ")
    return f"{stem or otherwise}.{suffix}" if suffix else stem or otherwise


def stored_name(stem: str, digits: str, suffix: str) -> str:
    """Make the name under which what came is stored: its own, cut, and the digits that tell it apart."""
    return f"{stem[:_STORED].rstrip('. ')}_{digits}{suffix}"


def argument(path: str) -> str:
    """Write a path as a command line takes it, in quotation marks where it has more than letters, digits and
    ``-._/``."""
    if re.fullmatch(r"[\w./-]+", path):
        return path
    return f'"{path}"' if sys.platform == "win32" else shlex.quote(path)


def _in_name(character: str) -> str:
    """Replace a character that a name cannot have, that cannot be seen, or that turns the direction of
    writing."""
    if character in _FORBIDDEN or character < " ":
        return "_"
    return "" if unicodedata.category(character) in _INVISIBLE else character


def _cut(text: str, most: int) -> str:
    """Cut a text to so many bytes in UTF-8, never within a character."""
    return text.encode()[:most].decode("utf-8", "ignore")
