"""Addresses of the review queue under /api/v1/."""

from rest_framework.routers import SimpleRouter

from review.api.views import DoubtViewSet

router = SimpleRouter(use_regex_path=False)
router.register("doubts", DoubtViewSet, basename="doubt")

urlpatterns = router.urls
