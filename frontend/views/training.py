"""Training: runs with their curves and reports, the models, and which of them reads."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from frontend import training_view
from frontend.access import allowed, require
from frontend.wording import in_words
from training.runs import promotion, queue, registry, rereading
from training.runs.models import TrainingRun
from training.runs.sentences import headline, opinion_sentence
from training.runs.starting import (
    CHAMPION,
    DEFAULT_MINUTES,
    NO_BASE,
    RunRefused,
    Wish,
    compare_again,
    go_on,
    refuse,
    start,
)
from training.samples.labelled import REVIEWED
from training.samples.models import Collection, Sample

_LOG_END = 20_000


@allowed("training.view_trainingrun")
def training(request: HttpRequest) -> HttpResponse:
    """Show what reads now, the runs, the models and how the reader changed."""
    promotion.settle()
    rows = [training_view.run_row(run) for run in TrainingRun.objects.all()[:50]]
    history = training_view.history()
    return render(
        request,
        "frontend/training.html",
        {
            "section": "training",
            "reader": training_view.reader_words(registry.champion()),
            "changed": history[0] if history else None,
            "can_go_back": promotion.reader_before() is not None,
            "before": training_view.reader_words(promotion.reader_before() or ""),
            "rows": rows,
            "unfinished": any(row.unfinished for row in rows),
            "models": training_view.model_rows(),
            "history": history,
            "samples": _samples(),
            "doubtful": rereading.doubtful().count(),
        },
    )


def _samples() -> int:
    return Sample.objects.for_training().filter(origin=Sample.Origin.REVIEW).count()


@allowed("training.add_trainingrun")
def new(request: HttpRequest) -> HttpResponse:
    """Start a run."""
    shown: dict[str, Any] = {
        "name": "",
        "source": REVIEWED,
        "base": CHAMPION,
        "minutes": f"{DEFAULT_MINUTES:g}",
    }
    if request.method == "POST":
        shown |= {key: request.POST.get(key, "").strip() for key in shown}
        try:
            run = start(_wish(shown), request.user)
        except RunRefused as refusal:
            shown["problem"] = in_words(str(refusal))
        else:
            messages.success(request, _("%s waits for the trainer.") % run.name)
            return redirect("training-run", run.name)
    return render(
        request,
        "frontend/training_new.html",
        {
            "section": "training",
            "form": shown,
            "samples": _samples(),
            "collections": Collection.objects.all(),
            "models": [row for row in training_view.model_rows() if not row.reads_now],
            "champion": registry.trained_half(registry.champion()),
            "none": NO_BASE,
        },
    )


def _wish(form: dict[str, Any]) -> Wish:
    source = form["source"]
    # folders of this machine are named on the command line alone
    if source != REVIEWED and not Collection.objects.filter(name=source).exists():
        raise RunRefused(_("Choose what it is to learn from."))
    try:
        minutes = float(form["minutes"].replace(",", "."))
    except ValueError:
        raise RunRefused(_("The minutes must be a number.")) from None
    return Wish(form["name"], source, form["base"], minutes)


@allowed("training.view_trainingrun")
def run(request: HttpRequest, name: str) -> HttpResponse:
    """Show a run: how far it is, its curves, its report, its log."""
    found = get_object_or_404(TrainingRun, name=name)
    folder = registry.run_folder(name)
    curve = list(folder.curve())
    return render(
        request,
        "frontend/training_run.html",
        {
            "section": "training",
            "row": training_view.run_row(found),
            "run": found,
            "accuracy": training_view.accuracy_chart(curve),
            "loss": training_view.loss_chart(curve),
            "last": curve[-1] if curve else None,
            "headline": headline(found) if found.outcome else "",
            "answers": training_view.answers(found),
            "opinions": [opinion_sentence(one) for one in found.report.get("second_opinions", ())],
            "changed": training_view.changed_crops(found),
            "kinds": training_view.kind_rows(found),
            "problem": in_words(found.problem),
            "log": _log(name),
            "reads_now": name in registry.champion().split("+"),
            "promotable": found.outcome == TrainingRun.Outcome.BETTER
            and found.champion == registry.trained_half(registry.champion()),
            "outdated": found.state == TrainingRun.State.DONE
            and found.outcome in (TrainingRun.Outcome.BETTER, TrainingRun.Outcome.NOT_BETTER)
            and found.champion != registry.trained_half(registry.champion()),
        },
    )


def _log(name: str) -> str:
    path = registry.run_folder(name).log
    return path.read_text("utf-8", errors="replace")[-_LOG_END:] if path.exists() else ""


@require_POST
@allowed("training.view_trainingrun")
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Cancel, go on, promote, refuse or compare again."""
    found = get_object_or_404(TrainingRun, name=name)
    action = request.POST.get("action", "")
    if action == "promote":
        require(request, "training.add_promotion")
    elif action in ("cancel", "go-on", "refuse", "compare"):
        require(request, "training.change_trainingrun")
    else:
        raise BadRequest(_("This action is unknown. Go back and choose again."))
    try:
        _acted(request, found, action)
    except (promotion.PromotionRefused, RunRefused) as refusal:
        messages.warning(request, in_words(str(refusal)))
    return redirect("training-run", name)


