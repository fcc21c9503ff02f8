"""`make run` on an empty home: log in, hand in a document, see its record."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest
import requests

from tests import made
from tests.services.installation import Installation
from tests.services.servers import wait_until

pytestmark = pytest.mark.xdist_group("services")


def test_a_newcomer_gets_from_the_login_to_a_record(tmp_path: Path) -> None:
    stencil = Installation(tmp_path)
    stencil.start()
    log = tmp_path / "serve.log"
    try:
        wait_until(lambda: "login: " in log.read_text(), 120, "the login is printed")
        name, password = re.findall(r"^login: (\S+) (\S+)$", log.read_text(), re.M)[-1]
        url = f"http://127.0.0.1:{stencil.port}"
        session = requests.Session()
        wait_until(lambda: _ready(session, url), 60, "the web process answers")
        session.get(f"{url}/login/")
        sent = {"username": name, "password": password, "csrfmiddlewaretoken": _csrf(session)}
        answer = session.post(f"{url}/login/", sent, headers={"Referer": url})
        assert answer.status_code == 200
        assert "/login/" not in answer.url
        batch = session.post(
            f"{url}/api/v1/documents/",
            files={"files": ("bill.png", made.png())},
            headers={"X-CSRFToken": _csrf(session), "Referer": url},
        )
        assert batch.status_code == 202
        followed = f"{url}/api/v1/batches/{batch.json()['id']}/"
        wait_until(lambda: session.get(followed).json()["finished"], 120, "the document is read")
        records = session.get(f"{url}/api/v1/records/").json()["results"]
        assert [record["status"] for record in records] == ["unmatched"]
    finally:
        assert stencil.stop() == 0


def test_a_taken_port_is_named_with_another_one(tmp_path: Path) -> None:
    stencil = Installation(tmp_path)
    with (
        socket.create_server(("127.0.0.1", stencil.port)),
        pytest.raises(subprocess.CalledProcessError) as refusal,
    ):
        stencil.run("manage.py", "serve")
    assert f"PORT={stencil.port + 1} make run" in refusal.value.stderr


def _ready(session: requests.Session, url: str) -> bool:
    try:
        return session.get(f"{url}/readyz", timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


def _csrf(session: requests.Session) -> str:
    return str(session.cookies["csrftoken"])
