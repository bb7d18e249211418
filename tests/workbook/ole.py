"""A whole OLE file with one stream, as [MS-CFB] has it: what old workbooks and mails are packed in."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

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


Tree = Mapping[str, "bytes | Tree"]
"""Storages and streams by their names."""
_MINI = 64
_ROOT, _STORAGE, _STREAM = 5, 1, 2


@dataclass
class _Node:
    name: str
    kind: int
    content: bytes = b""
    right: int = _FREE
    child: int = _FREE
    first: int = 0
    size: int = 0


def ole_tree(tree: Tree) -> bytes:
    """A whole OLE file with storages and streams; short streams in the second table, as they must be."""
    nodes = [_Node("Root Entry", _ROOT)]
    _lay_out(tree, nodes[0], nodes)
    big, small = _Sectors(_SECTOR), _Sectors(_MINI)
    for node in nodes:
        if node.kind == _STREAM:
            node.size = len(node.content)
            node.first = (small if node.size < _MIN_SIZE else big).add(node.content)
    nodes[0].first, nodes[0].size = big.add(bytes(small.body)), len(small.body)
    small_table = struct.pack(f"<{len(small.chain)}L", *small.chain)
    small_at, small_count = big.add(small_table, b"\xff"), -(-len(small_table) // _SECTOR)
    directory_at = big.add(b"".join(_packed(node) for node in nodes))
    first_table, tables = len(big.chain), 1
    while (first_table + tables) * 4 > tables * _SECTOR:
        tables += 1
    assert tables <= 109  # more would need a third table
    chain = [*big.chain, *[_FAT] * tables]
    fat = struct.pack(f"<{len(chain)}L", *chain).ljust(tables * _SECTOR, b"\xff")
    places = (tables, directory_at, 0, _MIN_SIZE, small_at, small_count, _END, 0)
    header = struct.pack("<8s16xHHHHH6xLLLLLLLLL", MAGIC, 0x3E, 3, 0xFFFE, 9, 6, 0, *places)
    difat = struct.pack(f"<{tables}L", *range(first_table, len(chain))).ljust(436, b"\xff")
    return header + difat + bytes(big.body) + fat


class _Sectors:
    """Sectors of one size, and the chain that says which follows which."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.body = bytearray()
        self.chain: list[int] = []

    def add(self, content: bytes, filling: bytes = b"\0") -> int:
        """The number of the first."""
        first, count = len(self.chain), -(-len(content) // self.size)
        if not count:
            return _END
        self.chain += [*range(first + 1, first + count), _END]
        self.body += content.ljust(count * self.size, filling)
        return first


def _lay_out(tree: Tree, parent: _Node, nodes: list[_Node]) -> None:
    """Add a storage's children; the parent names the first of them, each the next."""
    before = None
    for name in sorted(tree, key=lambda each: (len(each), each.upper())):
        inner = tree[name]
        node = _Node(name, _STREAM, inner) if isinstance(inner, bytes) else _Node(name, _STORAGE)
        if before is None:
            parent.child = len(nodes)
        else:
            before.right = len(nodes)
        nodes.append(node)
        if not isinstance(inner, bytes):
            _lay_out(inner, node, nodes)
        before = node


def _packed(node: _Node) -> bytes:
    text = node.name.encode("utf-16-le") + b"\0\0"
    links = (_FREE, node.right, node.child)
    return struct.pack(
        "<64sHBBLLL16xL16xLQ", text, len(text), node.kind, 1, *links, 0, node.first, node.size
    )  # fmt: skip
