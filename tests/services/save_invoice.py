"""Store a made-up invoice from a file of its own: python -m tests.services.save_invoice NAME.

Says ``ready``, then ``stored`` with the transaction still open, and ends it at its input's end.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 (after django.setup)

from tests import made  # noqa: E402 (after django.setup)


def main(name: str) -> None:
    """Store one file's record of the invoice that every such file holds."""
    print("ready", flush=True)
    made.template()
    document = made.document(name.encode(), name)
    with transaction.atomic():
        made.saved(document, made.record())
        print("stored", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
