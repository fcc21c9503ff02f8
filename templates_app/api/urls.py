"""Addresses of templates under /api/v1/."""

from rest_framework.routers import SimpleRouter

from templates_app.api.views import TemplateViewSet

router = SimpleRouter(use_regex_path=False)
router.register("templates", TemplateViewSet, basename="template")
urlpatterns = router.urls
