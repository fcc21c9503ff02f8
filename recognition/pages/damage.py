"""Damage inside a compressed picture, which its decoder draws over in silence."""

from __future__ import annotations

import base64
import zlib

import simplejpeg

_JPEG_COMPLAINTS = (
    "Corrupt JPEG data",
    "Premature end",
    "Unsupported marker",
    "Invalid JPEG",
    "Bogus",
)
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_JPEG_END = b"\xff\xd9"
_CHUNK = 1 << 16
_JPEG = "the JPEG data inside it is damaged"
_DEFLATE = "the compressed data inside it is damaged"
_SHORT = "the compressed data inside it ends early"


def jpeg_damage(data: bytes) -> str | None:
    """What is wrong with a JPEG that can be drawn all the same; None where it decodes whole.

    libjpeg fills what is missing with grey and only warns; the picture is decoded here once
    more, at an eighth of its size, to hear the warnings. A changed bit after which the stream
    falls into step again can't be told from another picture.
    """
    try:
        simplejpeg.decode_jpeg(
            data, colorspace="GRAY", fastdct=True, min_height=1, min_width=1, strict=True
        )
    except ValueError as complaint:
        return _JPEG if str(complaint).startswith(_JPEG_COMPLAINTS) else None
    return None


def png_damage(data: bytes) -> str | None:
    """What is wrong with a PNG that can be drawn all the same, by its chunks' checksums."""
    at = len(_PNG_HEAD)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 8 + length
        stated = int.from_bytes(data[end : end + 4], "big")
        if kind[:1].isupper() and zlib.crc32(data[at + 4 : end]) != stated:
            return _DEFLATE
        if kind == b"IEND":
            return None
        at = end + 4
    return None


def deflate_damage(data: bytes, most_bytes: int, ascii85: bool = False) -> str | None:
    """What is wrong with a zlib stream; what it gives beyond so many bytes is not looked at.

    ascii85: whether the stream is written in the letters of ASCII85.
    """
    stream = zlib.decompressobj()
    given = 0
    try:
        if ascii85:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        while data and not stream.eof and given <= most_bytes:
            given += len(stream.decompress(data, _CHUNK))
            data = stream.unconsumed_tail
    except (zlib.error, ValueError):
        return _DEFLATE
    return None if stream.eof or given > most_bytes else _SHORT


def jpeg_stream(tables: bytes | None, data: bytes) -> bytes:
    """A strip or tile of a TIFF as a JPEG of its own, the tables it shares put in front."""
    if not tables or len(tables) < 4:
        return data
    return tables.removesuffix(_JPEG_END) + data[2:]
