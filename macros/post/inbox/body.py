"""What the text of a mail brings by itself: files written into it (uuencode), links to files elsewhere."""

import binascii
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from macros.post.inbox.found import Part
from macros.post.texts import decoded
from workbook.package import SUFFIXES

_BEGIN = re.compile(rb"begin [0-7]{3,4} ([^\r\n]{1,300})")
_MAX_TEXT = 256 * 1024
"""Bytes of a text in which links are looked for."""
_LINK = re.compile(r"https?://[^\s\"'<>]{3,2000}", re.IGNORECASE)
_ANCHOR = re.compile(
    r"href\s{0,3}=\s{0,3}[\"']?(https?://[^\s\"'<>]{3,2000})[^<>]{0,500}>([^<]{0,300})<", re.IGNORECASE
)
_CLOUDS = (
    *("sharepoint.com", "1drv.ms", "onedrive.live.com", "drive.google.com", "docs.google.com"),
    *("dropbox.com", "icloud.com", "box.com", "wetransfer.com", "we.tl", "mega.nz", "pcloud.com"),
)


def uuencoded(text: bytes) -> Iterator[Part]:
    """Yield the files that are written into a text as lines of uuencode, whole ones only."""
    name: bytes | None = None
    data: list[bytes] = []
    for line in text.splitlines() if b"begin " in text else ():
        if name is None:
            found = _BEGIN.fullmatch(line)
            name, data = (found[1] if found else None), []
        elif line.strip() == b"end":
            yield Part(decoded(name), b"".join(data))
            name = None
        else:
            try:
                data.append(binascii.a2b_uu(line))
            except binascii.Error:
                name = None


def cloud_link(text: bytes) -> Part | None:
    """Return what stands for a link to a workbook that is kept elsewhere, named by its host; None where a
    text has none."""
    words = unescape(decoded(text[:_MAX_TEXT]))
    named = [link for link, label in _ANCHOR.findall(words) if _is_of_a_workbook(label)]
    for link in (*named, *_LINK.findall(words)):
        try:
            parts = urlsplit(link)
            host = parts.hostname or ""
        except ValueError:
            continue
        if link in named or _is_a_cloud(host) or _is_of_a_workbook(unquote(parts.path)):
            return Part(host, reason="cloud-link")
    return None


def _is_a_cloud(host: str) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in _CLOUDS)


def _is_of_a_workbook(text: str) -> bool:
    return text.strip().lower().endswith(tuple(SUFFIXES))
