"""What an empty STENCIL_HOME needs before the first command works."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ocrproject.environment import text

ADMIN = "admin"
_LOCK = 0x5374656E63696C  # "Stencil"


def ensure_tables() -> None:
    """Create or update the database's tables; processes that start at once wait for one."""
    with (Path(settings.STENCIL_HOME) / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _alone_in_the_database():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone_in_the_database() -> Iterator[None]:
    """Keep a PostgreSQL installation's other machines waiting; each has a home of its own."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def first_login() -> tuple[str, str]:
    """Return name and password of the first administrator, who is created where there is none.

    The password is STENCIL_ADMIN_PASSWORD or made up, and kept in STENCIL_HOME/login for us
    alone; once it has been changed in the pages, it is no longer known.
    """
    kept = Path(settings.STENCIL_HOME) / "login"
    wished = text("STENCIL_ADMIN_PASSWORD")
    user = User.objects.filter(username=ADMIN).first()
    if user is None:
        password = wished or secrets.token_urlsafe(12)
        User.objects.create_superuser(ADMIN, password=password)
        kept.touch(mode=0o600)
        kept.write_text(password, encoding="utf-8")
        return ADMIN, password
    for password in (wished, kept.read_text(encoding="utf-8") if kept.exists() else ""):
        if password and user.check_password(password):
            return ADMIN, password
    return ADMIN, "(as you have set it)"
