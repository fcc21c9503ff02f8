"""Files that cannot be read, made up in code, each with a part of what the person is told."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

BrokenFile = tuple[str, bytes, str]
"""File name, bytes, part of the message."""


def broken_files() -> list[BrokenFile]:
    """At least forty files of which nothing can be read."""
    return [
        *_no_content(),
        *_other_kinds(),
        *_broken_pictures(),
        *_bombs(),
        *_broken_pdfs(),
    ]


def picture_bytes(kind: str, size: tuple[int, int] = (120, 80), **options: object) -> bytes:
    """A small good picture: a grey ramp, so that it does not compress to nothing."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_bytes(pages: int = 1, **options: object) -> bytes:
    """A good PDF with one line of text on each page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 200), **options)
    for number in range(1, pages + 1):
        canvas.drawString(40, 100, f"This is page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of the given objects, numbered from 1, with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d /Root %d 0 R>>\n" % (len(objects) + 1, root)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def pdf_with_broken_page(pages: int, broken: int) -> bytes:
    """A PDF whose page number ``broken`` is no page; the others hold a line of text each."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * index) for index in range(pages))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count %d /Kids [%s]>>" % (pages, kids),
    ]
    for number in range(1, pages + 1):
        stream = b"BT /F1 12 Tf 40 100 Td (This is page %d) Tj ET" % number
        page = (
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents %d 0 R /Resources "
            b"<</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>>"
            % (len(objects) + 2)
        )
        objects.append(b"(no page at all)" if number == broken else page)
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream))
    return raw_pdf(*objects)


def tiff_with_broken_page(pages: int, broken: int) -> bytes:
    """A TIFF whose page number ``broken`` holds damaged compressed data."""
    buffer = io.BytesIO()
    frames = [Image.effect_noise((160, 120), 60).convert("L") for _ in range(pages)]
    frames[0].save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=frames[1:],
        compression="tiff_deflate",
    )
    data = bytearray(buffer.getvalue())
    offset, length = _tiff_strip(bytes(data), broken - 1)
    data[offset : offset + length] = b"\xaa" * length
    return bytes(data)


def _no_content() -> Iterator[BrokenFile]:
    yield "empty.pdf", b"", "is empty"
    yield "zeros.jpg", bytes(5000), "nothing but zero bytes"
    yield "one-byte.png", b"\x89", "no known kind"
    yield (
        "noise.bin",
        bytes((index * 89 + 131) % 251 + 4 for index in range(3000)),
        "no known",
    )
    yield "notes.pdf", "Rechnung über 12,00 €\n".encode(), "is a text file"
    yield "latin.txt", b"total;12.00\n" * 40, "is a text file"


def _other_kinds() -> Iterator[BrokenFile]:
    yield "letter.docx", _zip("word/document.xml"), "is a Word document"
    yield "sheet.xlsx", _zip("xl/workbook.xml"), "is an Excel workbook"
    yield "slides.pptx", _zip("ppt/presentation.xml"), "is a PowerPoint presentation"
    yield "invoice.ofd", _zip("OFD.xml"), "is an OFD document"
    yield "scans.zip", _zip("scan.png"), "is a ZIP archive"
    yield "word-in-disguise.pdf", _zip("word/document.xml"), "is a Word document"
    yield (
        "letter.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "an old Office document",
    )
    yield "error.pdf", b"<!DOCTYPE html><html><body>404</body></html>", "is a web page"
    yield (
        "drawing.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "is an SVG drawing",
    )
    yield "bill.xml", b'<?xml version="1.0"?><Invoice/>', "is an XML file"
    yield "moving.gif", picture_bytes("GIF"), "is a GIF picture"
    yield "photo.heic", b"\0\0\0\x18ftypheic" + bytes(100), "is a HEIC photo"
    yield "photo.avif", b"\0\0\0\x18ftypavif" + bytes(100), "is an AVIF picture"
    yield "clip.mp4", b"\0\0\0\x18ftypisom" + bytes(100), "is a video"
    yield "scan.jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100), "is a JPEG 2000 picture"
    yield "layers.psd", b"8BPS\0\x01" + bytes(100), "is a Photoshop document"
    yield "page.ps", b"%!PS-Adobe-3.0\nshowpage\n", "is a PostScript file"
    yield "letter.rtf", b"{\\rtf1 hello}", "is an RTF text document"
    yield "scans.tar.gz", b"\x1f\x8b\x08" + bytes(40), "is a compressed archive"
    yield "viewer.exe", b"MZ\x90\0" + bytes(200), "is a program"


