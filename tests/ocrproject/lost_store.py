"""A file store whose server is gone."""

from typing import NoReturn

from django.core.files.storage import Storage


class LostStore(Storage):
    """Answers nothing."""

    def exists(self, name: str) -> bool:
        raise OSError("the store is gone")

    def _open(self, name: str, mode: str) -> NoReturn:
        raise OSError("the store is gone")
