"""Let a trained model read documents, or go back to the one before."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.runs import registry
from training.runs.models import TrainingRun
from training.runs.promotion import PromotionRefused, promote, roll_back, settle


class Command(BaseCommand):
    help = "Let the model of a finished run read documents; --back lets the one before read again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="of the run; without it the reader is printed")
        parser.add_argument("--back", action="store_true", help="go back to the reader before")

    def handle(self, *args: Any, **options: Any) -> None:
        settle()
        try:
            if options["back"]:
                roll_back()
            elif options["name"]:
                run = TrainingRun.objects.filter(name=options["name"]).first()
                if run is None:
                    raise CommandError(f"There is no run {options['name']!r}.", returncode=2)
                promote(run)
        except PromotionRefused as refusal:
            raise CommandError(str(refusal), returncode=1) from None
        self.stdout.write(registry.champion())
