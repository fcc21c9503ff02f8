"""The pages' addresses."""

from django.contrib.auth import views as auth
from django.templatetags.static import static
from django.urls import path
from django.utils.functional import lazystr
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from frontend.views import (
    dashboard,
    design_data,
    design_suite,
    designer,
    destinations,
    documents,
    inbox,
    mappings,
    outbox,
    password,
    read,
    record,
    review,
    samples,
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
    path("documents/download/", documents.download, name="documents-download"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("records/<uuid:pk>/", record.record, name="record"),
    path("records/<uuid:pk>/golden/", record.make_golden, name="record-golden"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("review/", review.desk, name="review"),
    path("review/cards/", review.cards, name="review-cards"),
    path("review/group/", review.group, name="review-group"),
    path("review/queue/", review.queue, name="review-queue"),
    path("review/four-eyes/", review.four_eyes, name="review-four-eyes"),
    path(
        "review/crops/<uuid:pk>/<int:number>/<slug:place>/<slug:size>.png",
        review.crop,
        name="review-crop",
    ),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:name>/", templates.template, name="template"),
    path("templates/<slug:name>/compare/", templates.compare, name="template-compare"),
    path("templates/<slug:name>/active/", templates.activate, name="template-active"),
    path("templates/<slug:name>/design/", designer.open_template, name="template-design"),
    path(
        "templates/<slug:name>/v<int:number>/take/",
        designer.take_version,
        name="template-take-version",
    ),
    path("designer/", designer.new, name="template-new"),
    path("designer/<uuid:pk>/", designer.designer, name="designer"),
    path("designer/<uuid:pk>/state/", design_data.state, name="designer-state"),
    path("designer/<uuid:pk>/save/", design_data.save, name="designer-save"),
    path("designer/<uuid:pk>/pages/<int:number>.jpg", design_data.page, name="designer-page"),
    path("designer/<uuid:pk>/pages/<int:number>/words/", design_data.words, name="designer-words"),
    path(
        "designer/<uuid:pk>/pages/<int:number>/sample/",
        design_data.add_sample,
        name="designer-sample",
    ),
    path("designer/<uuid:pk>/propose/", design_data.propose, name="designer-propose"),
    path("designer/<uuid:pk>/test/", design_data.test, name="designer-test"),
    path("designer/<uuid:pk>/try/", design_suite.try_on, name="designer-try"),
    path("designer/<uuid:pk>/value/", design_suite.value, name="designer-value"),
    path("designer/<uuid:pk>/golden/", design_suite.add_golden, name="designer-golden"),
    path(
        "designer/<uuid:pk>/golden/<uuid:golden>/run/",
        design_suite.run_golden,
        name="designer-golden-run",
    ),
    path(
        "designer/<uuid:pk>/golden/<uuid:golden>/remove/",
        design_suite.remove_golden,
        name="designer-golden-remove",
    ),
    path("designer/<uuid:pk>/publish/", design_suite.publish, name="designer-publish"),
    path("designer/<uuid:pk>/discard/", designer.discard, name="designer-discard"),
    path("templates/<slug:name>/v<int:number>/", templates.template, name="template-version"),
    path("templates/<slug:name>/v<int:number>/export/", templates.export, name="template-export"),
    path(
        "templates/<slug:name>/v<int:number>/pages/<int:page>.jpg",
        templates.sample,
        name="template-sample",
    ),
    path("samples/", samples.samples, name="samples"),
    path("samples/act/", samples.act, name="samples-act"),
    path("samples/download/", samples.download, name="samples-download"),
    path("samples/import/", samples.bring, name="samples-import"),
    path(
        "samples/collections/<slug:name>/delete/",
        samples.delete_collection,
        name="samples-collection-delete",
    ),
    path("samples/<uuid:pk>/", samples.sample, name="sample"),
    path("samples/<uuid:pk>/crop/", samples.crop, name="sample-crop"),
    path("destinations/", destinations.destinations, name="destinations"),
    path("destinations/new/", destinations.new, name="destination-new"),
    path("destinations/<int:pk>/", destinations.destination, name="destination"),
    path("destinations/<int:pk>/act/", destinations.act, name="destination-act"),
    path("destinations/<int:pk>/mappings/<slug:name>/", mappings.mapping, name="mapping"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/act/", outbox.act, name="outbox-act"),
    path("outbox/<int:pk>/", outbox.delivery, name="delivery"),
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
