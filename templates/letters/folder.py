"""The folder with a campaign's own letters: plain files in it and beneath it, and nothing that leads out.

Whoever can write to the campaign's folder can put a link there, and the letters would carry what it leads to.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2

from scoring.errors import KaoheError, Sentence, system_reason

_SUFFIX = ".j2"
_LEADS_ELSEWHERE = {0xA0000003, 0xA000000C}
"""Windows' marks of a junction and of a symbolic link; those of files kept in a cloud are others."""


class LetterError(KaoheError):
    """A campaign's own template has a mistake in it."""


class OutsideError(jinja2.TemplateError):
    """A template asks for a file that its folder cannot have; ``sentence`` says so."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = Sentence(
            f"「{name}」在信件範本的資料夾之外，或是連結，不能引用；請只寫這個資料夾裡的檔名",
            f"“{name}” lies outside the folder of the templates, or is a link, and cannot be used; write the"
            " name of a file in this folder alone",
        )


def has_letters(own: Path) -> bool:
    """Tell whether a campaign has letters of its own.

    Raise LetterError where the folder, or something in it, is not what it should be: what is there would else
    be passed over, or lead out of it.
    """
    try:
        kind = own.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(own, system_reason(error)) from None
    if _is_link(kind):
        raise _unusable(own, _LINK)
    if not stat.S_ISDIR(kind.st_mode):
        raise _unusable(
            own,
            Sentence(
                "應該是放信件範本的資料夾，不是檔案；請把它移走",
                "it should be the folder of the letters' templates, and is a file; move it away",
            ),
        )
    try:
        files = list(_files(own))
    except OSError as error:
        raise _unusable(own, system_reason(error)) from None
    return any(path.parent == own and _is_named(path) for path in files)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files beneath a folder. Raise LetterError, OSError."""
    for path in sorted(folder.iterdir()):
        kind, is_named = path.lstat(), _is_named(path)
        if _is_link(kind):
            raise _unusable(path, _LINK)
        if stat.S_ISREG(kind.st_mode):
            yield path
        elif stat.S_ISDIR(kind.st_mode) and not is_named:
            yield from _files(path)
        elif is_named:
            raise _unusable(path, _NO_FILE)


_LINK = Sentence(
    "是連結，信件不從別處取內容；請換成檔案本身，或刪去它",
    "it is a link, and letters take nothing from elsewhere; put the file itself there, or delete it",
)
_NO_FILE = Sentence(
    "應該是信件範本的檔案，不是資料夾或裝置；請改名或移走",
    "it should be the file of a template, not a folder or a device; rename it or move it away",
)


def _is_named(path: Path) -> bool:
    return path.suffix.lower() == _SUFFIX


def _is_link(kind: os.stat_result) -> bool:
    return stat.S_ISLNK(kind.st_mode) or getattr(kind, "st_reparse_tag", 0) in _LEADS_ELSEWHERE


def _unusable(path: Path, reason: Sentence) -> LetterError:
    return LetterError(f"{path}：{reason.zh}", f"{path}: {reason.en}")


class OwnLoader(jinja2.FileSystemLoader):
    """Loads templates by their names in a folder, never by a way out of it."""

    def __init__(self, own: Path) -> None:
        super().__init__(own, encoding="utf-8-sig")  # Notepad begins with a mark
        self._own = own

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, as the class above does. Raise OutsideError."""
        parts = template.split("/")
        if any(part in ("", ".", "..") or "\\" in part or ":" in part or "\0" in part for part in parts):
            raise OutsideError(template)
        for number in range(len(parts)):
            try:
                kind = self._own.joinpath(*parts[: number + 1]).lstat()
            except OSError:
                break
            if _is_link(kind):
                raise OutsideError(template)
        return super().get_source(environment, template)
