"""Stamps fade, the print beneath them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.engine.ppocr import PpOcrReader
from recognition.pages.seals import has_seal, without_seal
from recognition.reading import Image

TEXT = "Invoice 20240815"
RED, BLUE, BROWN, BLACK = (215, 40, 40), (40, 60, 215), (160, 82, 34), (20, 20, 20)


def line(ink: tuple[int, int, int], paper: int = 255) -> Image:
    page = np.full((110, 640, 3), 255, np.uint8)
    cv2.putText(page, TEXT, (20, 75), cv2.FONT_HERSHEY_DUPLEX, 2.0, ink, 4)
    return (page.astype(np.uint16) * paper // 255).astype(np.uint8)


def stamped(page: Image, colour: tuple[int, int, int]) -> Image:
    """The page with two rings and a bar of stamp ink over its print."""
    ink = np.full_like(page, 255)
    cv2.ellipse(ink, (320, 60), (260, 90), 0, 0, 360, colour, 9)
    cv2.ellipse(ink, (320, 60), (200, 45), 0, 0, 360, colour, 5)
    cv2.line(ink, (60, 62), (600, 50), colour, 6)
    return (page.astype(np.uint16) * ink // 255).astype(np.uint8)


@pytest.mark.parametrize("colour", [RED, BLUE], ids=["red", "blue"])
@pytest.mark.parametrize("ink", [BLACK, BROWN], ids=["black", "brown"])
@pytest.mark.parametrize("paper", [255, 170], ids=["bright", "shaded"])
def test_a_stamp_fades_and_the_print_stays(
    colour: tuple[int, int, int], ink: tuple[int, int, int], paper: int
) -> None:
    plain = line(ink, paper)
    faded = without_seal(stamped(plain, colour))
    print_ink = plain.max(axis=2) < 0.7 * paper
    stamp_only = (np.ptp(stamped(plain, colour), axis=2) > 60) & ~cv2.dilate(
        print_ink.astype(np.uint8), np.ones((7, 7), np.uint8)
    ).astype(bool)
    assert stamp_only.sum() > 1000
    assert np.median(faded[stamp_only]) > 0.8 * paper
    assert np.median(faded[print_ink]) < 0.65 * paper


@pytest.mark.parametrize("colour", [RED, BLUE], ids=["red", "blue"])
def test_print_under_a_stamp_is_read_once_the_stamp_is_faded(
    reader: PpOcrReader, colour: tuple[int, int, int]
) -> None:
    faded = without_seal(stamped(line(BLACK), colour))
    (reading,) = reader.recognize([faded])
    assert reading.text.replace(" ", "") == TEXT.replace(" ", "")


def test_a_stamp_is_told_from_coloured_print() -> None:
    assert has_seal(stamped(line(BLACK), RED))
    assert has_seal(stamped(line(BLACK), BLUE))
    assert not has_seal(line(BLACK))
    assert not has_seal(line(BROWN))
