"""`Authorization: Token …` for programs."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, hash_token

_REFUSED = "This token is unknown or revoked. Create one with: python manage.py token create NAME"


class TokenAuthentication(BaseAuthentication):
    """Finds the user of the token in the Authorization header."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, ApiToken] | None:
        """Return user and token, or None where the header speaks of something else."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Send the header as: Authorization: Token YOUR_TOKEN")
        digest = hash_token(words[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(hash=digest).first()
        if token is None or token.revoked_at is not None or not token.user.is_active:
            raise AuthenticationFailed(_REFUSED)
        token.note_use()
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Make refusals 401 rather than 403."""
        return self.keyword
