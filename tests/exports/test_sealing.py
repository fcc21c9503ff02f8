"""Credentials: encrypted, opened with earlier keys, masked."""

from __future__ import annotations

import pytest
from django.test import override_settings

from exports.failures import Failure
from exports.sealing import masked, masked_url, resealed, seal, unseal

SECRET = "s3cr&t/p@ss#1"
URL = "postgresql://erp:s3cr&t%2Fp%40ss%231@db.example.org:5433/business?sslmode=require"


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    sealed = seal({"url": URL})
    assert "s3cr" not in sealed
    assert "example" not in sealed
    assert unseal(sealed) == {"url": URL}


def test_an_earlier_key_still_opens_and_is_replaced() -> None:
    with override_settings(SECRET_KEY="old", SECRET_KEY_FALLBACKS=[]):
        sealed = seal({"url": URL})
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert unseal(sealed) == {"url": URL}
        anew = resealed(sealed)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert unseal(anew) == {"url": URL}
        with pytest.raises(Failure, match="STENCIL_SECRET_KEY_FALLBACKS") as failure:
            unseal(sealed)
        assert failure.value.code == "sealed"


@pytest.mark.parametrize(
    "text",
    [
        f"could not connect with {SECRET}",
        f"could not connect to {URL}",
        "password=s3cr%26t%2Fp%40ss%231 refused",
        "sent to postgresql://someone:else@host/db",
        "GET https://host/x?token=s3cr&t%2Fp%40ss%231&a=1",
    ],
)
def test_no_text_keeps_the_password(text: str) -> None:
    shown = masked(text, {"url": URL})
    assert "p%40ss" not in shown
    assert SECRET not in shown
    assert ":else@" not in shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, "postgresql://erp@db.example.org:5433/business"),
        ("mariadb://root:pa#ss/w@host/test", "mariadb://root@host/test"),
        ("https://hooks.example.org/services/T0/B0/secret", "https://hooks.example.org/…"),
        ("sqlite:///orders.db", "sqlite:///orders.db"),
        ("no url", "•••"),
    ],
)
def test_an_address_is_shown_without_credentials(url: str, shown: str) -> None:
    assert masked_url(url) == shown


def test_the_path_of_a_webhook_is_a_secret_too() -> None:
    options = {"url": "https://hooks.example.org/services/T0/B0/secret", "secret": "hunter22"}
    assert "B0" not in masked("POST services/T0/B0/secret with hunter22", options)
    assert "hunter22" not in masked("POST services/T0/B0/secret with hunter22", options)
