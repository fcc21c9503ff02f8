"""Documents that no template fits."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.access import allowed
from recognition.models import Record
from templates_app.models import Template

PAGE_SIZE = 24


@allowed("recognition.view_document")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show unmatched documents with the nearest templates, to assign one."""
    unmatched = (
        Record.objects.filter(status=Record.Status.UNMATCHED)
        .select_related("document")
        .order_by("-document__created_at", "part")
    )
    return render(
        request,
        "frontend/inbox.html",
        {
            "section": "inbox",
            "page": Paginator(unmatched, PAGE_SIZE).get_page(request.GET.get("page")),
            "templates": Template.objects.filter(active=True, current__isnull=False),
        },
    )
