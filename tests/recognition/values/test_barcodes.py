import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from recognition.values.barcodes import barcodes

INVOICE = "01,10,012002100311,76293190,49.11,20211229,00534480932978422076,FEB7"


def page(text, kind=zxingcpp.BarcodeFormat.QRCode, at=(60, 40), size=(600, 400)):
    """A white RGB page with one code, its own top left at ``at`` (x, y)."""
    code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=4))
    sheet = np.full((size[1], size[0], 3), 255, np.uint8)
    x, y = at
    sheet[y : y + code.shape[0], x : x + code.shape[1]] = code[..., None]
    return sheet


def test_a_code_is_read_with_its_place():
    (code,) = barcodes(page(INVOICE))
    assert (code.text, code.kind) == (INVOICE, "QRCode")
    assert code.quad.shape == (4, 2) and code.quad.dtype == np.float32
    assert np.all(code.quad >= (55, 35)) and np.all(code.quad[0] < code.quad[2])


def test_a_code_is_read_upside_down():
    (code,) = barcodes(np.ascontiguousarray(page(INVOICE)[::-1, ::-1]), "qr")
    assert code.text == INVOICE
    assert np.all(code.quad[0] > code.quad[2])


def test_only_the_wanted_kind_is_looked_for():
    sheet = page("A1234567", zxingcpp.BarcodeFormat.Code128)
    assert barcodes(sheet)[0].text == "A1234567"
    assert barcodes(sheet, "qr") == ()


def test_a_blurred_code_is_read_with_its_place_in_the_picture():
    sharp = page(INVOICE, at=(60, 40), size=(400, 300))
    blurred = np.asarray(Image.fromarray(sharp).filter(ImageFilter.GaussianBlur(2.1)))
    assert not zxingcpp.read_barcodes(blurred[..., 0].copy())
    (code,) = barcodes(blurred, "qr")
    assert code.text == INVOICE
    assert np.allclose(code.quad, barcodes(sharp, "qr")[0].quad, atol=6)


def test_an_empty_page_has_no_codes():
    assert barcodes(np.full((50, 50, 3), 255, np.uint8)) == ()
