"""Workbooks encrypted as Excel does it (MS-OFFCRYPTO)."""

import hashlib
import io
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile

from tests.workbook.ole import ole_tree

_ROUNDS, _AES128, _SHA1 = 50_000, 0x660E, 0x8004
_SALT, _VERIFIER = bytes(range(16)), bytes(range(16, 32))


def agile(data: bytes, password: str) -> bytes:
    """As Excel 2010 and later encrypt (§2.3.4.10)."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def standard(data: bytes, password: str) -> bytes:
    """As Excel 2007 encrypts (§2.3.4.5)."""
    key = _key(password)
    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<LLLLLLLL", 0x24, 0, _AES128, _SHA1, 128, 24, 0, 0) + name
    hashed = hashlib.sha1(_VERIFIER).digest().ljust(32, b"\0")
    verifier = struct.pack("<L", 16) + _SALT + _sealed(key, _VERIFIER)
    verifier += struct.pack("<L", 20) + _sealed(key, hashed)
    info = struct.pack("<HHLL", 4, 2, 0x24, len(header)) + header + verifier
    package = struct.pack("<Q", len(data)) + _sealed(key, data.ljust(-(-len(data) // 16) * 16, b"\0"))
    return ole_tree({"EncryptionInfo": info, "EncryptedPackage": package})


def _key(password: str) -> bytes:
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(_ROUNDS):
        digest = hashlib.sha1(struct.pack("<L", number) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    padded = (byte ^ 0x36 for byte in digest.ljust(64, b"\0"))
    return hashlib.sha1(bytes(padded)).digest()[:16]


def _sealed(key: bytes, plain: bytes) -> bytes:
    sealing = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return sealing.update(plain) + sealing.finalize()
