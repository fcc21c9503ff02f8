"""Numbers and times as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.figures import BatchProgress
from frontend.wording import in_words

register = template.Library()
register.filter("in_words", in_words)


@register.filter
def percent(share: float | None) -> str:
    """Turn 0.9876 into 98.7: cut, so that 99.96% never looks like 100%."""
    if share is None:
        return "–"
    return f"{int(share * 1000) / 10:g}"


@register.filter
def seconds(value: float | None) -> str:
    """Write a duration with the precision that matters."""
    if value is None:
        return "–"
    if value < 1:
        return _("%(number)s ms") % {"number": round(value * 1000)}
    if value < 90:
        return _("%(number)s s") % {"number": f"{value:.1f}"}
    return _("%(number)s min") % {"number": f"{value / 60:.1f}"}


@register.filter
def plain(value: float) -> str:
    """Write a number for an SVG attribute, whatever the language's decimal sign."""
    return f"{float(value):g}"


@register.filter
def add_number(value: float, number: float) -> float:
    """Add, decimals included."""
    return float(value) + float(number)


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Say how long ago, up to a day, else the date; the exact time stands in the title."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    age = timezone.now() - moment
    if age.total_seconds() < 60:
        shown = _("just now")
    elif age.days < 1:
        shown = _("%(time)s ago") % {"time": timesince(moment, depth=1)}
    elif local.year == timezone.localtime().year:
        shown = date_format(local, "MONTH_DAY_FORMAT")
    else:
        shown = date_format(local, "SHORT_DATE_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT"),
        shown,
    )


@register.simple_tag
def share_bar(progress: BatchProgress) -> SafeString:
    """Draw how many files of an upload ended how."""
    total = max(progress.files, 1)
    pieces, x = [], 0.0
    for tone, count in (
        ("good", progress.accepted),
        ("doubt", progress.needs_review + progress.unmatched),
        ("bad", progress.failed),
    ):
        width = 100 * count / total
        pieces.append((f"chart-{tone}", f"{x:.2f}", f"{width:.2f}"))
        x += width
    return format_html(
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{}'
        "</svg>",
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="6"/>', pieces),
    )


@register.simple_tag
def batch_summary(progress: BatchProgress) -> str:
    """Say in words what became of an upload's files."""
    said = [
        (progress.waiting, ngettext("%d waiting", "%d waiting", progress.waiting)),
        (progress.accepted, ngettext("%d accepted", "%d accepted", progress.accepted)),
        (
            progress.needs_review,
            ngettext("%d to review", "%d to review", progress.needs_review),
        ),
        (progress.unmatched, ngettext("%d unmatched", "%d unmatched", progress.unmatched)),
        (progress.failed, ngettext("%d failed", "%d failed", progress.failed)),
    ]
    return " · ".join(text % count for count, text in said if count)


@register.filter
def share_width(share: float) -> str:
    """Turn a share into the width of a bar in a view box of 100."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


@register.filter
def as_code(value: object) -> str:
    """Write a part of a template plainly: a text as it is, an entry key by key, else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        lines = (
            f"{key}: {part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)}"
            for key, part in value.items()
        )
        return "\n".join(lines)
    return json.dumps(value, ensure_ascii=False)
