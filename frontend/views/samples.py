"""Samples: what people decided and what was brought along, to look through and to train on."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from frontend import sample_view
from frontend.access import allowed
from frontend.leading_back import back_to
from frontend.listing import uuid_of
from frontend.wording import in_words
from training.samples import pictures, setting_aside
from training.samples.demanding import DemandError, demands_of, models_with_charset
from training.samples.folder_reading import Form, SourceError, read_folder
from training.samples.folder_writing import FolderError
from training.samples.importing import ImportingError, Report, bring_in, look_through
from training.samples.models import Collection, Sample
from training.samples.packing import packed
from training.samples.states import with_state
from training.samples.stored import crops_of
from training.samples.zip_folder import unpacked

PAGE_SIZE = 25


@allowed("samples.view_sample")
def samples(request: HttpRequest) -> HttpResponse:
    """Show the samples that the filters leave, newest first."""
    filters = sample_view.filters_of(request.GET)
    narrowed = sample_view.narrowed(filters)
    counts = sample_view.counts(narrowed)
    found = sample_view.listed(with_state(narrowed, filters.state))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "frontend/samples.html",
        {
            "section": "samples",
            "filters": filters,
            "choices": sample_view.choices(filters),
            "page": page,
            "rows": [sample_view.row_of(sample) for sample in page],
            "tabs": [
                (state, sample_view.STATE_WORDS[state], count) for state, count in counts.items()
            ],
            "trainable": counts["training"],
            "any_sample": counts[""] or Sample.objects.exists(),
        },
    )


@allowed("samples.view_sample")
def sample(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one sample with all that is kept of it."""
    found = get_object_or_404(sample_view.listed(Sample.objects.all()), pk=pk)
    return render(
        request,
        "frontend/sample.html",
        {"section": "samples", "row": sample_view.row_of(found), "sample": found},
    )


@allowed("samples.view_sample")
@cache_control(private=True, max_age=86400)
def crop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a sample's crop."""
    try:
        data, kind = pictures.shown(get_object_or_404(Sample, pk=pk))
    except FileNotFoundError:
        raise Http404(_("This crop is not cut yet.")) from None
    return HttpResponse(data, content_type=kind)


@require_POST
@allowed("samples.change_sample")
def act(request: HttpRequest) -> HttpResponse:
    """Set the chosen samples aside with a reason, or take them back in."""
    ids = [found for text in request.POST.getlist("sample") if (found := uuid_of(text))]
    chosen = Sample.objects.filter(pk__in=ids)
    action = request.POST.get("action", "")
    if action not in ("aside", "take-in"):
        raise BadRequest(_("This action is unknown. Go back and choose again."))
    if not ids:
        messages.warning(request, _("Choose at least one sample first."))
    elif action == "take-in":
        count = setting_aside.take_in(chosen)
        said = ngettext(
            "%d sample is for training again.", "%d samples are for training again.", count
        )
        messages.success(request, said % count)
    elif not request.POST.get("reason", "").strip():
        messages.warning(request, _("Say why these samples are not for training."))
    else:
        count = setting_aside.set_aside(chosen, request.user, request.POST["reason"])
        said = ngettext("%d sample is set aside.", "%d samples are set aside.", count)
        messages.success(request, said % count)
    return redirect(back_to(request, "samples"))


@allowed("samples.view_sample")
def download(request: HttpRequest) -> HttpResponseBase:
    """Download what is for training under the list's filters, as a zip of a labelled folder."""
    try:
        form = Form(request.GET.get("as", ""))
    except ValueError:
        raise BadRequest(_("This form is unknown. Go back and choose again.")) from None
    filters = sample_view.filters_of(request.GET)
    chosen = with_state(sample_view.narrowed(filters), filters.state)
    try:
        file = packed(crops_of(chosen), form)
    except FolderError as error:
        messages.warning(request, in_words(str(error)))
        return redirect("samples")
    return FileResponse(file, as_attachment=True, filename=f"samples-{form}.zip")


@allowed("samples.add_collection")
def bring(request: HttpRequest) -> HttpResponse:
    """Take a zip of a labelled folder: look through it, or keep what is good of it."""
    known = Collection.objects.values_list("name", flat=True)
    models = models_with_charset()
    shown: dict[str, Any] = {"section": "samples", "collections": known, "models": models}
    if request.method == "POST":
        shown |= _brought(request)
    return render(request, "frontend/samples_import.html", shown)


def _brought(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    name = request.POST.get("name", "").strip()
    asked = {part: request.POST.get(part, "").strip() for part in ("charset", "size")}
    if file is None:
        return {**asked, "name": name, "problem": _("Choose a zip file first.")}
    name = name or slugify(Path(file.name or "").stem)[:64] or "collection"
    keep = request.POST.get("action") == "import"
    with tempfile.TemporaryDirectory() as folder:
        try:
            demands = demands_of(asked["charset"], asked["size"])
            found = read_folder(unpacked(file, Path(folder)))
            if keep:
                report = bring_in(found, name, request.user, demands)
            else:
                report = look_through(found, name, demands)
        except (SourceError, ImportingError, DemandError) as error:
            return {**asked, "name": name, "problem": in_words(str(error))}
    return {**asked, "name": name, "report": report, "kept": keep, "faults": _faults(report)}


def _faults(report: Report) -> list[tuple[Any, int, list[Any]]]:
    """The kinds of faults with their counts and the files that are named."""
    return [
        (
            sample_view.FAULTS[fault],
            count,
            [(bad.name, in_words(bad.message)) for bad in report.bad if bad.fault == fault],
        )
        for fault, count in sorted(report.faults.items(), key=lambda entry: -entry[1])
    ]


@require_POST
@allowed("samples.delete_collection")
def delete_collection(request: HttpRequest, name: str) -> HttpResponse:
    """Delete an imported collection with its samples."""
    get_object_or_404(Collection, name=name).delete()
    messages.success(request, _("The collection %s was deleted.") % name)
    return redirect("samples")
