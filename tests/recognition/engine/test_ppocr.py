"""The reader on loan: what it finds on drawn pages, and that it keeps to itself."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from recognition.engine import ppocr
from recognition.engine.contract import Constraint
from recognition.engine.crops import cut_box
from tests.recognition.engine.drawing import Sheet

ROOT = Path(__file__).resolve().parents[3]


def folded(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def invoice():
    sheet = Sheet(900, 420)
    sheet.text("Invoice No. 2021-0042", at=(40, 40))
    sheet.text("Date 29.12.2021", at=(560, 40))
    sheet.text("Net amount", at=(40, 160))
    sheet.text("1,234.50", at=(700, 160))
    sheet.text("Tax ID 91120118MA06YHFMX5", at=(40, 280), size=22)
    sheet.text("7", at=(760, 340))
    return sheet


@pytest.fixture(scope="module")
def lines(invoice, reader):
    return reader.read(invoice.image)


def test_every_text_is_read_letter_for_letter(invoice, lines):
    assert [folded(line.text) for line in lines] == [folded(drawn.text) for drawn in invoice.texts]


def test_quads_lie_around_their_texts(invoice, lines):
    for drawn, line in zip(invoice.texts, lines, strict=True):
        x0, y0, x1, y1 = drawn.box
        left, top = line.quad.min(axis=0)
        right, bottom = line.quad.max(axis=0)
        assert left <= x0 + 2 and right >= x1 - 2 and top <= y0 + 2 and bottom >= y1 - 2
        assert bottom - top < 3 * (y1 - y0)


def test_characters_stand_within_half_their_width_of_where_they_were_drawn(invoice, lines):
    for drawn, line in zip(invoice.texts, lines, strict=True):
        printed = [
            (character, centre)
            for character, centre in zip(drawn.text, drawn.centres, strict=True)
            if not character.isspace()
        ]
        read = [char for char in line.chars if not char.text.isspace()]
        (left, _), (right, _) = line.quad[0], line.quad[1]
        half = (drawn.box[2] - drawn.box[0]) / len(drawn.text) / 2
        for (_, centre), char in zip(printed, read, strict=True):
            assert abs(left + (right - left) * char.position - centre) < half


def test_clear_print_is_read_with_confidence_and_lists_other_characters(lines):
    for line in lines:
        assert line.confidence > 0.8
        assert line.reader.startswith("PP-OCRv6 small")
        for char in line.chars:
            assert len(char.alternatives) == 3
            assert all(0 <= value <= char.confidence for _, value in char.alternatives)


def test_two_columns_stay_two_lines(lines):
    texts = [folded(line.text) for line in lines]
    assert "Netamount" in texts and "1,234.50" in texts


def test_given_quads_are_read_in_their_order(invoice, lines, reader):
    wanted = [lines[3].quad, lines[0].quad]
    again = reader.read_quads(invoice.image, wanted)
    assert [line.text for line in again] == [lines[3].text, lines[0].text]


def test_narrow_character_is_not_turned_on_its_side(lines):
    assert lines[-1].text == "7"


def test_line_that_runs_downwards_is_read(reader):
    sheet = Sheet(320, 60)
    sheet.text("Total 1980.00", at=(20, 10))
    turned = np.ascontiguousarray(
        np.rot90(np.pad(sheet.image, ((20, 20), (20, 20), (0, 0)), constant_values=255), -1)
    )
    (line,) = reader.read(turned)
    assert folded(line.text) == "Total1980.00"
    along = line.quad[1] - line.quad[0]
    assert along[1] > abs(along[0]), "the text runs from the first corner down to the second"


def test_empty_page_and_empty_crops_give_empty_readings(reader):
    white = np.full((300, 400, 3), 255, dtype=np.uint8)
    assert reader.read(white) == ()
    assert reader.read(np.zeros((1, 1, 3), dtype=np.uint8)) == ()
    nothing, paper = reader.recognize([np.zeros((0, 5, 3), dtype=np.uint8), white[:40, :200]])
    assert nothing.chars == ()
    assert paper.text.strip() == ""


def test_crops_come_back_in_their_order_whatever_their_widths(invoice, reader):
    crops = [cut_box(invoice.image, _wider(drawn.box)) for drawn in invoice.texts]
    for order in (list(range(len(crops))), [4, 0, 5, 2, 1, 3, 0, 0, 5]):
        readings = reader.recognize([crops[index] for index in order])
        expected = [folded(invoice.texts[index].text) for index in order]
        assert [folded(reading.text) for reading in readings] == expected


def test_beam_offers_further_readings_of_the_crop(invoice, reader):
    (reading,) = reader.recognize([cut_box(invoice.image, _wider(invoice.texts[3].box))], beam=8)
    assert reading.text == "1,234.50"
    assert reading.alternatives
    shares = [share for _, share in reading.alternatives]
    assert shares == sorted(shares, reverse=True) and max(shares) <= 1


def test_constraint_that_the_pixels_contradict_leaves_the_free_reading(invoice, reader):
    crop = cut_box(invoice.image, _wider(invoice.texts[3].box))
    (kept,) = reader.recognize([crop], Constraint(pattern=r"\d,\d{3}\.\d{2}"))
    assert (kept.text, kept.support) == ("1,234.50", 1.0)
    (broken,) = reader.recognize([crop], Constraint(pattern=r"[A-Z]{12}"))
    assert (broken.text, broken.support) == ("1,234.50", 0.0)


def test_missing_model_says_what_to_install(monkeypatch):
    with pytest.raises(FileNotFoundError, match="Install the package rapidocr"):
        ppocr.model_file("no-such-model.onnx")
    monkeypatch.setattr(ppocr.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="Install the package rapidocr"):
        ppocr.model_file(ppocr.DETECTOR_FILE)


def test_reading_opens_no_socket_and_loads_no_telemetry():
    program = """
        import os, sys
        touched = []
        watched = ("socket.", "subprocess.", "os.fork", "os.posix_spawn", "urllib.")
        sys.addaudithook(lambda event, _: event.startswith(watched) and touched.append(event))
        import numpy as np
        from recognition.engine.ppocr import default_reader
        page = np.full((200, 300, 3), 255, dtype=np.uint8)
        page[80:110, 60:200:7] = 0
        default_reader().read(page)
        sockets = [
            target
            for number in os.listdir("/proc/self/fd")
            if os.path.islink(link := f"/proc/self/fd/{number}")
            and (target := os.readlink(link)).startswith("socket:")
        ]
        unwanted = {"openvino_telemetry", "requests", "torch", "rapidocr"}
        loaded = [name for name, module in sys.modules.items() if module and name in unwanted]
        assert "openvino" in sys.modules
        assert not touched, touched
        assert not sockets, sockets
        assert not loaded, loaded
    """
    _run(program)


def test_forked_worker_reads_after_its_parent_has_read():
    program = """
        import os, signal, sys
        import numpy as np
        from recognition.engine.ppocr import default_reader
        page = np.full((200, 300, 3), 255, dtype=np.uint8)
        page[80:110, 60:200:7] = 0
        parent = default_reader()
        parent.read(page)
        child = os.fork()
        if child == 0:
            signal.alarm(90)
            reader = default_reader()
            reader.read(page)
            os._exit(0 if reader is not parent else 3)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, status
    """
    _run(program)


def _run(program):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.returncode == 0, done.stderr


def _wider(box, by=5):
    x0, y0, x1, y1 = box
    return x0 - by, y0 - by, x1 + by, y1 + by
