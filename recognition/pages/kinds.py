"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from typing import Literal

from recognition.pages.failures import UnreadableFile, unreadable

Kind = Literal["jpeg", "png", "bmp", "webp", "tiff", "pdf"]

SHOWN: dict[Kind, str] = {
    "jpeg": "JPEG",
    "png": "PNG",
    "bmp": "BMP",
    "webp": "WebP",
    "tiff": "TIFF",
    "pdf": "PDF",
}
READABLE = "Stencil reads PDF, JPEG, PNG, TIFF, BMP and WebP"

_ENDINGS: dict[Kind, tuple[str, ...]] = {
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "png": ("png", "apng"),
    "bmp": ("bmp", "dib"),
    "webp": ("webp",),
    "tiff": ("tif", "tiff"),
    "pdf": ("pdf",),
}
_ALL_ENDINGS = frozenset(ending for endings in _ENDINGS.values() for ending in endings)
_PDF_WITHIN = 1024  # readers accept leading bytes before the header up to here
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of a file that can be read.

    Raises:
        UnreadableFile: for every other file, saying what it is and what to upload instead.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    refusal = _refusal(data, name)
    if refusal is not None:
        raise refusal
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"BM"):
        return "bmp"
    raise _unknown(data, name)


def misnamed(name: str, kind: Kind) -> str | None:
    """A note where the name's ending says another kind than the bytes do."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in _ALL_ENDINGS or ending in _ENDINGS[kind]:
        return None
    return f"named .{ending}, but it is a {SHOWN[kind]} file and was read as one"


def _refusal(data: bytes, name: str) -> UnreadableFile | None:
    found = _other_kind(data)
    if found is None:
        return None
    what, remedy = found
    return unreadable(name, f"is {what}, which cannot be read. {remedy}")


def _other_kind(data: bytes) -> tuple[str, str] | None:
    """Name and remedy of a kind that people do upload but that holds no readable page."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an old Office document", "Save it as PDF and upload that."
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "a GIF picture", "Save it as PNG and upload that."
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data)
    if data.startswith((b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")):
        return "a compressed archive", "Unpack it and upload the documents inside it."
    if data.startswith((b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")):
        return "a JPEG 2000 picture", "Save it as JPEG or PNG and upload that."
    if data.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")):
        return "a JPEG XL picture", "Save it as JPEG or PNG and upload that."
    if data.startswith(b"8BPS"):
        return "a Photoshop document", "Export it as PNG and upload that."
    if data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        return "a PostScript file", "Convert it to PDF and upload that."
    if data.startswith(b"{\\rtf"):
        return "an RTF text document", "Save it as PDF and upload that."
    if data.startswith((b"\x7fELF", b"MZ")):
        return "a program", f"{READABLE}."
    return _markup_kind(data)


def _zip_kind(data: bytes) -> tuple[str, str]:
    if b"word/" in data:
        return "a Word document", "Save it as PDF and upload that."
    if b"xl/" in data:
        return "an Excel workbook", "Save it as PDF and upload that."
    if b"ppt/" in data:
        return "a PowerPoint presentation", "Save it as PDF and upload that."
    if b"OFD.xml" in data:
        return "an OFD document", "Export it as PDF and upload that."
    if b"application/vnd.oasis.opendocument" in data[:200]:
        return "an OpenDocument file", "Save it as PDF and upload that."
    return "a ZIP archive", "Unpack it and upload the documents inside it."


def _iso_media_kind(data: bytes) -> tuple[str, str]:
    if data[8:12] in _HEIF_BRANDS:
        return "a HEIC photo", "Set the phone's camera to JPEG, or save it as JPEG."
    if data[8:12] in (b"avif", b"avis"):
        return "an AVIF picture", "Save it as JPEG or PNG and upload that."
    return "a video", f"{READABLE}."


def _markup_kind(data: bytes) -> tuple[str, str] | None:
    head = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if not head.startswith(b"<"):
        return None
    if b"<svg" in head:
        return "an SVG drawing", "Export it as PDF or PNG and upload that."
    if re.search(rb"<(!doctype )?html|<head|<body", head):
        return (
            "a web page",
            "Print it to PDF and upload that; was it a download that failed?",
        )
    return "an XML file", "Upload the document's PDF or a picture of it."


def _unknown(data: bytes, name: str) -> UnreadableFile:
    if not data.strip(b"\0"):
        return unreadable(name, "holds nothing but zero bytes. Copy or download it again.")
    if _is_text(data[:4096]):
        return unreadable(name, f"is a text file, not a picture or PDF. {READABLE}.")
    return unreadable(name, f"is of no known kind. {READABLE}; save it as one of these.")


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return bool(text) and all(char.isprintable() or char in "\r\n\t\f" for char in text)
