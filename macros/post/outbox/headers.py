"""Chinese in the headers of a mail, in the ways that mail programs read.

Encoded words (RFC 2047) for subjects and names; names of files both in RFC 2231's way and, in
Content-Type, as encoded words between quotation marks. The standard has the first alone; programs
that know it take it, and older ones look at the second, which Thunderbird therefore writes too.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from email.utils import quote
from urllib.parse import quote as percent

from macros.post.outbox.addresses import Address

_FOLD = "\r\n "
_BYTES_A_WORD = 39
"""Bytes of UTF-8 in an encoded word: 64 characters, with a header's name before it less than 78."""
_MAX_PLAIN = 60
_PLAIN = re.compile(r"[ -~]*")


def unstructured(text: str) -> str:
    """Write the value of a Subject.

    ``text`` is one line; where it is long or not ASCII, encoded words.
    """
    return text if _is_plain(text) else _words(text)


def mailboxes(people: Iterable[Address]) -> str:
    """Write the value of From, To or Cc: an address a line."""
    return f",{_FOLD}".join(_mailbox(each) for each in people)


def _mailbox(person: Address) -> str:
    if not person.name:
        return person.email
    phrase = f'"{quote(person.name)}"' if _is_plain(person.name) else _words(person.name)
    return f"{phrase}{_FOLD if len(phrase) > _MAX_PLAIN // 2 else ' '}<{person.email}>"


def named_type(mime_type: str, name: str) -> str:
    """Write the value of an attachment's Content-Type."""
    return f'{mime_type};{_FOLD}name="{name if _is_plain(name) else _words(name)}"'


def disposition(name: str) -> str:
    """Write the value of an attachment's Content-Disposition.

    A long name stays on one line, for some programs do not put RFC 2231's continued parts together; a name of
    180 bytes takes 560 characters of 998.
    """
    if _is_plain(name):
        return f'attachment;{_FOLD}filename="{name}"'
    return f"attachment;{_FOLD}filename*=UTF-8''{percent(name, safe='')}"


def _is_plain(text: str) -> bool:
    return len(text) <= _MAX_PLAIN and bool(_PLAIN.fullmatch(text)) and "=?" not in text and '"' not in text


def _words(text: str) -> str:
    """Write encoded words, one a line; the white space between them is not part of the text."""
    return _FOLD.join(f"=?UTF-8?B?{base64.b64encode(part).decode()}?=" for part in _pieces(text))


def _pieces(text: str) -> Iterator[bytes]:
    """Yield UTF-8 in pieces that end between characters (RFC 2047 5)."""
    piece = b""
    for character in text:
        encoded = character.encode()
        if len(piece) + len(encoded) > _BYTES_A_WORD:
            yield piece
            piece = b""
        piece += encoded
    yield piece
