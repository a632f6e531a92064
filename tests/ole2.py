"""OLE2 containers, by [MS-CFB]: what Office wrote before 2007, and Outlook still does."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Tree: TypeAlias = "Mapping[str, bytes | Tree]"

_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SECTOR, _SMALL_SECTOR = 512, 64
# Streams below this size share sectors, and have a table of their own.
_SMALL = 4096
_A_TABLE_HOLDS = _SECTOR // 4


def compound(tree: Tree) -> bytes:
    """Return an OLE2 container of streams and storages."""
    return _Container(tree).packed()


class _Entry:
    """One entry of the directory: a name, its bytes, and where those and its own entries are."""

    def __init__(self, name: str, kind: int, data: bytes = b"") -> None:
        self.name, self.kind, self.data = name, kind, data
        self.right = self.child = _NONE
        self.start = 0 if kind == _STORAGE else _END

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        links = (_NONE, self.right, self.child)
        start = struct.pack("<64sHBBIII", name, len(name) + 2, self.kind, 1, *links)
        return start + bytes(36) + struct.pack("<IQ", self.start, len(self.data))


class _Container:
    """The sectors of a container, and for each the one that follows it."""

    def __init__(self, tree: Tree) -> None:
        self.entries = [_Entry("Root Entry", _ROOT)]
        self.sectors: list[bytes] = []
        self.following: list[int] = []
        self._list(self.entries[0], tree)

    def _list(self, parent: _Entry, tree: Tree) -> None:
        before: _Entry | None = None
        for name in sorted(tree, key=lambda each: (len(each), each.upper())):
            inside = tree[name]
            if isinstance(inside, bytes):
                entry = _Entry(name, _STREAM, inside)
            else:
                entry = _Entry(name, _STORAGE)
            self.entries.append(entry)
            if before is None:
                parent.child = len(self.entries) - 1
            else:
                before.right = len(self.entries) - 1
            before = entry
            if not isinstance(inside, bytes):
                self._list(entry, inside)

    def packed(self) -> bytes:
        small_table = self._share_sectors()
        for entry in self.entries:
            if entry.kind == _ROOT or len(entry.data) >= _SMALL:
                entry.start = self._place(entry.data)
        small_at = self._place(_numbers(small_table))
        blank = bytes(64) + struct.pack("<HBBIII", 0, 0, 0, _NONE, _NONE, _NONE) + bytes(48)
        listed = b"".join(entry.packed() for entry in self.entries)
        directory_at = self._place(listed + blank * (-len(self.entries) % 4))
        table_at, tables = self._add_table()
        small_sectors = -(-len(small_table) * 4 // _SECTOR)
        header = struct.pack(
            "<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6
        )
        places = (0, tables, directory_at, 0, _SMALL, small_at, small_sectors, _END, 0)
        listed_tables = (table_at + each if each < tables else _NONE for each in range(109))
        return header + _numbers([*places, *listed_tables]) + b"".join(self.sectors)

    def _share_sectors(self) -> list[int]:
        """Put the small streams together into the bytes of the root, and return their table."""
        table: list[int] = []
        root = self.entries[0]
        for entry in self.entries:
            if entry.kind == _STREAM and 0 < len(entry.data) < _SMALL:
                count = -(-len(entry.data) // _SMALL_SECTOR)
                entry.start = len(table)
                table += _chain(len(table), count)
                root.data += entry.data.ljust(count * _SMALL_SECTOR, b"\0")
        return table

    def _place(self, data: bytes) -> int:
        """Add the sectors of some bytes and return the number of the first one."""
        count = -(-len(data) // _SECTOR)
        start = len(self.following)
        self.following += _chain(start, count)
        self.sectors.append(data.ljust(count * _SECTOR, b"\0"))
        return start if count else _END

    def _add_table(self) -> tuple[int, int]:
        """Add the table of what follows each sector, its own too: where it is, and how long."""
        start, count = len(self.following), 1
        while start + count > count * _A_TABLE_HOLDS:
            count += 1
        table = [*self.following, *[_TABLE] * count]
        table += [_NONE] * (count * _A_TABLE_HOLDS - len(table))
        self.sectors.append(_numbers(table))
        return start, count


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _numbers(values: Iterable[int]) -> bytes:
    return b"".join(struct.pack("<I", value) for value in values)
