#!/usr/bin/env python
"""Stencil's command line."""

import os
import sys

NEED_TABLES = {
    "deliver",
    "demo",
    "export",
    "extract",
    "serve",
    "sweep",
    "template",
    "token",
    "worker",
}


def main() -> None:
    """Run a command; those that need tables find them also in an empty STENCIL_HOME."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocrproject.settings")
    from django.core.management import execute_from_command_line

    asks_for_help = {"-h", "--help"} & set(sys.argv)
    if len(sys.argv) > 1 and sys.argv[1] in NEED_TABLES and not asks_for_help:
        import django

        django.setup()
        from ocrproject.first_use import ensure_tables

        ensure_tables()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
