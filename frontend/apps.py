"""The pages that people see."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Templates, static files and thin views; it has no models."""

    name = "frontend"

    def ready(self) -> None:
        from frontend.wording import in_words
        from recognition import wording

        wording.translate_with(in_words)
