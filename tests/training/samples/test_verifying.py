"""Every bad file is named with its reason and left where it is."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.training.samples.pictures import picture
from training.samples.crop import FileBytes, KeptBytes, LabelledCrop
from training.samples.faults import BadFile, Fault
from training.samples.folder_reading import read_folder
from training.samples.verifying import Demands, VerifiedCrop, verified, verify


def of(data: bytes, text: str = "12345") -> LabelledCrop:
    return LabelledCrop("line.png", KeptBytes(data), text)


def fault(crop: LabelledCrop, **demands: object) -> Fault | None:
    found = verify(crop, Demands(**demands))
    return found.fault if isinstance(found, BadFile) else None


def test_a_good_crop_passes_with_its_size():
    crop = of(picture(size=(120, 32)))
    assert verify(crop) == VerifiedCrop(crop, 120, 32)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "WEBP"])
def test_every_usual_format_opens(kind: str):
    assert fault(of(picture(kind=kind))) is None


def test_bytes_that_are_no_picture_do_not_open():
    assert fault(of(b"hello, I am a text file")) is Fault.UNOPENABLE


def test_a_file_that_is_gone_does_not_open(tmp_path: Path):
    gone = LabelledCrop("gone.png", FileBytes(tmp_path / "gone.png"), "1")
    assert fault(gone) is Fault.UNOPENABLE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_that_ends_early_is_truncated(kind: str, share: float):
    whole = picture("8" * 30, size=(600, 64), kind=kind)
    assert fault(of(whole[: int(len(whole) * share)])) is Fault.TRUNCATED


def test_an_empty_file_is_truncated():
    assert fault(of(b"")) is Fault.TRUNCATED


@pytest.mark.parametrize("size", [(100, 7), (20, 80)])
def test_what_is_no_line_by_its_size_is_told(size: tuple[int, int]):
    assert fault(of(picture(size=size), "1")) is Fault.SIZE


def test_another_size_than_was_asked_for_is_told():
    assert fault(of(picture(size=(120, 32))), size=(80, 25)) is Fault.SIZE
    assert fault(of(picture(size=(80, 25))), size=(80, 25)) is None


def test_a_picture_that_claims_to_be_huge_is_not_decoded():
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert fault(of(bomb)) is Fault.SIZE


def test_characters_that_the_reader_does_not_know_are_named():
    found = verify(of(picture(), "12€4€"), Demands(charset=frozenset("1234")))
    assert isinstance(found, BadFile)
    assert found.fault is Fault.CHARSET
    assert found.message.endswith(": €")


def test_control_characters_are_never_a_label():
    assert fault(of(picture(), "1\x002")) is Fault.CHARSET


def test_more_characters_than_the_picture_has_room_for_are_told():
    narrow = picture(size=(32, 32))
    assert fault(of(narrow, "1234567890")) is None
    assert fault(of(narrow, "12345678901")) is Fault.WIDTH
    # of two that are the same, CTC needs a blank between them
    assert fault(of(narrow, "1111111111")) is Fault.WIDTH


def test_every_kind_of_bad_file_is_listed_and_nothing_is_moved(tmp_path: Path):
    whole = picture("8" * 30, size=(600, 64))
    files = {
        "good.png": picture("1"),
        "notes.doc": b"no picture",
        "noise.png": b"\x00\x01",
        "cut.png": whole[: len(whole) // 2],
        "flat.png": picture(size=(100, 5)),
        "blank.png": picture("2"),
        "foreign.png": picture("3"),
        "narrow.png": picture(size=(16, 32)),
        "forgotten.png": picture("4"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "labels.txt").write_text(
        "good.png 12\ngood.png 13\nnotes.doc 1\nnoise.png 1\ncut.png 1\nflat.png 1\nblank.png\n"
        "foreign.png 1€\nnarrow.png 1234567890\nabsent.png 1\n"
    )
    demands = Demands(charset=frozenset("0123456789"))
    found = list(verified(read_folder(tmp_path), demands))
    bad = {
        one.name: one.fault for one in found if isinstance(one, BadFile) and one.name != "good.png"
    }
    assert bad == {
        "notes.doc": Fault.SUFFIX,
        "noise.png": Fault.UNOPENABLE,
        "cut.png": Fault.TRUNCATED,
        "flat.png": Fault.SIZE,
        "blank.png": Fault.EMPTY,
        "foreign.png": Fault.CHARSET,
        "narrow.png": Fault.WIDTH,
        "absent.png": Fault.MISSING,
        "forgotten.png": Fault.UNLABELLED,
    }
    assert [
        one.fault
        for one in found
        if one in found and isinstance(one, BadFile) and one.name == "good.png"
    ] == [Fault.REPEATED]
    assert [one.crop.name for one in found if isinstance(one, VerifiedCrop)] == ["good.png"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()
            if path.name != "labels.txt"} == files  # fmt: skip


def test_a_format_of_several_pictures_opens_by_its_first(tmp_path: Path):
    buffer = io.BytesIO()
    frames = [Image.new("L", (60, 20), shade) for shade in (0, 255)]
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    assert fault(of(buffer.getvalue(), "1")) is None


@pytest.mark.data
def test_real_captchas_are_all_good_and_their_names_are_their_labels(shared_data: Path):
    folder = shared_data / "captcha_lzu_digits" / "images"
    if not folder.is_dir():
        pytest.skip(f"the captchas are not at {folder}")
    found = list(verified(read_folder(folder), Demands(frozenset("0123456789"), (80, 25))))
    assert len(found) == len(list(folder.iterdir()))
    assert [one for one in found if isinstance(one, BadFile)] == []
    assert {len(one.crop.text) for one in found} == {5}
