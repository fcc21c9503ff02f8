"""Templates in and out, and versions that never change."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from templates_app import static_text
from templates_app.definition.problems import TemplateError
from templates_app.definition.template import Anchor
from templates_app.definition.template import Template as Definition
from templates_app.importing import export_file, import_file, import_template
from templates_app.models import Template, TemplateVersion
from tests.made import TEMPLATE, png

pytestmark = pytest.mark.django_db


def with_sample(path: str = "samples/bill.png") -> dict[str, Any]:
    document = copy.deepcopy(TEMPLATE)
    document["pages"][0]["sample"] = path
    return document


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[int, bytes]]:
    """A static-text reader that remembers what it was given."""
    given: list[dict[int, bytes]] = []

    def read(definition: Definition, samples: Mapping[int, bytes]) -> tuple[Anchor, ...]:
        given.append(dict(samples))
        return (Anchor("Bill", (10.0, 10.0, 60.0, 30.0)),)

    monkeypatch.setattr(static_text, "_reader", read)
    return given


def test_an_import_publishes_the_first_version() -> None:
    imported = import_template(TEMPLATE)
    assert imported.created
    assert imported.version.number == 1
    template = Template.objects.get()
    assert (template.name, template.title) == ("bill", "Bill")
    assert template.current == imported.version


def test_equal_content_makes_no_new_version() -> None:
    first = import_template(TEMPLATE)
    again = json.loads(json.dumps(TEMPLATE, sort_keys=True).replace("800,", "800.0,"))
    second = import_template(again)
    assert not second.created
    assert second.version == first.version


def test_other_content_makes_a_new_version() -> None:
    import_template(TEMPLATE)
    assert import_template({**TEMPLATE, "title": "Invoice"}).version.number == 2
    assert Template.objects.get().title == "Invoice"


def test_going_back_to_older_content_makes_a_new_version() -> None:
    for title in ("Bill", "Invoice", "Bill"):
        version = import_template({**TEMPLATE, "title": title}).version
    assert version.number == 3


def test_an_export_equals_what_was_imported() -> None:
    import_template(TEMPLATE)
    out = io.StringIO()
    call_command("template", "export", "bill", stdout=out)
    assert json.loads(out.getvalue()) == TEMPLATE


def test_a_published_version_never_changes() -> None:
    version = import_template(TEMPLATE).version
    version.content = {}
    with pytest.raises(ValidationError, match="never changes"):
        version.save()
    with pytest.raises(ValidationError, match="never changes"):
        TemplateVersion.objects.filter(pk=version.pk).update(number=7)


def test_a_mistake_is_named_with_its_place() -> None:
    document = copy.deepcopy(TEMPLATE)
    document["fields"][2]["box"] = [600, 400, 300, 440]
    with pytest.raises(TemplateError, match=r"fields\[2\]\.box"):
        import_template(document)
    assert not Template.objects.exists()


def test_the_samples_static_text_is_read_and_kept(told: list[dict[int, bytes]]) -> None:
    version = import_template(with_sample(), {"samples/bill.png": b"picture"}).version
    assert told == [{1: b"picture"}]
    assert version.definition().static == (Anchor("Bill", (10.0, 10.0, 60.0, 30.0)),)
    assert version.samples.get().read() == b"picture"


def test_a_missing_sample_is_a_warning(told: list[dict[int, bytes]]) -> None:
    imported = import_template(with_sample())
    assert "samples/bill.png" in imported.warnings[0]
    assert told == []


def test_another_picture_makes_a_new_version_and_the_same_one_none(
    told: list[dict[int, bytes]],
) -> None:
    numbers = [
        import_template(with_sample(), {"bill.png": picture}).version.number
        for picture in (b"first", b"first", b"second")
    ]
    assert numbers == [1, 1, 2]
    assert not import_template(with_sample()).created


def test_a_sample_that_can_not_be_opened_is_refused() -> None:
    with pytest.raises(TemplateError, match="text file"):
        import_template(with_sample(), {"samples/bill.png": b"just some words"})


def test_files_are_imported_with_the_samples_beside_them(
    tmp_path: Path, told: list[dict[int, bytes]]
) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "bill.png").write_bytes(png())
    (tmp_path / "bill.json").write_text(json.dumps(with_sample()))
    assert import_file(tmp_path / "bill.json").warnings == ()
    assert told == [{1: png()}]


def test_an_export_to_a_folder_can_be_imported_again(
    tmp_path: Path, told: list[dict[int, bytes]]
) -> None:
    version = import_template(with_sample(), {"samples/bill.png": png()}).version
    target, warnings = export_file(version, tmp_path / "out")
    assert warnings == ()
    assert (tmp_path / "out" / "samples" / "bill.png").read_bytes() == png()
    assert not import_file(target).created


def test_an_export_never_writes_outside_its_folder(
    tmp_path: Path, told: list[dict[int, bytes]]
) -> None:
    document = with_sample("../bill.png")
    version = import_template(document, {"../bill.png": png()}).version
    _, warnings = export_file(version, tmp_path / "out")
    assert "../bill.png" in warnings[0]
    assert not (tmp_path / "bill.png").exists()


def test_the_command_prints_name_and_version(tmp_path: Path) -> None:
    (tmp_path / "bill.json").write_text(json.dumps(TEMPLATE))
    out = io.StringIO()
    call_command("template", "import", str(tmp_path), stdout=out)
    assert out.getvalue() == "bill 1\n"


def test_the_command_names_every_mistake_and_imports_the_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text(json.dumps({**TEMPLATE, "colour": "red"}))
    (tmp_path / "c.json").write_text(json.dumps(TEMPLATE))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 of the files"):
        call_command("template", "import", str(tmp_path), stdout=out, stderr=err)
    assert out.getvalue() == "bill 1\n"
    assert "colour" in err.getvalue()


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    import_template(TEMPLATE)
    with pytest.raises(CommandError, match="Known: bill"):
        call_command("template", "export", "bull")
