"""A file store whose server is gone."""

from django.core.files.storage import Storage


class LostStore(Storage):
    """Answers nothing."""

    def exists(self, name: str) -> bool:
        raise OSError("the store is gone")
