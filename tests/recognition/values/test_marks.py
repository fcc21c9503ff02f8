import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from recognition.values.marks import marked, signed

DATA = Path(os.environ.get("STENCIL_DATA", Path(__file__).parents[4] / "shared" / "data"))
BOX = (40, 40, 62, 62)

W9 = {
    "TaxClassifyIndividual": (136, 332, 154, 350),
    "TaxClassifyCCorp": (374, 328, 393, 347),
    "TaxClassifySCorp": (524, 328, 542, 347),
    "TaxClassifyPartnership": (674, 328, 692, 347),
    "TaxClassifyTrust": (824, 328, 842, 347),
    "TaxClassifyLLC": (136, 381, 154, 399),
    "TaxClassifyOther": (136, 479, 154, 497),
}
W9_SCANNED = {
    "TaxClassifyIndividual": (192, 508, 218, 532),
    "TaxClassifyCCorp": (538, 500, 564, 524),
    "TaxClassifySCorp": (758, 498, 784, 522),
    "TaxClassifyPartnership": (976, 498, 1004, 522),
    "TaxClassifyTrust": (1194, 498, 1222, 522),
    "TaxClassifyLLC": (192, 580, 218, 606),
    "TaxClassifyOther": (192, 728, 218, 752),
}
MISC = {"DirectSale5000": (788, 429, 805, 446), "FATCA": (473, 645, 490, 663)}
MISC_SCANNED = {"DirectSale5000": (1114, 642, 1138, 666), "FATCA": (669, 954, 693, 978)}
COURSE = {
    "Live Delivery?": (216, 564, 242, 589),
    "Online Delivery?": (597, 564, 624, 590),
    "Video Delivery?": (985, 563, 1012, 588),
}
FORMS = {
    "fw9_1.png": W9,
    "fw9_2.png": W9,
    "fw9_4.png": W9,
    "fw9_scanned.jpg": W9_SCANNED,
    "f1099msc_recipient.png": MISC,
    "f1099msc_state.png": MISC,
    "f1099_scanned.jpg": MISC_SCANNED,
    "Invoice_1.png": COURSE,
}


def sheet(mark, *, paper=255, ink=0, thickness=1):
    """A page with a check box at BOX and a word beside it."""
    image = np.full((110, 200, 3), paper, np.uint8)
    colour = (ink, ink, ink)
    x0, y0, x1, y1 = BOX
    cv2.rectangle(image, (x0, y0), (x1, y1), colour, thickness)
    cv2.putText(image, "Male", (x1 + 8, y1), cv2.FONT_HERSHEY_SIMPLEX, 0.7, colour, 1)
    if mark == "tick":
        points = np.array([(x0 + 4, y0 + 11), (x0 + 9, y1 - 4), (x1 - 2, y0 + 3)])
        cv2.polylines(image, [points], False, colour, 2)
    elif mark == "cross":
        cv2.line(image, (x0 + 4, y0 + 4), (x1 - 4, y1 - 4), colour, 1)
        cv2.line(image, (x0 + 4, y1 - 4), (x1 - 4, y0 + 4), colour, 1)
    elif mark == "filled":
        cv2.rectangle(image, (x0, y0), (x1, y1), colour, -1)
    elif mark == "bold tick over the edge":
        points = np.array([(x0 - 4, y0 + 8), (x0 + 9, y1 + 3), (x1 + 8, y0 - 12)])
        cv2.polylines(image, [points], False, colour, 3)
    return image


MARKS = ["tick", "cross", "filled", "bold tick over the edge"]


@pytest.mark.parametrize("mark", MARKS)
def test_ticks_crosses_and_fillings_mark_a_box(mark):
    found, confidence = marked(sheet(mark), BOX)
    assert found and confidence > 0.9


def test_an_empty_box_is_not_marked():
    found, confidence = marked(sheet("empty"), BOX)
    assert not found and confidence > 0.95


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["empty", *MARKS]),
    st.integers(-7, 7),
    st.integers(-7, 7),
    st.integers(0, 5),
    st.integers(1, 3),
)
def test_a_box_is_found_where_it_was_not_exactly_expected(mark, dx, dy, grow, thickness):
    box = (BOX[0] + dx - grow, BOX[1] + dy - grow, BOX[2] + dx + grow, BOX[3] + dy + grow)
    assert marked(sheet(mark, thickness=thickness), box)[0] is (mark != "empty")


@pytest.mark.parametrize("mark", ["empty", *MARKS])
def test_grey_ink_noise_and_slant_do_not_change_the_answer(mark):
    image = sheet(mark, paper=225, ink=70).astype(np.float32)
    image += np.random.default_rng(7).normal(0, 12, image.shape)
    turn = cv2.getRotationMatrix2D((51, 51), 3, 1.0)
    turned = cv2.warpAffine(
        np.clip(image, 0, 255).astype(np.uint8), turn, (200, 110), borderValue=(225, 225, 225)
    )
    assert marked(turned, BOX)[0] is (mark != "empty")


def test_a_cross_where_no_box_is_printed_is_seen_with_less_confidence():
    image = np.full((60, 60, 3), 255, np.uint8)
    assert marked(image)[0] is False
    cv2.line(image, (15, 15), (45, 45), (0, 0, 0), 3)
    cv2.line(image, (15, 45), (45, 15), (0, 0, 0), 3)
    found, confidence = marked(image)
    assert found and confidence <= 0.85


def test_a_box_beyond_the_pictures_edge_is_no_error():
    assert marked(sheet("empty"), (190, 100, 230, 140))[0] is False
    assert marked(np.full((3, 3, 3), 255, np.uint8), (0, 0, 3, 3))[0] is False


def line_to_sign(*, signed_by_hand):
    image = np.full((80, 300, 3), 255, np.uint8)
    cv2.line(image, (5, 65), (295, 65), (0, 0, 0), 2)
    if signed_by_hand:
        x = np.linspace(0, 6 * np.pi, 120)
        points = np.stack([60 + x * 9, 40 + 18 * np.sin(x) * np.cos(0.3 * x)], axis=1)
        cv2.polylines(image, [points.astype(np.int32)], False, (120, 40, 20), 2)
    return image


def test_strokes_above_a_ruling_are_a_signature():
    found, confidence = signed(line_to_sign(signed_by_hand=True))
    assert found and confidence > 0.9


def test_a_ruling_alone_is_no_signature():
    found, confidence = signed(line_to_sign(signed_by_hand=False))
    assert not found and confidence > 0.9


def test_specks_are_no_signature():
    image = line_to_sign(signed_by_hand=False)
    for x in range(20, 280, 40):
        image[30:32, x : x + 2] = 0
    assert not signed(image)[0]


@pytest.mark.data
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("offset", [(0, 0), (4, -4), (-5, 3)])
def test_boxes_of_real_forms_are_seen_as_people_labelled_them(name, offset):
    folder = DATA / "azure_forms_en"
    if not folder.exists():
        pytest.skip(f"{folder} is absent; set STENCIL_DATA to the folder of real documents")
    lines = (folder / "gt.jsonl").read_text("utf-8").splitlines()
    truth = {row["image"]: row.get("fields", {}) for row in map(json.loads, lines)}
    image = np.asarray(Image.open(folder / "images" / name).convert("RGB"))
    dx, dy = (step * image.shape[1] / 1275 for step in offset)
    for field, (x0, y0, x1, y1) in FORMS[name].items():
        found, confidence = marked(image, (x0 + dx, y0 + dy, x1 + dx, y1 + dy))
        assert found is (truth[f"images/{name}"][field] == "selected"), field
        assert confidence > 0.9
