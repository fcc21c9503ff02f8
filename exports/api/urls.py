"""Addresses of destinations, mappings and deliveries under /api/v1/."""

from rest_framework.routers import SimpleRouter

from exports.api.views import DeliveryViewSet, DestinationViewSet, MappingViewSet

router = SimpleRouter(use_regex_path=False)
router.register("destinations", DestinationViewSet, basename="destination")
router.register("mappings", MappingViewSet, basename="mapping")
router.register("deliveries", DeliveryViewSet, basename="delivery")

urlpatterns = router.urls
