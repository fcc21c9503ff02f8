"""Training runs and the history of what has read documents here."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME = r"^[a-z0-9][a-z0-9._-]{0,62}$"


class TrainingRun(models.Model):
    """One run; the row is the truth about its place in the queue, its folder about the rest.

    source: ``reviewed``, the name of an imported collection, or a folder's path.
    base: the model whose weights it starts from; empty for a new network.
    options: settings of the run beyond the columns.
    champion: the model that it is compared with.
    claim, lease_until: as of documents; another process goes on when the lease has run out.
    crops: how many train, validate and are held out. data: SHA-256 over all of them.
    report: what ``training.verdict`` made of the comparison, as JSON.
    promotion_due: found better and to read by itself, which it does not yet.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("finished")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    class Outcome(models.TextChoices):
        NONE = "", _("not compared yet")
        BETTER = "better", _("better")
        NOT_BETTER = "not_better", _("not better")
        BROKEN = "broken", _("broken export")
        SPECIAL = "special", _("for fields")
        REFUSED = "refused", _("refused")

    name = models.CharField(
        _("name"),
        max_length=63,
        unique=True,
        validators=[
            RegexValidator(NAME, _("Use small letters, digits, - _ and .; begin with no sign."))
        ],
    )
    source = models.CharField(_("learns from"), max_length=500)
    base = models.CharField(_("starts from"), max_length=63, blank=True)
    champion = models.CharField(_("compared with"), max_length=63, blank=True)
    minutes = models.FloatField(_("minutes"), default=10)
    options = models.JSONField(_("settings"), default=dict)
    created_at = models.DateTimeField(_("started by hand"), auto_now_add=True, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.QUEUED, db_index=True
    )
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("begun"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    problem = models.TextField(_("problem"), blank=True)
    crops = models.JSONField(_("crops"), default=dict)
    data = models.CharField(_("data"), max_length=64, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome, default=Outcome.NONE, blank=True
    )
    report = models.JSONField(_("report"), default=dict)
    promotion_due = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("training run")
        verbose_name_plural = _("training runs")

    def __str__(self) -> str:
        return self.name


class Promotion(models.Model):
    """A change of the reader that documents are read with; the file on disk decides, not the row.

    reader, before: names as the engine takes them, such as ``shop-3+pp-ocrv6-small``.
    A row is begun before the file is replaced and done after it; one that was begun by a
    process that ended is settled by looking at the file.
    """

    class Kind(models.TextChoices):
        PROMOTED = "promoted", _("promoted")
        ROLLED_BACK = "rolled_back", _("rolled back")

    class State(models.TextChoices):
        BEGUN = "begun", _("begun")
        DONE = "done", _("done")
        VOID = "void", _("not carried out")

    reader = models.CharField(_("reader"), max_length=130)
    before = models.CharField(_("before"), max_length=130)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.BEGUN)
    run = models.ForeignKey(
        TrainingRun, models.SET_NULL, null=True, related_name="promotions", verbose_name=_("run")
    )
    begun_at = models.DateTimeField(_("at"), auto_now_add=True)
    promoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ("-begun_at", "-pk")
        verbose_name = _("change of the reader")
        verbose_name_plural = _("changes of the reader")

    def __str__(self) -> str:
        return self.reader
