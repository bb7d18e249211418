"""Mails and archives, opened: here where they look as usual, else by a worker."""

from contextlib import suppress

from macros.file_names import safe_name
from macros.post.inbox.found import Budget, Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from macros.reading import apart
from macros.reading.jobs import limits_for

_USUAL = 4 * 1024 * 1024
"""Bytes of a source that may be usual."""


def look_through(name: str, data: bytes) -> list[Found | Ignored]:
    """Return every workbook in a file, or the file itself, and everything else in it with the reason why not.

    A source that takes too long or too much memory is passed over as such. Raise KaoheError where the system
    starts no worker.
    """
    if len(data) <= _USUAL:
        with suppress(Exception):  # unusual, or whatever it may lead to: a worker then tells what comes of it
            return list(workbooks_in(name, data, Budget.usual()))
    try:
        found: list[Found | Ignored] = apart.read("source", name, data, limits=limits_for(len(data)))
    except apart.LostError:
        return [Ignored(safe_name(name), "too-slow")]
    return found


def read(name: str, data: bytes) -> list[Found | Ignored]:
    """Look through one source: what a worker does."""
    return list(workbooks_in(name, data))
