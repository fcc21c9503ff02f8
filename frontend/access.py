"""Who may open a page: signed in, and with the permission that the page names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]


def allowed(*permissions: str) -> Callable[[View], View]:
    """Open a view to people with all of the permissions; others see why not (403)."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require(request, *permissions)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def require(request: HttpRequest, *permissions: str) -> None:
    """Refuse a person who lacks one of the permissions, and say why (403)."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied(
            _("Your role does not allow this. Ask an administrator for another role.")
        )
