"""Who may call what: views name the permission that each method needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class RolePermission(BasePermission):
    """Asks the view's ``permissions`` for the method, or for the viewset's action first.

    A view that names no permission for a method is closed to everybody.
    """

    message = "Your role does not allow this. Ask an administrator for another role."

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        wanted: dict[str, str] = getattr(view, "permissions", {})
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS":
            return True
        action = getattr(view, "action", None)
        permission = wanted.get(action or "") or wanted.get(method or "")
        if permission is None:
            # a method the view doesn't have is answered with 405, not 403
            return method not in view.allowed_methods
        return bool(request.user.has_perm(permission))
