"""The outbox: what is on its way, what arrived, and what waits for a person."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exports import outbox as store
from exports.definition import Definition, DefinitionError, parse_definition
from exports.failures import Failure
from exports.mappings import Previewed
from exports.models import Delivery, Destination, MappingVersion
from exports.rows import rows_of
from frontend import delivery_view
from frontend.access import allowed
from frontend.leading_back import back_to
from frontend.listing import id_of
from frontend.mapping_preview import Preview, drawn
from frontend.states import word_of
from templates_app.models import Template

PAGE_SIZE = 25


@allowed("exports.view_delivery")
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the deliveries that the filters leave, newest first."""
    filters = delivery_view.filters_of(request.GET)
    narrowed = delivery_view.narrowed(filters)
    counts = delivery_view.counts(narrowed)
    found = delivery_view.with_state(narrowed, filters.state)
    page = Paginator(delivery_view.listed(found), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "frontend/outbox.html",
        {
            "section": "outbox",
            "filters": filters,
            "page": page,
            "tabs": [(state, _tab_title(state), count) for state, count in counts.items()],
            "failed": counts[Delivery.State.FAILED],
            "destinations": Destination.objects.all(),
            "templates": Template.objects.filter(mappings__isnull=False).distinct(),
            "any_delivery": counts[""] or Delivery.objects.exists(),
            "any_destination": Destination.objects.exists(),
        },
    )


def _tab_title(state: str) -> str:
    return {"": _("All"), "waiting": _("Waiting")}.get(state) or word_of(state)


@require_POST
@allowed("exports.change_delivery")
def act(request: HttpRequest) -> HttpResponse:
    """Send the chosen deliveries again, or all that have failed under these filters."""
    if request.POST.get("action") == "all-failed":
        filters = delivery_view.filters_of(request.POST)
        chosen = delivery_view.narrowed(filters).filter(state=Delivery.State.FAILED)
    else:
        ids = [number for text in request.POST.getlist("delivery") if (number := id_of(text))]
        chosen = Delivery.objects.filter(pk__in=ids)
        if not ids:
            messages.warning(request, _("Choose at least one delivery first."))
            return redirect(back_to(request, "outbox"))
    count = store.send_again(chosen)
    if count:
        said = ngettext("%d delivery is sent again.", "%d deliveries are sent again.", count)
        messages.success(request, said % count)
    else:
        messages.warning(
            request,
            _("Nothing was sent again: a newer state of these records has replaced them already."),
        )
    return redirect(back_to(request, "outbox"))


@allowed("exports.view_delivery", "recognition.view_record")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivery: how far it is, what it writes, and what came before and after it."""
    found = get_object_or_404(
        Delivery.objects.select_related(
            "mapping__destination", "mapping__template", "record__document"
        ),
        pk=pk,
    )
    history = Delivery.objects.filter(mapping=found.mapping, record=found.record)
    return render(
        request,
        "frontend/delivery.html",
        {
            "section": "outbox",
            "delivery": found,
            "destination": found.mapping.destination,
            "history": history.order_by("-record_version"),
            "preview": None if found.action == Delivery.Action.TAKE_BACK else _written(found),
            "unfinished": found.state in delivery_view.WAITING,
        },
    )


def _written(delivery: Delivery) -> Preview | None:
    """What was written, by the mapping as it stood then; else what would be written now."""
    try:
        definition = _definition(delivery)
    except DefinitionError:
        return None
    record = delivery.record
    record.data = store.data_of(delivery)
    try:
        return drawn(Previewed(record, rows_of(record.data, definition)), definition)
    except Failure as failure:
        return drawn(Previewed(record, None, "", failure), definition)


def _definition(delivery: Delivery) -> Definition:
    earlier = None
    if delivery.state == Delivery.State.DELIVERED:
        earlier = MappingVersion.objects.filter(
            mapping=delivery.mapping_id, number=delivery.mapping_version or 0
        ).first()
    return parse_definition(earlier.definition if earlier else delivery.mapping.definition)
