"""Changing one's own password."""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _


class ChangePassword(PasswordChangeView):
    """Asks for the old password and twice for the new one."""

    template_name = "frontend/password.html"
    success_url = reverse_lazy("dashboard")

    def form_valid(self, form: Form) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)