def _broken_pictures() -> Iterator[BrokenFile]:
    jpeg = picture_bytes("JPEG", (640, 480))
    yield "half.jpg", jpeg[: len(jpeg) // 2], "ends before the picture does"
    yield "header-only.jpg", jpeg[:40], "no valid JPEG picture"
    yield "no-end.jpg", jpeg[:-200], "ends before the picture does"
    png = picture_bytes("PNG", (640, 480))
    yield "half.png", png[: len(png) // 2], "ends before the picture does"
    yield "signature-only.png", png[:8], "no valid PNG picture"
    yield "bad-checksum.png", _flip(png, len(png) // 2), "is broken"
    bmp = picture_bytes("BMP")
    yield "half.bmp", bmp[: len(bmp) // 2], "ends before the picture does"
    yield "header-only.bmp", bmp[:20], "no valid BMP picture"
    webp = picture_bytes("WEBP", (300, 200))
    yield "half.webp", webp[: len(webp) // 2], "damaged or cut off"
    tiff = picture_bytes("TIFF", compression="tiff_lzw")
    yield "half.tif", tiff[: len(tiff) // 2], "damaged or cut off"
    yield "no-directory.tif", b"II*\0\xff\xff\xff\x7f", "no valid TIFF picture"
    yield "bad-strip.tif", tiff_with_broken_page(1, 1), "is broken"
    yield "dot.png", picture_bytes("PNG", (1, 1)), "too small to hold text"
    yield "thread.png", picture_bytes("PNG", (3000, 2)), "too small to hold text"


def _bombs() -> Iterator[BrokenFile]:
    yield "bomb.png", _png_of(30000, 30000), "million pixels allowed"
    yield "huge.png", _png_of(2_000_000_000, 2_000_000_000), "million pixels allowed"
    bmp = bytearray(picture_bytes("BMP"))
    struct.pack_into("<ii", bmp, 18, 60000, 60000)
    yield "bomb.bmp", bytes(bmp), "million pixels allowed"
    jpeg = bytearray(picture_bytes("JPEG"))
    size_at = jpeg.index(b"\xff\xc0") + 5
    struct.pack_into(">HH", jpeg, size_at, 65000, 65000)
    yield "bomb.jpg", bytes(jpeg), "million pixels allowed"


def _broken_pdfs() -> Iterator[BrokenFile]:
    good = pdf_bytes(3)
    yield "half.pdf", good[: len(good) // 2], "is cut off before its end"
    yield "header-only.pdf", b"%PDF-1.7\n", "is a damaged PDF"
    yield "garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "is a damaged PDF"
    yield (
        "locked.pdf",
        pdf_bytes(encrypt=StandardEncryption("secret")),
        "with a password",
    )
    no_pages = raw_pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 0 /Kids []>>")
    yield "no-pages.pdf", no_pages, "has no pages"
    yield "no-tree.pdf", raw_pdf(b"<</Type /Catalog>>"), "has no pages"
    yield "bad-page.pdf", pdf_with_broken_page(1, 1), "is broken"
    yield "endless.pdf", _pdf_of_size(9e8, 9e8), "states a size of"
    yield (
        "bomb.pdf",
        _pdf_with_picture(60000, 60000),
        "holds a picture of 60000 x 60000",
    )


def _zip(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "content")
    return buffer.getvalue()


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def _png_of(width: int, height: int) -> bytes:
    """A PNG whose header states a size that its data don't have."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(10_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def _tiff_strip(data: bytes, frame: int) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(frame)
        tags = picture.tag_v2
        return int(tags[273][0]), int(tags[279][0])


def _pdf_of_size(width: float, height: float) -> bytes:
    document = pdfium.PdfDocument.new()
    page = document.new_page(width, height)
    page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pdf_with_picture(width: int, height: int) -> bytes:
    body = zlib.compress(bytes(1000))
    picture = (
        b"<</Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream"
        % (width, height, len(body), body)
    )
    stream = b"q 300 0 0 200 0 0 cm /Im0 Do Q"
    return raw_pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources <</XObject <</Im0 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        picture,
    )
