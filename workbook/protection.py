"""Sheet and structure protection: locked, hashed once a batch.

Protection is a courtesy to the office, not a guarantee to headquarters; nothing relies on it.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported where it is used: whoever reads forms draws nothing
    from openpyxl.workbook.protection import WorkbookProtection
    from openpyxl.worksheet.protection import SheetProtection

ALGORITHM = "SHA-512"
SPIN_COUNT = 100_000


@dataclass(frozen=True, slots=True)
class Lock:
    """A hashed password, or none (``hash_value`` empty): locked, but anybody may unlock."""

    hash_value: str = ""
    salt: str = ""


def lock(password: str | None) -> Lock:
    """Hash a password as ISO/IEC 29500-1 §18.3.1.85 (sheetProtection) says: H(salt + password),
    then H(previous + counter) for every spin. Takes some 50 ms; once a batch is enough."""
    if not password:
        return Lock()
    salt = os.urandom(16)
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for spin in range(SPIN_COUNT):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    return Lock(base64.b64encode(digest).decode(), base64.b64encode(salt).decode())


def sheet_protection(lock: Lock) -> "SheetProtection":
    """Lock everything but input cells; row heights may be changed, so that rows fit what is typed.

    openpyxl's flags say what is forbidden, so ``formatRows=False`` allows it.
    """
    from openpyxl.worksheet.protection import SheetProtection

    protection = SheetProtection(
        sheet=True, objects=True, scenarios=True, formatRows=False, selectLockedCells=False
    )
    if lock.hash_value:
        protection.algorithmName = ALGORITHM
        protection.hashValue = lock.hash_value
        protection.saltValue = lock.salt
        protection.spinCount = SPIN_COUNT
    return protection


def structure_protection(lock: Lock) -> "WorkbookProtection":
    """Forbid to add, delete, rename, move or unhide sheets."""
    from openpyxl.workbook.protection import WorkbookProtection

    protection = WorkbookProtection(lockStructure=True)
    if lock.hash_value:
        protection.workbookAlgorithmName = ALGORITHM
        protection.workbookHashValue = lock.hash_value
        protection.workbookSaltValue = lock.salt
        protection.workbookSpinCount = SPIN_COUNT
    return protection
