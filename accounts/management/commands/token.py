"""API tokens from the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import ApiToken, create_program_token
from accounts.roles import ROLES


class Command(BaseCommand):
    help = "Create an API token (printed once), list tokens, or revoke one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        creating = actions.add_parser("create", help="print a new token, this once")
        creating.add_argument("name", metavar="NAME")
        creating.add_argument(
            "--role", choices=sorted(ROLES), default="integrator", help="default: integrator"
        )
        revoking = actions.add_parser("revoke", help="end a token's power")
        revoking.add_argument("name", metavar="NAME")
        actions.add_parser("list", help="names, roles and last use")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "create":
            self._create(options["name"], options["role"])
        elif options["action"] == "revoke":
            self._revoke(options["name"])
        else:
            for token in ApiToken.objects.prefetch_related("user__groups"):
                roles = ", ".join(group.name for group in token.user.groups.all())
                state = "revoked" if token.revoked_at else f"last used {token.last_used_at}"
                self.stdout.write(f"{token.name}\t{roles}\t{state}")

    def _create(self, name: str, role: str) -> None:
        if ApiToken.objects.filter(name=name).exists():
            raise CommandError(f"There is a token {name!r} already. Choose another name.")
        self.stdout.write(create_program_token(name, role))

    def _revoke(self, name: str) -> None:
        token = ApiToken.objects.filter(name=name).first()
        if token is None:
            raise CommandError(f"There is no token {name!r}.")
        token.revoke()
        self.stderr.write(f"{name} is revoked.")
