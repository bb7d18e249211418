"""Texts of others as they are shown: names of files and offices, notes, subjects, answers of servers.

What ends a line, turns the direction of writing, moves a cursor or is not seen is shown as a sign in its
place, so that no text can pass for another line, or for other words than it has.
"""

import json
import re

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""All that Unicode calls a control, a format, or a separator of lines or paragraphs."""
_LINE_END, _OTHER = "↵", "\ufffd"
_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def one_line(text: str) -> str:
    """Return a text as one line in which everything is seen."""
    return UNSEEN.sub(_OTHER, _ENDS.sub(_LINE_END, text))


def several_lines(text: str) -> str:
    """Return a text of our own, which has line ends where it should."""
    return "\n".join(map(one_line, text.split("\n")))


def escaped(text: str) -> str:
    """Return JSON with JSON's own escapes for what is not seen, which lose nothing; its line ends stay."""
    return UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1], text)
