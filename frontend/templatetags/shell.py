"""Tags of the frame and of the small parts that every page uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from frontend import navigation
from frontend.states import tone_of, word_of

register = template.Library()

_THEMES = ("light", "dark", "system")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite; ``size`` is s, l or empty."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" icon-{size}" if size else "",
        static("frontend/img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """Return the theme that this browser asked for."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in _THEMES else "system"


@register.simple_tag(takes_context=True)
def navigation_links(context: dict[str, Any]) -> list[Any]:
    """Return the groups of the side navigation for this person and page."""
    return navigation.links(context["request"].user, context.get("section", ""))


@register.simple_tag
def state(status: str) -> SafeString:
    """Draw the state of a document or record: a dot and a word."""
    return format_html(
        '<span class="state state-{}" data-state="{}">{}</span>',
        tone_of(status),
        status,
        word_of(status),
    )


@register.simple_tag
def confidence(value: float | None, tone: str = "quiet") -> SafeString:
    """Draw a confidence: a short bar and its percentage."""
    if value is None:
        return SafeString("")
    percent = 100 * value
    return format_html(
        '<span class="confidence"><svg class="bar bar-{}" viewBox="0 0 100 4" '
        'preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="4"/></svg>'
        "{}%</span>",
        tone,
        f"{percent:.1f}",
        # 99.96% must not look like certainty
        f"{percent:.0f}" if percent == 100 else f"{int(percent * 10) / 10:g}",
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the address's query with some keys changed; None takes a key away."""
    values = dict(context["request"].GET.items())
    values.update(changes)
    kept = {key: value for key, value in values.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else "?"
