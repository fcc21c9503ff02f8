"""The first page: where the work stands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend import figures, quality_view
from frontend.chart import chart_of


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show today's figures, the last fourteen days and the newest uploads."""
    return render(
        request,
        "frontend/dashboard.html",
        {
            "section": "dashboard",
            "today": figures.today(),
            "chart": chart_of(figures.days()),
            "batches": figures.batches(),
            "attention": figures.attention(),
            "alerts": quality_view.open_alerts(request.user),
        },
    )
