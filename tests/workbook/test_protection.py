"""Locks: hashed as the standard says, once, and never twice alike."""

import base64
import hashlib

import pytest

from workbook.protection import SPIN_COUNT, Lock, lock, sheet_protection, structure_protection


@pytest.mark.parametrize("password", [None, ""])
def test_without_a_password_everything_is_locked_and_anybody_may_unlock(password: str | None) -> None:
    nothing = lock(password)
    assert nothing == Lock("", "")
    assert sheet_protection(nothing).sheet
    assert sheet_protection(nothing).hashValue is None
    assert structure_protection(nothing).lockStructure
    assert structure_protection(nothing).workbookHashValue is None


def test_a_password_is_hashed_with_its_salt_a_hundred_thousand_times() -> None:
    made = lock("密碼")
    digest = hashlib.sha512(base64.b64decode(made.salt) + "密碼".encode("utf-16-le")).digest()
    for spin in range(100_000):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    assert base64.b64decode(made.hash_value) == digest
    assert len(base64.b64decode(made.salt)) == 16


def test_the_same_password_is_salted_anew() -> None:
    assert lock("same") != lock("same")


def test_both_protections_carry_the_hash() -> None:
    made = Lock("aGFzaA==", "c2FsdA==")
    sheet, structure = sheet_protection(made), structure_protection(made)
    assert (sheet.algorithmName, sheet.hashValue, sheet.saltValue) == ("SHA-512", "aGFzaA==", "c2FsdA==")
    assert structure.workbookAlgorithmName == "SHA-512"
    assert (structure.workbookHashValue, structure.workbookSaltValue) == ("aGFzaA==", "c2FsdA==")
    assert sheet.spinCount == structure.workbookSpinCount == SPIN_COUNT


def test_rows_may_be_made_higher_and_nothing_else_changed() -> None:
    """openpyxl's flags say what is forbidden."""
    protection = sheet_protection(Lock())
    assert not protection.formatRows
    assert protection.objects
    assert protection.scenarios
    forbidden = ("formatCells", "formatColumns", "insertRows", "insertColumns", "deleteRows", "sort")
    assert all(getattr(protection, name) for name in forbidden)
