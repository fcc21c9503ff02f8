"""API tokens: only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_USED_PRECISION = timedelta(minutes=1)


def hash_token(token: str) -> str:
    """Return what is kept of a token.

    A plain SHA-256 is enough, because a token is 256 random bits and can't be guessed.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class ApiToken(models.Model):
    """A revocable key with which a program acts as a user."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    hash = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(_("starts with"), max_length=12, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    def revoke(self) -> None:
        """End the token's power; it stays listed."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])

    def note_use(self) -> None:
        """Remember when it was used last; to the minute, so that most requests write nothing."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > _USED_PRECISION:
            ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)


def new_token() -> str:
    """Return a fresh token: a word that scanners for leaked secrets can find, and 256 bits."""
    return f"stencil_{secrets.token_urlsafe(32)}"


def create_token(name: str, user: AbstractBaseUser) -> str:
    """Create a token for a user and return it; it can't be shown again."""
    token = new_token()
    ApiToken.objects.create(name=name, user=user, hash=hash_token(token), start=token[:12])
    return token


@transaction.atomic
def create_program_token(name: str, role: str) -> str:
    """Create a user of its own for a program, with one role and no password, and its token."""
    user, created = User.objects.get_or_create(username=f"program:{name}")
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.set([Group.objects.get(name=role)])
    return create_token(name, user)
