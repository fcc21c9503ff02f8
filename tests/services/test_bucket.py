"""Documents and samples in an S3-compatible bucket, and what happens while it is away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.services.installation import Installation
from tests.services.servers import Bucket, running_bucket, wait_until

DEMO = ROOT / "demo"
INVOICE = DEMO / "documents" / "harbour-finch-invoice.pdf"

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    with running_bucket(tmp_path) as running:
        yield running


@pytest.fixture
def installation(bucket: Bucket, tmp_path: Path) -> Iterator[Installation]:
    """An installation with its tables whose files lie in the bucket; not started yet."""
    home = tmp_path / "home"
    home.mkdir()
    made = Installation(home, **bucket.variables())
    made.make_tables()
    yield made
    assert made.stop() == 0


def test_a_document_is_kept_in_the_bucket_read_from_it_and_deleted(
    bucket: Bucket, installation: Installation
) -> None:
    installation.run("manage.py", "template", "import", str(DEMO / "templates/invoice-en.json"))
    samples = bucket.keys()
    assert [key.split("/")[:2] for key in samples] == [["stencil", "samples"]]
    api = _started(installation)

    content = INVOICE.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    answer = api.post(_url(installation, "documents/"), files={"files": ("a.pdf", content)})
    assert answer.status_code == 202, answer.text
    document = _url(installation, f"documents/{answer.json()['uploads'][0]['document']}/")
    wait_until(lambda: api.get(document).json()["state"] == "done", 90, "the document is read")
    (record,) = api.get(document).json()["records"]
    assert record["status"] == "accepted"

    assert set(bucket.keys()) - set(samples) == {f"stencil/files/{sha256[:2]}/{sha256}"}
    assert not [path for path in (installation.home / "files").rglob("*") if path.is_file()]
    assert api.get(f"{document}file/").content == content
    assert api.get(f"{document}pages/1/").content.startswith(b"\x89PNG")

    assert api.delete(document).status_code == 204
    assert bucket.keys() == samples


def test_a_bucket_that_is_away_costs_time_and_no_document(
    bucket: Bucket, installation: Installation
) -> None:
    installation.run("-m", "tests.services.hand_in", "1")
    (key,) = bucket.keys()
    content = bucket.take(key)
    bucket.stop()
    api = _started(installation)

    answer = api.post(_url(installation, "documents/"), files={"files": INVOICE.open("rb")})
    assert answer.status_code == 503
    assert "The file store can't be used" in answer.json()["detail"]
    tried = "SELECT max(attempt) FROM recognition_document"
    wait_until(lambda: installation.ask(tried)[0][0] == 2, 90, "the document is tried again")
    assert installation.ask("SELECT count(*) FROM recognition_record") == [(0,)]

    bucket.start()
    bucket.put(key, content)
    installation.wait_for(1, seconds=90)
    assert installation.ask("SELECT status FROM recognition_record") == [("unmatched",)]


def _started(installation: Installation) -> requests.Session:
    """The running installation's API, with a token."""
    api = requests.Session()
    token = installation.run("manage.py", "token", "create", "erp").strip().splitlines()[-1]
    api.headers["Authorization"] = f"Token {token}"
    installation.start()
    alive = f"http://127.0.0.1:{installation.port}/healthz"

    def answers() -> bool:
        try:
            return api.get(alive, timeout=5).status_code == 200
        except requests.RequestException:
            return False

    wait_until(answers, 90, "the site answers")
    return api


def _url(installation: Installation, place: str) -> str:
    return f"http://127.0.0.1:{installation.port}/api/v1/{place}"
