"""The plain text of descriptions: paragraphs, lists and names of the program in it."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_CODE = re.compile(r"(`{1,2})([^`]+)\1")
_BULLET = "* "


@register.filter
def prose(text: str) -> SafeString:
    """Write a description as HTML: blank lines part it, ``* `` begins a list's line."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return format_html_join("", "{}", ((_block(block),) for block in blocks if block))


def _block(text: str) -> SafeString:
    """A paragraph, and the list that may follow it; a line without a bullet goes on the last."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith(_BULLET):
            parts.append([])
        parts[-1].append(line.removeprefix(_BULLET))
    paragraph, *bullets = [_inline(" ".join(lines)) for lines in parts]
    return format_html(
        "{}{}",
        format_html("<p>{}</p>", paragraph) if paragraph else "",
        format_html("<ul>{}</ul>", _items(bullets)) if bullets else "",
    )


def _items(bullets: list[SafeString]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((bullet,) for bullet in bullets))


def _inline(text: str) -> SafeString:
    # text and code take turns; the quotes of a code stand between the two
    pieces = _CODE.split(text)
    codes = zip(pieces[0::3], [*pieces[2::3], ""], strict=True)
    return format_html_join(
        "",
        "{}{}",
        ((said, format_html("<code>{}</code>", code) if code else "") for said, code in codes),
    )
