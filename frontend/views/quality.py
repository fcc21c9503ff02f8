"""How well a kind of document is read, and the thresholds that follow from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend import quality_view
from frontend.access import allowed
from frontend.wording import in_words
from templates_app.drafts import DraftError
from templates_app.models import Template
from training.watching import using
from training.watching.collecting import quality_of
from training.watching.models import Alert
from training.watching.present_reader import of_present_reader
from training.watching.report import report_of
from training.watching.thresholds import LADDER, curve, lowest_within

MOST_WRONG = 0.005
"""The share of wrong values that shipped thresholds stay under."""


def _template(name: str) -> Template:
    found = Template.objects.select_related("current")
    return get_object_or_404(found, name=name, current__isnull=False)


@allowed("templates_app.view_template", "watching.view_alert")
def quality(request: HttpRequest, name: str) -> HttpResponse:
    """Show accuracy by week and by field, drift, and what has got worse."""
    template = _template(name)
    report = report_of(name, timezone.now())
    alerts = Alert.objects.filter(template=template, closed_at=None)
    return render(
        request,
        "frontend/quality.html",
        {
            "section": "templates",
            "template": template,
            "report": report,
            "right": None if report.estimate.error is None else 1 - report.estimate.error,
            "range": quality_view.range_of(report.estimate),
            "lack": quality_view.LACKS.get(report.estimate.lack or "", ""),
            "chart": quality_view.course_chart(report.weeks),
            "rows": quality_view.field_rows(report.fields_read, template.current),
            "alerts": [(alert, quality_view.said(alert)) for alert in alerts],
            "unknown": list(report.unknown_characters.items())[:40],
        },
    )


@allowed("templates_app.view_template", "watching.view_alert")
def threshold(request: HttpRequest, name: str) -> HttpResponse:
    """Show what every threshold of a field would mean."""
    template, field = _template(name), request.GET.get("field", "")
    observed = quality_of(name).fields.get(field)
    if observed is None:
        raise Http404(_("No value of this field was read in the last year."))
    present = of_present_reader(observed)
    observed = present.observed
    now = quality_view.threshold_of(template.current, field)
    points = curve(observed, {*LADDER, now})
    chart = quality_view.curve_chart(points)
    return render(
        request,
        "frontend/threshold.html",
        {
            "section": "templates",
            "template": template,
            "field": field,
            "now": now,
            "points": quality_view.points_as_json(points, chart),
            "last": len(points) - 1,
            "start": quality_view.nearest(points, now),
            "chart": chart,
            "stated": len(observed.seen),
            "judged": len(observed.judged),
            "audited": sum(one.accepted for one in observed.judged),
            "present": present,
            "advised": lowest_within(points, MOST_WRONG),
        },
    )


@require_POST
@allowed("templates_app.add_templateversion")
def use(request: HttpRequest, name: str) -> HttpResponse:
    """Put a threshold into the template's draft and open the designer on it."""
    field = request.POST.get("field", "")
    try:
        chosen = float(request.POST.get("threshold", ""))
        draft = using.use_threshold(_template(name), field, chosen, request.user)
    except (ValueError, DraftError) as error:
        messages.warning(request, in_words(str(error)))
        return redirect("template-quality", name=name)
    said = _(
        "%(field)s is accepted from %(threshold)s on in this draft. Publish it to put that to use."
    )
    messages.success(request, said % {"field": field, "threshold": f"{chosen:g}"})
    return redirect("designer", pk=draft.pk)
