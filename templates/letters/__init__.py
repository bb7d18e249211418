"""Letters as Jinja2 templates: a file for each kind and language, its words once for text and HTML.

    send.j2 …         the words of a kind: blocks ``subject`` and ``content``; send.en.j2 in English
    _common.j2 …      what every letter begins and ends with; _common.en.j2 in English
    _parts.*.j2       how a paragraph, a table or a list is drawn, in text and in HTML
    _letter.*.j2      what is around the content

A campaign may have files of the same names in a folder of its own, which go before these. They are
somebody's own text: they run in Jinja2's sandbox and in a process of their own, with a limit on time and
memory, see no file but those of that folder, and what is wrong in them is said with its line.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scoring.catalogue import Language
from templates.letters import apart
from templates.letters.folder import LetterError, has_letters
from templates.letters.rendering import KINDS, Kind, Wanted, Words, render

__all__ = ["KINDS", "Kind", "LetterError", "Wanted", "Words", "compose", "compose_all"]


def compose(kind: Kind, language: Language, values: Mapping[str, object], own: Path | None = None) -> Words:
    """Compose a letter's words as `compose_all` does."""
    (words,) = compose_all([Wanted(kind, language, values)], own)
    return words


def compose_all(wanted: Sequence[Wanted], own: Path | None = None) -> list[Words]:
    """Compose the words of each letter; ``own`` is a folder with the campaign's own wording, if any.

    Raise LetterError with the file, its line and the reason where one of them cannot be used, and where
    something in that folder leads out of it.
    """
    if own is not None and wanted and has_letters(own):
        return apart.compose_all(wanted, own)
    return [render(each) for each in wanted]
