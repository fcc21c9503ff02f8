"""What has got worse, from when until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from templates_app.models import Template


class Alert(models.Model):
    """Something about a template that has got worse; open until it no longer is.

    field: the field it is about, empty for the template as a whole.
    facts: the numbers behind it, as they were when it was last looked at.
    """

    class Kind(models.TextChoices):
        ACCURACY = "accuracy", _("accuracy has fallen")
        CONFIDENCE = "confidence", _("confidence has moved")
        CHARSET = "charset", _("characters are unknown")

    template = models.ForeignKey(
        Template, models.CASCADE, related_name="alerts", verbose_name=_("template")
    )
    field = models.CharField(_("field"), max_length=127, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    facts = models.JSONField(_("facts"), default=dict)
    opened_at = models.DateTimeField(_("since"))
    checked_at = models.DateTimeField(_("looked at"))
    closed_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        ordering = ("-opened_at", "pk")
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=("template", "field", "kind"),
                condition=Q(closed_at__isnull=True),
                name="one_open_alert_of_each_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template}: {self.get_kind_display()}"
