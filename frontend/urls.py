"""The pages' addresses."""

from django.contrib.auth import views as auth
from django.templatetags.static import static
from django.urls import path
from django.utils.functional import lazystr
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from frontend.views import (
    dashboard,
    documents,
    inbox,
    password,
    read,
    record,
    templates,
    upload,
)

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    # browsers ask for it on pages that are not ours
    path("favicon.ico", RedirectView.as_view(url=lazystr(static("frontend/img/mark.svg")))),
    path("upload/", upload.upload, name="upload"),
    path("upload/file/", upload.upload_file, name="upload-file"),
    path("documents/", documents.documents, name="documents"),
    path("documents/act/", documents.act, name="act"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("records/<uuid:pk>/", record.record, name="record"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:name>/", templates.template, name="template"),
    path("templates/<slug:name>/v<int:number>/", templates.template, name="template-version"),
    path("templates/<slug:name>/v<int:number>/export/", templates.export, name="template-export"),
    path(
        "templates/<slug:name>/v<int:number>/pages/<int:page>.jpg",
        templates.sample,
        name="template-sample",
    ),
    path("read/", read.read, name="read"),
    path("read/lines/", read.read_lines, name="read-lines"),
    path(
        "login/",
        auth.LoginView.as_view(
            template_name="frontend/login.html", redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", password.ChangePassword.as_view(), name="password"),
    path(
        "texts.js",
        JavaScriptCatalog.as_view(packages=["frontend"]),
        name="javascript-catalog",
    ),
]
