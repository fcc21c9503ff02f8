"""How this installation reads documents."""

from __future__ import annotations

from django.conf import settings

from recognition.configuration import limits
from recognition.pipeline import ExtractSettings


def extract_settings(split: bool = True) -> ExtractSettings:
    """The installation's settings; without STENCIL_ACCEPT_AT at the shipped threshold."""
    if settings.ACCEPT_AT is None:
        return ExtractSettings(limits=limits(), split=split)
    return ExtractSettings(limits=limits(), accept_at=settings.ACCEPT_AT, split=split)
