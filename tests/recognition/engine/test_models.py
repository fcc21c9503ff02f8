"""Model folders: several live side by side, and what is wrong with one is said."""

from __future__ import annotations

import json
import os

import pytest

from recognition.engine.models import (
    PPOCR,
    ModelFolder,
    UnknownModelError,
    default_name,
    find_models,
    reader_named,
)
from recognition.engine.page_reader import taught
from tests.recognition.engine.tiny_model import line_image, write_model


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path))
    return tmp_path / "models"


def test_two_models_read_side_by_side_each_with_its_own_characters(home):
    write_model(home / "letters", "abc")
    write_model(home / "digits", "123")
    letters, digits = reader_named("letters"), reader_named("digits")
    crop = line_image("abca")
    assert letters.recognize([crop])[0].text == "abca"
    assert digits.recognize([crop])[0].text == "1231"
    assert letters.name == "letters 1.2"
    assert letters.detector is digits.detector, "the detector is loaded once"


def test_reader_is_loaded_once_until_its_weights_are_replaced(home):
    folder = write_model(home / "letters")
    first = reader_named("letters")
    assert reader_named("letters") is first
    stamp = (folder / "model.onnx").stat().st_mtime_ns + 1_000_000_000
    os.utime(folder / "model.onnx", ns=(stamp, stamp))
    assert reader_named("letters") is not first


def test_unknown_name_lists_the_models_there_are(home):
    write_model(home / "letters")
    with pytest.raises(UnknownModelError, match=f"'greek'.*{PPOCR}.*letters"):
        reader_named("greek")


def test_default_is_the_reader_on_loan_until_a_pointer_names_another(tmp_path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    assert default_name((own, shipped)) == PPOCR
    (shipped / "default.txt").write_text("crnn-base\n")
    assert default_name((own, shipped)) == "crnn-base"
    (own / "default.txt").write_text("crnn-shop\n")
    assert default_name((own, shipped)) == "crnn-shop"


def test_model_trained_here_hides_the_shipped_one_of_the_same_name(tmp_path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write_model(own / "crnn")
    write_model(shipped / "crnn")
    write_model(shipped / "other")
    (shipped / "unfinished").mkdir()
    found = find_models((own, shipped))
    assert {name: folder.path.parent.name for name, folder in found.items()} == {
        "crnn": "own",
        "other": "shipped",
    }


def test_charset_that_does_not_fit_the_network_is_refused(home):
    write_model(home / "broken", "abc", classes=3)
    with pytest.raises(ValueError, match=r"3 classes, but .* lists 3 characters"):
        reader_named("broken")


@pytest.mark.parametrize("content", ["a\nb\na\n", "a\n\nb\n"])
def test_charset_with_an_empty_or_repeated_line_is_refused(tmp_path, content):
    (tmp_path / "charset.txt").write_text(content, "utf-8")
    with pytest.raises(ValueError, match="empty or repeated line"):
        ModelFolder(tmp_path).charset()


def test_space_and_line_separator_can_be_characters(tmp_path):
    (tmp_path / "charset.txt").write_text("a\n \n\u2028\n", "utf-8")
    assert ModelFolder(tmp_path).charset() == ("a", " ", "\u2028")


def test_missing_charset_and_broken_json_say_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="export it again"):
        ModelFolder(tmp_path).charset()
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ValueError, match="no JSON"):
        ModelFolder(tmp_path).document("config.json")
    (tmp_path / "metrics.json").write_text("[]")
    with pytest.raises(ValueError, match="JSON object"):
        ModelFolder(tmp_path).document("metrics.json")
    assert ModelFolder(tmp_path).document("calibration.json") == {}


def test_two_names_joined_by_a_plus_read_as_a_pair(home):
    write_model(home / "letters", "abc")
    write_model(home / "digits", "123")
    pair = reader_named("letters+digits")
    assert pair is reader_named("letters+digits"), "loaded once"
    assert "letters 1.2" in pair.name and "digits 1.2" in pair.name
    with pytest.raises(UnknownModelError, match="letters\\+greek"):
        reader_named("letters+greek")


def test_pair_knows_the_kinds_of_documents_that_its_first_reader_was_taught(home):
    folder = write_model(home / "letters", "abc")
    write_model(home / "digits", "123")
    assert taught(reader_named("letters+digits"), "waybill") is None
    (folder / "config.json").write_text(json.dumps({"believed": {"waybill": 0.9}}), "utf-8")
    pair = reader_named("letters+digits")
    own = taught(pair, "waybill")
    assert own is not None and own.name == pair.name
    assert taught(pair, "invoice") is None
    assert taught(reader_named("letters"), "waybill") is None, "it asks nobody"
