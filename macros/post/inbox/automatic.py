"""Mails that no person wrote: failures to deliver (RFC 3464), automatic answers (RFC 3834), receipts (8098).

They come to headquarters because it wrote to somebody, and what they carry is what it wrote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message

from macros.post.inbox.found import Opened, Part, Reason
from macros.post.texts import clean_text, decoded_as

FIELDS = frozenset(
    {
        *("from", "to", "subject", "precedence"),
        *("auto-submitted", "x-autoreply", "x-autorespond", "x-failed-recipients"),
    }
)
"""The header fields that are looked at."""
_FAILURE = re.compile(
    r"(?i)undeliver|returned mail|failure notice|delivery (?:has )?fail|delivery status|mail delivery"
    r"|not delivered"
    r"|無法傳遞|無法投遞|無法送達|未傳遞|傳遞失敗|投遞失敗|傳送失敗|退信|狀態通知"
)
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"})
_SYSTEM = re.compile(r"(?i)^(?:microsoftexchange|mailer-daemon|postmaster|mail-daemon)")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+){1,8}", re.ASCII)
_BLOCKS = re.compile(r"(?:\r?\n){2,}")
_RECIPIENT = re.compile(r"(?im)^(original|final)-recipient:[^;\n]{0,40};[ \t]*<?([^\s<>]{1,320})")
_ACTION = re.compile(r"(?im)^action:[ \t]*(\w+)")
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECEIPT_TYPES = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_MOST, _MAX_TEXT = 5, 16_000
"""Addresses that are named, and characters in which they are looked for."""


def automatic(message: Message, field: Mapping[str, str], opened: Opened) -> Part | None:
    """Return what stands for a mail that no person wrote; None where a person did.

    ``field`` are its header fields by their names in small letters, ``opened`` is what is in it. An automatic
    answer that something is attached to is a mail as any other.
    """
    kinds = {part.get_content_type() for part in _below(message)}
    if kinds & _STATUS_TYPES:
        failed = list(_failed(message))
        return undelivered(failed) if failed else Part(_subject(field), reason="auto-reply")
    if kinds & _RECEIPT_TYPES:
        return Part(_subject(field), reason="receipt")
    if "x-failed-recipients" in field:
        return undelivered(addresses_in(field["x-failed-recipients"]))
    sender = opened.mail.sender.casefold() if opened.mail else ""
    if _is_of_a_system(sender) and _FAILURE.search(field.get("subject", "")):
        ours = {*addresses_in(field.get("to", "")), sender}
        return undelivered(each for each in addresses_in(_text(message)) if each.casefold() not in ours)
    if _says_automatic(field) and not opened.parts:
        return Part(_subject(field), reason="auto-reply")
    return None


def undelivered(addresses: Iterable[str]) -> Part:
    """Return what stands for a failure to deliver, named by whom it did not reach."""
    reason: Reason = "undelivered"
    return Part(", ".join(list(dict.fromkeys(addresses))[:_MOST]) or "?", reason=reason)


def addresses_in(text: str) -> list[str]:
    """Return the e-mail addresses in a text, each once."""
    return list(dict.fromkeys(_ADDRESS.findall(text[:_MAX_TEXT])))


def _below(message: Message) -> Iterator[Message]:
    """Yield the parts of a mail itself, not those of a mail that is attached to it."""
    payload = message.get_payload()
    if not message.get_content_type().startswith("multipart/") or not isinstance(payload, list):
        return
    for part in payload:
        if isinstance(part, Message):
            yield part
            yield from _below(part)


def _failed(message: Message) -> Iterator[str]:
    """Yield whom a mail did not reach, as the report in it says: the address that was written to, where it
    is named."""
    for part in _below(message):
        if part.get_content_type() not in _STATUS_TYPES:
            continue
        payload = part.get_payload()
        blocks = payload if isinstance(payload, list) else [payload]
        text = "\n\n".join(str(block).strip() for block in blocks)[:_MAX_TEXT]
        for block in _BLOCKS.split(text):
            action = _ACTION.search(block)
            found = {kind.lower(): address for kind, address in _RECIPIENT.findall(block)}
            if action and action[1].lower() == "failed" and found:
                yield clean_text(found.get("original") or found["final"])


def _is_of_a_system(sender: str) -> bool:
    return sender.partition("@")[0] in _DAEMONS or bool(_SYSTEM.match(sender))


def _says_automatic(field: Mapping[str, str]) -> bool:
    """Tell whether a header says that a program answered by itself."""
    submitted = field.get("auto-submitted", "no").strip().lower()
    return (
        not submitted.startswith("no")
        or "x-autoreply" in field
        or "x-autorespond" in field
        or field.get("precedence", "").strip().lower() in {"auto_reply", "auto-reply"}
    )


def _subject(field: Mapping[str, str]) -> str:
    return clean_text(field.get("subject", "")) or "?"


def _text(message: Message) -> str:
    """Return the first text of a mail that no other mail is attached before."""
    for part in (message, *_below(message)):
        if part.get_content_type() in {"text/plain", "text/html"}:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                return decoded_as(data[:_MAX_TEXT], part.get_content_charset("utf-8") or "utf-8")
    return ""
