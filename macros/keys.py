"""Which signing key and which password a job uses; the same for every face."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from macros.campaign.place import root_of
from macros.files import hold_name, write_file
from scoring import plain_file
from scoring.errors import ExistsError, KaoheError, Sentence, text_reason

if TYPE_CHECKING:
    from scoring.rubric import Rubric
    from workbook.intake.check import Terms

PASSWORD_VARIABLE, KEY_VARIABLE = "KAOHE_PASSWORD", "KAOHE_KEY_FILE"  # names of variables, not secrets
KEY_NAME = "signing.key"
_MAX_TEXT = 1_000_000
"""Bytes of a key or a password."""
_KEY_BYTES = 16
"""At the least; a key of our own has 32."""


def signing_key(path: Path, *, create: bool) -> bytes | None:
    """Return the key that forms are signed with; it is made on first use, readable by its owner alone.

    None where there is none and none is to be made. Raise OutputError where it cannot be made, KaoheError
    where the file is not a key.
    """
    if create and not path.exists():
        with suppress(ExistsError):  # another run has just made it
            write_file(path, secrets.token_hex(32).encode(), force=False, mode=0o600)
    try:
        key = bytes.fromhex(plain_file.content(path, _MAX_TEXT).decode("ascii").strip())
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and not create:
            return None
        raise _no_key(path) from None
    if len(key) < _KEY_BYTES:
        raise _no_key(path)
    return key


def _no_key(path: Path) -> KaoheError:
    return KaoheError(
        f"{path} 不是簽章金鑰檔，或無法讀取；請從備份放回原來的",
        f"{path} is no signing key or cannot be read; put the right one back from a backup",
    )


def named_key(given: Path | None) -> Path | None:
    """Return the key file that is given, or that KAOHE_KEY_FILE names; None where there is neither."""
    named = os.environ.get(KEY_VARIABLE)
    return given or (Path(named) if named else None)


def protection_password(given: str | None) -> str | None:
    """Return the password that protects forms' sheets: the one given, or KAOHE_PASSWORD; None for none."""
    return given or os.environ.get(PASSWORD_VARIABLE) or None


def own_key() -> Path:
    """Return the path of the user's own key, in the folder where the system keeps what belongs to
    programs."""
    import click

    return Path(click.get_app_dir("kaohe")) / KEY_NAME


def issuing_key(given: Path | None) -> bytes:
    """Return the key to sign with: the one named or the user's own, made on first use.

    Raise OutputError where it cannot be made, KaoheError where the file is not a key.
    """
    key = signing_key(given or own_key(), create=True)
    assert key is not None
    return key


@dataclass(frozen=True, slots=True)
class CheckingKey:
    """The key that signatures are verified with, None where none is at hand; ``is_the_only_one``: forms that
    another one signed are not ours. ``found`` is its file where it is that of the campaign that the files
    lie in, ``passed_over`` are key files that came with them."""

    key: bytes | None
    is_the_only_one: bool = False
    found: Path | None = None
    passed_over: tuple[Path, ...] = ()


def checking_key(given: Path | None, paths: Iterable[Path]) -> CheckingKey:
    """Return the key to verify with: the one named, that of the campaign that the files lie in, or the user's
    own, beside which there may be others.

    A key that lies with the files came with them, and is none. Raise KaoheError where the file named is
    missing or not a key.
    """
    if given:
        if not given.is_file():
            raise KaoheError(
                f"找不到簽章金鑰檔 {given}，請核對路徑", f"there is no signing key {given}; check the path"
            )
        return CheckingKey(signing_key(given, create=False), is_the_only_one=True)
    found, passed_over, here = None, [], root_of(Path())
    for folder in dict.fromkeys(map(_folder, paths)):
        own = root_of(folder)
        root = own if own == here else root_of(folder.parent)
        if root and (root / KEY_NAME).is_file():
            found = found or root / KEY_NAME
        for each in (folder, *folder.parents[:2]):
            if each in (root, here):
                break
            if (each / KEY_NAME).is_file():
                passed_over.append(each / KEY_NAME)
    key = signing_key(found or own_key(), create=False)
    return CheckingKey(key, found is not None, found, tuple(dict.fromkeys(passed_over)))


def _folder(path: Path) -> Path:
    """Return a folder that was named, or the one that a file named lies in."""
    hold_name(path)
    return path.resolve() if path.is_dir() else path.resolve().parent


def remarks(key: CheckingKey) -> Iterator[Sentence]:
    """Yield what a person should know of the key that signatures are verified with."""
    if key.found and root_of(Path()) != key.found.parent:
        yield Sentence(
            f"以 {key.found} 驗證簽章；這個資料夾若是別人給的，請以 --key-file 指定您的金鑰",
            f"signatures are verified with {key.found}; where somebody gave you that folder, name your own"
            " key with --key-file",
        )
    for each in key.passed_over:
        yield Sentence(
            f"{each} 與收到的檔案放在一起，不當作金鑰；若是您的，請以 --key-file 指定",
            f"{each} lies with the files that came, and is not taken for a key; if it is yours, name it with"
            " --key-file",
        )


def reading_terms(key: CheckingKey, rubric: "Rubric | None", password_file: Path | None) -> "Terms":
    """Return the terms on which forms are read.

    Raise KaoheError as `password_in` does.
    """
    from workbook.intake.check import Terms

    return Terms(key.key, key.is_the_only_one, rubric, password_in(password_file))


def password_in(file: Path | None) -> str | None:
    """Return what a password file holds; None where none is named or it is empty.

    Raise KaoheError where it cannot be read.
    """
    if file is None:
        return None
    try:
        text = plain_file.content(file, _MAX_TEXT).decode("utf-8-sig")  # Notepad may begin with a mark
        return text.strip("\r\n") or None
    except (OSError, ValueError) as error:
        reason = text_reason(error)
        raise KaoheError(
            f"無法讀取密碼檔 {file}：{reason.zh}", f"the password file {file} cannot be read: {reason.en}"
        ) from None
