"""Content policy: strict on our own pages, eased where a third party's pages need it."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

# docs/decisions/content-policy.md says why these two differ.
_ADMIN = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}
_API_PAGES = {"style-src": [SELF, UNSAFE_INLINE]}


class ContentPolicyMiddleware(CSPMiddleware):
    """Adds the policy of settings, with the admin's and the API documentation's exceptions."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith("/admin/"):
            response._csp_replace = _ADMIN
        elif request.path.startswith("/api/docs/"):
            response._csp_replace = _API_PAGES
        return super().process_response(request, response)
