"""Addresses of samples under /api/v1/."""

from rest_framework.routers import SimpleRouter

from training.samples.api.views import CollectionViewSet, SampleViewSet

router = SimpleRouter(use_regex_path=False)
router.register("samples/collections", CollectionViewSet, basename="sample-collection")
router.register("samples", SampleViewSet, basename="sample")

urlpatterns = router.urls
