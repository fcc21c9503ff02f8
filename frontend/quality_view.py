"""How well a kind of document is read, as its page draws it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.line_chart import LineChart, Value, line_chart
from frontend.templatetags.humane import percent
from recognition.extraction import extract_settings
from templates_app.models import TemplateVersion
from training.watching.course import WeekOf
from training.watching.estimating import Estimate, Lack
from training.watching.models import Alert
from training.watching.report import FieldQuality
from training.watching.thresholds import Point

LACKS: dict[str, str | Promise] = {
    Lack.NOTHING: gettext_lazy("Nothing was read yet."),
    Lack.AUDITS: gettext_lazy("No accepted value was audited yet."),
    Lack.DECISIONS: gettext_lazy("No doubtful value was decided yet."),
    Lack.FEW: gettext_lazy("Too few verdicts to rely on."),
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as the page lists it."""

    quality: FieldQuality
    threshold: float
    own: bool

    @property
    def accuracy(self) -> str:
        return accuracy_of(self.quality.estimate)

    @property
    def lack(self) -> str | Promise:
        return LACKS.get(self.quality.estimate.lack or "", "")


def accuracy_of(estimate: Estimate) -> str:
    """An accuracy with where it may lie, as `97.4% (95.1–98.8)`; a dash where it is unknown."""
    if estimate.error is None:
        return "–"
    low, high = percent(1 - estimate.high), percent(1 - estimate.low)
    return f"{percent(1 - estimate.error)}% ({low}–{high})"


def range_of(estimate: Estimate) -> str:
    """Where an accuracy lies; empty where it is unknown."""
    if estimate.error is None:
        return ""
    return _("between %(low)s and %(high)s%%") % {
        "low": percent(1 - estimate.high),
        "high": percent(1 - estimate.low),
    }


def course_chart(weeks: Sequence[WeekOf]) -> LineChart:
    """Accuracy by week."""
    return line_chart([_value(week) for week in weeks])


def _value(week: WeekOf) -> Value:
    estimate, day = week.estimate, timezone.localtime(week.monday)
    share = None if estimate.error is None else 1 - estimate.error
    title = _("%(day)s: %(accuracy)s, %(judged)d of %(stated)d values judged") % {
        "day": date_format(day, "SHORT_DATE_FORMAT"),
        "accuracy": accuracy_of(estimate),
        "judged": week.judged,
        "stated": week.stated,
    }
    label = f"{day.month}/{day.day}"
    return Value(
        share, 1 - estimate.high, 1 - estimate.low, label, title, estimate.lack is not None
    )


def field_rows(found: Sequence[FieldQuality], version: TemplateVersion) -> list[FieldRow]:
    """The fields, those first of which most is wrong or least is known."""
    thresholds = _own_thresholds(version.content)
    rows = [
        FieldRow(
            one,
            thresholds.get(one.name, extract_settings().accept_at),
            one.name in thresholds,
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: -(row.quality.estimate.error or 0.0))


def threshold_of(version: TemplateVersion, name: str) -> float:
    """The confidence from which a field's values are accepted now."""
    return _own_thresholds(version.content).get(name, extract_settings().accept_at)


def _own_thresholds(content: dict[str, Any]) -> dict[str, float]:
    stated = {one["name"]: one.get("accept_at") for one in content.get("fields", [])}
    for table in content.get("tables", []):
        for column in table["columns"]:
            stated[f"{table['name']}.{column['name']}"] = column.get("accept_at")
    return {name: float(threshold) for name, threshold in stated.items() if threshold is not None}


def curve_chart(points: Sequence[Point]) -> LineChart:
    """The share accepted against the error expected, the lowest threshold at the left."""
    return line_chart(
        [
            Value(
                point.error.error,
                point.error.low,
                point.error.high,
                f"{point.threshold:g}",
                _("from %(threshold)s on: %(accepted)s%% accepted, %(error)s%% of them wrong")
                % {
                    "threshold": f"{point.threshold:g}",
                    "accepted": percent(point.accepted),
                    "error": percent(point.error.error),
                },
                point.error.lack is not None,
            )
            for point in points
        ],
        every=4,
    )


def points_as_json(points: Sequence[Point], chart: LineChart) -> str:
    """The curve for the slider, with each point's place on the chart."""
    places = iter(chart.marks)
    return json.dumps(
        [
            {
                "threshold": point.threshold,
                "accepted": round(point.accepted, 4),
                "error": None if point.error.error is None else round(point.error.error, 5),
                "low": round(point.error.low, 5),
                "high": round(point.error.high, 5),
                "verdicts": round(point.error.verdicts),
                "lack": str(LACKS.get(point.error.lack or "", "")),
                "x": next(places).x if point.error.error is not None else None,
            }
            for point in points
        ]
    )


def nearest(points: Sequence[Point], threshold: float) -> int:
    """The place of the point that a threshold is nearest to."""
    return min(range(len(points)), key=lambda at: abs(points[at].threshold - threshold))


def said(alert: Alert) -> str:
    """An alert in words."""
    facts, where = alert.facts, alert.field or _("all fields")
    if alert.kind == Alert.Kind.ACCURACY:
        return _("%(where)s: only %(now)s%% right in two weeks, %(before)s%% before.") % {
            "where": where,
            "now": percent(facts.get("now")),
            "before": percent(facts.get("before")),
        }
    if alert.kind == Alert.Kind.CONFIDENCE:
        return _(
            "%(where)s: confidences are no longer those of the first weeks (index %(index)s)."
        ) % {
            "where": where,
            "index": facts.get("index"),
        }
    characters = " ".join(list(facts.get("characters", {}))[:12])
    return _("The reader lacks characters that are printed: %s") % characters


def open_alerts(user: AbstractUser | AnonymousUser) -> list[tuple[Alert, str]]:
    """What has got worse, in words, for people who may see it; the newest first."""
    if not user.has_perms(("templates_app.view_template", "watching.view_alert")):
        return []
    found = Alert.objects.filter(closed_at=None).select_related("template")
    return [(alert, said(alert)) for alert in found[:5]]
