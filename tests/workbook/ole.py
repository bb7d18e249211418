"""A whole OLE file with one stream, as [MS-CFB] has it: what old workbooks and mails are packed in."""

import struct

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR = 512
_MIN_SIZE = 4096  # shorter streams would need a second table
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(name: str, content: bytes = b"") -> bytes:
    """The stream is filled up with zeros to where it needs no second table."""
    content = content.ljust(_MIN_SIZE, b"\0")
    content = content.ljust(-(-len(content) // _SECTOR) * _SECTOR, b"\0")
    sectors = len(content) // _SECTOR
    tables = -(-(sectors + 2) // (_SECTOR // 4 - 1))
    first = 1 + tables
    chain = [*range(first + 1, first + sectors), _END]
    fat = struct.pack(f"<{first + sectors}L", *[_FAT] * tables, _END, *chain)
    fat = fat.ljust(tables * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        MAGIC,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        tables,
        0,
        _MIN_SIZE,
        _END,
        0,
        _END,
        0,
    )
    difat = struct.pack(f"<{tables}L", *range(tables)).ljust(436, b"\xff")
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, first, len(content))
    return header + difat + fat + directory.ljust(_SECTOR, b"\0") + content


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16xL16xLQ", text, len(text), kind, 1, _FREE, _FREE, child, 0, first, size
    )  # fmt: skip
