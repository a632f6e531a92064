"""Pictures for the tests, made of nothing but the standard library."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 300, height: int = 100) -> bytes:
    """Return a plain blue PNG of that size, at 72 dots to the inch."""
    rows = (b"\x00" + b"\x1f\x38\x64" * width) * height
    parts = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        _chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
        _chunk(b"IDAT", zlib.compress(rows)),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int = 300, height: int = 100) -> bytes:
    """Return what of a JPEG says its size, and its end."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [
        b"\xff\xd8",
        b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00",
        b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame,
        b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00",
        b"\x00" * 16,
        b"\xff\xd9",
    ]
    return b"".join(parts)
