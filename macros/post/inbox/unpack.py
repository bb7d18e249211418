"""Unpacking a file of any kind to the workbooks in it: by content, through mails and archives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from macros.file_names import safe_name
from macros.post.inbox.archive import open_zip
from macros.post.inbox.content import Kind, inflated_size, kind_of, suffix_of, workbook_suffix
from macros.post.inbox.found import (
    MAX_DEPTH,
    MAX_SOURCE,
    Budget,
    Found,
    Ignored,
    Mail,
    Opened,
    Part,
    Reason,
    UnreadableError,
)
from macros.post.inbox.mail import open_mail
from macros.post.inbox.outlook import open_outlook
from workbook.package import MAX_FILE

_REASONS: dict[Kind, Reason] = {
    "zip-damaged": "zip-damaged",
    "picture": "picture",
    "pdf": "pdf",
    "numbers": "numbers",
    "resource": "system-file",
    "tnef": "tnef",
    "archive": "other-archive",
    "smime": "smime-opaque",
    "empty": "empty",
    "other": "not-a-workbook",
}


@dataclass(frozen=True, slots=True)
class _Within:
    """The place while unpacking: the names of what was opened so far, the innermost mail, the budget left."""

    budget: Budget
    containers: tuple[str, ...] = ()
    mail: Mail | None = None


def workbooks_in(name: str, data: bytes, budget: Budget | None = None) -> Iterator[Found | Ignored]:
    """Yield every workbook in a file, or the file itself, and everything else in it with the reason why not.

    ``name`` is the file's own. Whatever the bytes are, this never raises; what it does is bounded
    (`MAX_SOURCE` bytes, `MAX_DEPTH` layers, `MAX_PARTS` files, `MAX_INFLATED` bytes unpacked), and so is what
    reading the workbooks will come to. ``budget`` is another than that of its size.
    """
    if len(data) > MAX_SOURCE:
        yield Ignored(safe_name(name), "too-large")
        return
    yield from _look(Part(name, data), _Within(budget or Budget.of(len(data))))


def _look(part: Part, within: _Within) -> Iterator[Found | Ignored]:
    kind = kind_of(part.name, part.data) if not (part.reason or part.opened) else "other"
    name = safe_name(part.name)
    if part.reason:
        yield Ignored(name, part.reason, within.containers, within.mail)
    elif part.opened or kind in {"mail", "outlook", "zip"}:
        yield from _look_into(replace(part, name=name), kind, within)
    elif kind == "workbook":
        yield _workbook(part, within)
    else:
        reason = "picture-inline" if kind == "picture" and part.is_inline else _REASONS[kind]
        yield Ignored(name, reason, within.containers, within.mail)


def _workbook(part: Part, within: _Within) -> Found | Ignored:
    name = safe_name(part.name)
    if len(part.data) > MAX_FILE:
        return Ignored(name, "too-large", within.containers, within.mail)
    within.budget.workbooks -= inflated_size(part.data)
    if within.containers and within.budget.workbooks < 0:
        within.budget.hold_usual()
        return Ignored(name, "too-large", within.containers, within.mail)
    suffix = workbook_suffix(name, part.data)
    if suffix_of(name) != suffix:
        name = safe_name(f"{name}{suffix}")
    return Found(name, part.data, within.containers, within.mail)


def _look_into(part: Part, kind: Kind, within: _Within) -> Iterator[Found | Ignored]:
    if len(within.containers) >= MAX_DEPTH:
        yield Ignored(part.name, "too-deep", within.containers, within.mail)
        return
    try:
        opened = part.opened or _opened(kind, part.data, within)
    except UnreadableError as error:
        yield Ignored(part.name, error.reason, within.containers, within.mail)
        return
    mail = opened.mail if opened.mail and opened.mail != Mail() else within.mail
    inside = _Within(within.budget, (*within.containers, part.name), mail)
    each = None
    for each in opened.parts:
        if within.budget.is_spent():
            yield Ignored(safe_name(each.name), "too-many", inside.containers, mail)
            return
        yield from _look(each, inside)
    if each is None:
        yield Ignored(part.name, "no-attachment" if opened.mail else "empty", within.containers, mail)


def _opened(kind: Kind, data: bytes, within: _Within) -> Opened:
    budget, is_ours = within.budget, within.mail is None
    if kind == "zip":
        return open_zip(data, budget)
    if kind == "outlook":
        budget.hold_usual()
        return open_outlook(data, is_ours=is_ours)
    return open_mail(data, budget, is_ours=is_ours)
