"""Small line pictures for tests."""

from __future__ import annotations

import io
import json

from PIL import Image, ImageDraw


def picture(text: str = "12345", size: tuple[int, int] = (120, 32), kind: str = "PNG") -> bytes:
    """A line of print as the bytes of an image file; other texts give other bytes."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((4, 8), text, fill=0)
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


EVERY_FAULT = {
    "notes.doc": "suffix",
    "noise.png": "unopenable",
    "cut.png": "truncated",
    "small.png": "size",
    "blank.png": "empty",
    "foreign.png": "charset",
    "long.png": "width",
    "absent.png": "missing",
    "forgotten.png": "unlabelled",
    "twice.png": "repeated",
    "labels.jsonl, line 12": "line",
}
"""The files of `folder_of_every_fault` and what is wrong with each."""


def folder_of_every_fault() -> dict[str, bytes]:
    """A labelled folder: two good files of 120x32 pixels, and one for each kind of fault.

    small.png is of another size; foreign.png has a character that the shipped model does not know.
    """
    labels = {
        "good.png": "12",
        "notes.doc": "1",
        "noise.png": "1",
        "cut.png": "1",
        "small.png": "1",
        "blank.png": "",
        "foreign.png": "1\u0e01",
        "long.png": "1234567890" * 6,
        "absent.png": "1",
        "twice.png": "6",
    }
    lines = [json.dumps({"filename": name, "text": text}) for name, text in labels.items()]
    whole = picture("8" * 30, size=(600, 64))
    return {
        "labels.jsonl": "\n".join([*lines, lines[-1], "no JSON"]).encode(),
        "good.png": picture("12"),
        "notes.doc": b"hello",
        "noise.png": b"\0\1",
        "cut.png": whole[: len(whole) // 2],
        "small.png": picture("1", size=(80, 25)),
        "blank.png": picture("2"),
        "foreign.png": picture("3"),
        "long.png": picture("4"),
        "forgotten.png": picture("5"),
        "twice.png": picture("6"),
    }