def _acted(request: HttpRequest, found: TrainingRun, action: str) -> None:
    if action == "promote":
        promotion.promote(found, request.user)
        messages.success(
            request,
            _("%s reads from now on; the workers take it before their next document.") % found.name,
        )
    elif action == "cancel":
        if queue.cancel(found.pk):
            messages.success(request, _("%s is cancelled.") % found.name)
        else:
            messages.warning(request, _("%s has ended already.") % found.name)
    elif action == "go-on":
        go_on(found)
        messages.success(request, _("%s waits for the trainer.") % found.name)
    elif action == "refuse":
        refuse(found)
        messages.success(request, _("%s is refused; it does not read.") % found.name)
    else:
        compare_again(found)
        messages.success(request, _("%s is compared with the present reader.") % found.name)


@require_POST
@allowed("training.add_promotion")
def go_back(request: HttpRequest) -> HttpResponse:
    """Let the reader before read again."""
    try:
        row = promotion.roll_back(request.user)
    except promotion.PromotionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        reader = training_view.reader_words(row.reader)[0]
        messages.success(request, _("%s reads again.") % reader)
    return redirect("training")


@require_POST
@allowed("training.view_trainingrun", "recognition.change_document")
def read_again(request: HttpRequest) -> HttpResponse:
    """Read the documents with open doubts again with what reads now."""
    count = rereading.read_doubtful_again()
    if count:
        said = ngettext(
            "%d document is read again; decisions are kept.",
            "%d documents are read again; decisions are kept.",
            count,
        )
        messages.success(request, said % count)
    else:
        messages.warning(request, _("No document has an open doubt."))
    return redirect("training")


@allowed("training.view_trainingrun")
def model(request: HttpRequest, name: str) -> HttpResponse:
    """Show one model: where it comes from, its figures, and when it read."""
    found = next((row for row in training_view.model_rows() if row.name == name), None)
    if found is None:
        raise Http404(_("There is no model of this name."))
    return render(
        request,
        "frontend/training_model.html",
        {
            "section": "training",
            "model": found,
            "config": found.folder.document("config.json"),
            "history": training_view.history(name),
            "few": "".join(found.folder.charset()) if found.characters <= 200 else "",
        },
    )


@allowed("training.view_trainingrun")
@cache_control(private=True, max_age=86400)
def crop(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """Show a crop that a run was judged by."""
    found = get_object_or_404(TrainingRun, name=name)
    if not any(row["file"] == file for row in found.report.get("changed", ())):
        raise Http404(_("This crop is not part of the report."))
    path = registry.run_folder(name).path / file
    if not path.is_file():
        raise Http404(_("The run's folder was deleted."))
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    return HttpResponse(path.read_bytes(), content_type=kind)
