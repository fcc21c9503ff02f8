"""The queue of what the machine doubts, and what people did with each doubt."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recognition.models import Decision, Record
from templates_app.models import Template


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Doubts as the queue looks at them."""

    def open(self) -> DoubtQuerySet:
        """Those that a person may decide now."""
        return self.filter(state=Doubt.State.OPEN)

    def free_for(self, user: AbstractBaseUser, now: datetime) -> DoubtQuerySet:
        """Those that nobody else holds."""
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=user.pk)
        )

    def with_record(self) -> DoubtQuerySet:
        """With all that a card says of their records, in one query."""
        return self.select_related(
            "record__document", "record__template_version", "template__review", "claimed_by"
        )


class Doubt(models.Model):
    """One thing of a record that waits for a person: a value, a broken rule, the whole, an audit.

    name: the field, ``table.column`` or the rule; row: place in the table from 0.
    text: the start of what was read, to find what was read alike.
    state: waiting ones come up once the record's values are decided.
    due: the time it entered the queue, moved forward by what a decision is worth.
    escalated: left to people who may settle what others could not.
    opinions: how many people have said what it is, where two must agree.
    """

    class Kind(models.TextChoices):
        VALUE = "value", _("value")
        RULE = "rule", _("rule")
        RECORD = "record", _("record")
        AUDIT = "audit", _("audit")

    class Reason(models.TextChoices):
        UNSURE = "unsure", _("not sure enough")
        DISAGREEMENT = "disagreement", _("readings differ")
        INVALID = "invalid", _("does not fit its kind")
        MISSING = "missing", _("required, not found")
        RULE = "rule", _("rule broken")
        HELD = "held", _("record held back")
        AUDIT = "audit", _("random audit")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("after the values")
        SETTLED = "settled", _("decided")
        WITHDRAWN = "withdrawn", _("no longer in doubt")

    TEXT = 120

    record = models.ForeignKey(
        Record, models.CASCADE, related_name="doubts", verbose_name=_("record")
    )
    template = models.ForeignKey(
        Template, models.CASCADE, related_name="+", verbose_name=_("template")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    name = models.CharField(_("field or rule"), max_length=127, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    text = models.CharField(_("text"), max_length=TEXT, blank=True)
    confidence = models.FloatField(_("confidence"), default=0.0)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    due = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("since"))
    escalated = models.BooleanField(_("escalated"), default=False)
    opinions = models.PositiveSmallIntegerField(_("opinions"), default=0)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("held by"),
    )
    claimed_until = models.DateTimeField(_("held until"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    settled_at = models.DateTimeField(_("decided"), null=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        ordering = ("due", "pk")
        verbose_name = _("doubt")
        verbose_name_plural = _("doubts")
        permissions = [("settle_escalated", "Can settle what others have escalated")]
        constraints = [
            models.UniqueConstraint(
                fields=("record", "kind", "name"),
                condition=Q(row__isnull=True),
                name="one_doubt_for_each_place",
            ),
            models.UniqueConstraint(
                fields=("record", "kind", "name", "row"),
                condition=Q(row__isnull=False),
                name="one_doubt_for_each_cell",
            ),
        ]
        indexes = [
            models.Index(fields=("state", "due"), name="review_doubt_due"),
            models.Index(fields=("state", "template", "due"), name="review_doubt_template"),
            models.Index(fields=("state", "name", "text"), name="review_doubt_alike"),
        ]

    def __str__(self) -> str:
        place = self.name if self.row is None else f"{self.name} ({self.row + 1})"
        return f"{self.record}: {place}" if place else str(self.record)

    @property
    def on_value(self) -> bool:
        """Whether it is about one value, in doubt or audited."""
        return self.kind in (self.Kind.VALUE, self.Kind.AUDIT)


class Step(models.Model):
    """What somebody did with a doubt; kept for good.

    value, reason, region: what was said of a value, as decisions state it.
    text: a note, why it was escalated, why a rule may be broken.
    token: the sender's word for the step; sent twice it counts once.
    group: what was done with one key.
    taken_back_at: from then on it no longer counts.
    """

    class Kind(models.TextChoices):
        DECIDED = "decided", _("decided")
        OPINION = "opinion", _("said what it is")
        SKIPPED = "skipped", _("skipped")
        ESCALATED = "escalated", _("escalated")
        NOTED = "noted", _("noted")

    doubt = models.ForeignKey(Doubt, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=9, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="review_steps"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    value = models.JSONField(_("value"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    region = models.JSONField(_("place"), null=True)
    text = models.TextField(_("text"), blank=True)
    token = models.UUIDField(null=True, unique=True, editable=False)
    group = models.UUIDField(null=True, editable=False)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [
            models.Index(fields=("doubt", "kind", "by"), name="review_step_doubt"),
            models.Index(fields=("by", "at"), name="review_step_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.doubt}"


class TemplateReview(models.Model):
    """How the doubts of one kind of document are reviewed; the kind itself does not say."""

    template = models.OneToOneField(Template, models.CASCADE, related_name="review")
    four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("Two different people must settle a value alike."),
    )

    class Meta:
        verbose_name = _("review of a template")
        verbose_name_plural = _("reviews of templates")

    def __str__(self) -> str:
        return str(self.template)
