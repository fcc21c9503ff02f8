"""The command line, run as people run it."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests import made
from tests.services.installation import Installation


@pytest.fixture(scope="module")
def stencil(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with an empty home."""
    return Installation(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two pictures, a broken one and notes."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "b.png").write_bytes(made.png("Total 118.00"))
    (folder / "a.png").write_bytes(made.png("Alder Lane"))
    (folder / "broken.png").write_bytes(made.png()[:300])
    (folder / "notes.txt").write_text("not a document")
    return folder


def printed(stencil: Installation, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in stencil.run("manage.py", *arguments).splitlines()]


def refused(stencil: Installation, *arguments: str) -> subprocess.CalledProcessError:
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        stencil.run("manage.py", *arguments)
    return refusal.value


def test_extract_prints_a_line_for_each_file_in_order(stencil: Installation, files: Path) -> None:
    missing, notes = str(files / "missing.pdf"), str(files / "notes.txt")
    records = printed(
        stencil, "extract", str(files / "b.png"), missing, notes, str(files / "a.png")
    )
    found = [(Path(r["document"]["file"]).name, r["status"]) for r in records]
    assert found == [
        ("b.png", "unmatched"),
        ("missing.pdf", "failed"),
        ("notes.txt", "failed"),
        ("a.png", "unmatched"),
    ]
    assert records[1]["document"]["sha256"] is None
    assert "text file" in str(records[2]["reason"])


def test_extract_walks_folders_by_name_and_passes_notes_over(
    stencil: Installation, files: Path
) -> None:
    records = printed(stencil, "extract", str(files))
    names = [Path(r["document"]["file"]).name for r in records]
    assert names == ["a.png", "b.png", "broken.png"]
    assert [r["status"] for r in records] == ["unmatched", "unmatched", "failed"]


def test_extract_stores_nothing(stencil: Installation, files: Path) -> None:
    records = printed(stencil, "extract", str(files / "a.png"))
    assert records[0]["document"]["id"] is None
    assert stencil.ask("SELECT count(*) FROM recognition_document") == [(0,)]


def test_an_unknown_template_ends_with_2_and_nothing_on_stdout(
    stencil: Installation, files: Path
) -> None:
    refusal = refused(stencil, "extract", "--template", "nowhere", str(files))
    assert (refusal.returncode, refusal.stdout) == (2, "")
    assert "nowhere" in refusal.stderr


def test_extract_with_a_template_registers_or_says_unmatched(
    stencil: Installation, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "bill.json").write_text(json.dumps(made.TEMPLATE))
    stencil.run("manage.py", "template", "import", str(tmp_path / "bill.json"))
    records = printed(stencil, "extract", "--template", "bill", str(files / "a.png"))
    assert records[0]["status"] == "unmatched"
    assert records[0]["reason"]


def test_read_prints_the_lines_of_each_page(stencil: Installation, files: Path) -> None:
    page = printed(stencil, "read", str(files / "b.png"))[0]
    assert (page["page"], page["width"], page["height"]) == (1, 400, 120)
    line = page["lines"][0]
    assert "118.00" in line["text"]
    assert 0 < line["confidence"] <= 1
    assert len(line["quad"]) == 4


def test_recognize_reads_cut_lines_and_tells_its_speed(
    stencil: Installation, tmp_path: Path
) -> None:
    for name, text in (("a.png", "Alder Lane"), ("b.png", "Total 118.00")):
        picture = Image.open(io.BytesIO(made.png(text)))
        picture.crop((12, 36, 240, 76)).save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("not a picture")
    done = stencil.finished("manage.py", "recognize", "--threads", "1", str(tmp_path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    summary = json.loads(done.stderr.splitlines()[-1])
    assert [Path(line["image"]).name for line in lines] == ["a.png", "b.png"]
    assert "118.00" in lines[1]["text"]
    assert summary["lines"] == 2
    assert summary["lines_per_second"] > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--model", "nowhere"), "nowhere"),
        (("--pattern", "("), "pattern"),
        (("--threads", "0"), "threads"),
    ],
)
def test_recognize_refuses_wrong_options_with_2(
    stencil: Installation, files: Path, arguments: tuple[str, ...], says: str
) -> None:
    refusal = refused(stencil, "recognize", *arguments, str(files))
    assert (refusal.returncode, refusal.stdout) == (2, "")
    assert says in refusal.stderr
