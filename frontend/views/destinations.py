"""Destinations: where records go, how each stands, and what it is set to."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from exports import destinations as store
from exports import mappings as mapping_store
from exports import outbox
from exports.delivering import try_destination
from exports.failures import Failure
from exports.models import Destination, Mapping
from frontend import delivery_view, destination_form
from frontend.access import allowed, require
from frontend.listing import id_of
from frontend.wording import in_words
from templates_app.models import Template

_KINDS = {kind: (icon, title, note) for kind, icon, title, note in destination_form.KINDS}


@allowed("exports.view_destination")
def destinations(request: HttpRequest) -> HttpResponse:
    """Show every destination with its health."""
    return render(
        request,
        "frontend/destinations.html",
        {
            "section": "destinations",
            "healths": delivery_view.healths(Destination.objects.all()),
            "kinds": destination_form.KINDS,
        },
    )


@sensitive_post_parameters()
@allowed("exports.add_destination")
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the kind, then for its settings, and keep them."""
    kind = request.GET.get("kind", "")
    if kind not in _KINDS:
        return render(
            request,
            "frontend/destination_kind.html",
            {"section": "destinations", "kinds": destination_form.KINDS},
        )
    form = destination_form.empty(kind)
    if request.method == "POST":
        data = request.POST.dict()
        try:
            options = destination_form.options_of(kind, data)
            made = store.create(data.get("name", "").strip(), kind, options, request.user)
        except ValidationError as error:
            form = destination_form.refused(form, data, error)
        else:
            _try(request, made)
            return redirect("destination", pk=made.pk)
    return render(
        request,
        "frontend/destination_new.html",
        {"section": "destinations", "form": form, "kind": _KINDS[kind]},
    )


@sensitive_post_parameters()
@allowed("exports.view_destination")
def destination(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a destination: its health, its mappings, its settings; and change these."""
    found = get_object_or_404(Destination, pk=pk)
    form = destination_form.filled(found)
    if request.method == "POST":
        require(request, "exports.change_destination")
        data = request.POST.dict()
        try:
            options = destination_form.options_of(found.kind, data, found)
            store.change(found, options, data.get("name", "").strip())
        except ValidationError as error:
            form = destination_form.refused(form, data, error)
            found.refresh_from_db()
        else:
            _try(request, found)
            return redirect("destination", pk=found.pk)
    (health,) = delivery_view.healths(Destination.objects.filter(pk=pk))
    mapped = [way.mapping.template_id for way in health.ways]
    return render(
        request,
        "frontend/destination.html",
        {
            "section": "destinations",
            "destination": found,
            "health": health,
            "form": form,
            "kind": _KINDS[found.kind],
            "templates": Template.objects.filter(active=True, current__isnull=False).exclude(
                pk__in=mapped
            ),
        },
    )


_NEEDS = {
    "test": "exports.change_destination",
    "switch": "exports.change_destination",
    "delete": "exports.delete_destination",
    "switch-mapping": "exports.change_mapping",
    "catch-up": "exports.change_mapping",
    "delete-mapping": "exports.delete_mapping",
}


@require_POST
@allowed("exports.view_destination")
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Test, switch or delete a destination, or one of its mappings."""
    found = get_object_or_404(Destination, pk=pk)
    action, _colon, number = request.POST.get("action", "").partition(":")
    if action not in _NEEDS:
        raise BadRequest(_("This action is unknown. Go back and choose again."))
    require(request, _NEEDS[action])
    if action == "test":
        _try(request, found)
    elif action == "switch":
        store.change(found, enabled=not found.enabled)
    elif action == "delete":
        found.delete()
        messages.success(request, _("%s was deleted.") % found.name)
        return redirect("destinations")
    else:
        mapping = get_object_or_404(Mapping, destination=found, pk=id_of(number))
        _act_on_mapping(request, action, mapping)
    if request.POST.get("back") == "list":
        return redirect("destinations")
    return redirect("destination", pk=found.pk)


def _act_on_mapping(request: HttpRequest, action: str, mapping: Mapping) -> None:
    if action == "switch-mapping":
        mapping_store.change(mapping, enabled=not mapping.enabled)
    elif action == "catch-up":
        messages.success(request, _("Put into the outbox: %d records.") % outbox.catch_up(mapping))
    else:
        mapping.delete()
        messages.success(request, _("The mapping was deleted. What was delivered stays."))


def _try(request: HttpRequest, destination: Destination) -> None:
    try:
        answered = try_destination(destination)
    except Failure as failure:
        said = _("The test of %s failed.") % destination.name
        messages.error(request, f"{said} {in_words(failure.message)}")
    else:
        said = _("%(name)s answers: %(answer)s")
        messages.success(request, said % {"name": destination.name, "answer": answered})
