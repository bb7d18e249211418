"""Which signing key and which password a job uses; the same for every face."""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from macros.files import hold_name, write_file
from scoring.errors import ExistsError, KaoheError, text_reason

if TYPE_CHECKING:
    from scoring.rubric import Rubric
    from workbook.intake.check import Terms

PASSWORD_VARIABLE, KEY_VARIABLE = "KAOHE_PASSWORD", "KAOHE_KEY_FILE"  # names of variables, not secrets
KEY_NAME = "signing.key"
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
        key = bytes.fromhex(path.read_text("ascii").strip())
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


def checking_key(given: Path | None, paths: Iterable[Path]) -> tuple[bytes | None, bool]:
    """Return the key to verify with, and whether no other will do.

    No other will do where the key was named, or is that of the collection that the files lie in; beside the
    user's own there may be others. Raise KaoheError where the file named is missing or not a key.
    """
    if given and not given.is_file():
        raise KaoheError(
            f"找不到簽章金鑰檔 {given}，請核對路徑", f"there is no signing key {given}; check the path"
        )
    for path in () if given else paths:
        hold_name(path)
        above = path.resolve().parents  # never what lies beside the files: that came with them
        for folder in above[:2] if path.is_dir() else above[1:3]:
            if (folder / KEY_NAME).is_file():
                given = given or folder / KEY_NAME
    return signing_key(given or own_key(), create=False), given is not None


def reading_terms(
    key_file: Path | None, paths: Iterable[Path], rubric: "Rubric | None", password_file: Path | None
) -> "Terms":
    """Return the terms on which the forms in these places are read.

    Raise KaoheError as `checking_key` and `password_in` do.
    """
    from workbook.intake.check import Terms

    key, only_this_key = checking_key(key_file, paths)
    return Terms(key, only_this_key, rubric, password_in(password_file))


def password_in(file: Path | None) -> str | None:
    """Return what a password file holds; None where none is named or it is empty.

    Raise KaoheError where it cannot be read.
    """
    if file is None:
        return None
    try:
        return file.read_text("utf-8-sig").strip("\r\n") or None  # Notepad may begin with a mark
    except (OSError, ValueError) as error:
        reason = text_reason(error)
        raise KaoheError(
            f"無法讀取密碼檔 {file}：{reason.zh}", f"the password file {file} cannot be read: {reason.en}"
        ) from None
