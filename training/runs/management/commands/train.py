"""Train a model here and now, and say whether it is better."""

from __future__ import annotations

import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.run_folder import RunFolder
from training.runs import queue, registry
from training.runs.conducting import conduct
from training.runs.models import TrainingRun
from training.runs.sentences import report_lines
from training.runs.starting import CHAMPION, DEFAULT_MINUTES, RunRefused, Wish, start

_OPEN = (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)


class Command(BaseCommand):
    help = "Train a model from labelled crops; a run that was interrupted goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="of the run and of the model it makes")
        parser.add_argument(
            "--from",
            dest="source",
            required=True,
            metavar="PATH|reviewed",
            help="a labelled folder, the name of an imported collection, or people's decisions",
        )
        parser.add_argument(
            "--base",
            default=CHAMPION,
            metavar="MODEL|none",
            help="the model whose weights it starts from; none: a new network that knows only the "
            "characters of the labels; default: the one that reads now",
        )
        parser.add_argument("--minutes", type=float, default=DEFAULT_MINUTES)
        parser.add_argument("--replay", type=float, help="share of rendered lines, 0 to 0.9")
        parser.add_argument("--rate", type=float, help="learning rate")
        parser.add_argument("--strength", type=float, help="of augmentation, 0 to 2")
        parser.add_argument("--seed", type=int)
        parser.add_argument("--threads", type=int, help="processors; default: all")

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._run(options)
        claim = queue.claim(run.pk)
        if claim is None:
            self.stderr.write(
                f"{run.name} is conducted by another process; this one takes over should that end."
            )
        while claim is None:
            time.sleep(1)
            run.refresh_from_db()
            if run.state not in _OPEN:
                break
            claim = queue.claim(run.pk)
        asked: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: asked.append(number))
        if claim is not None:
            conduct(claim, lambda: bool(asked), self._follower())
        run.refresh_from_db()
        self._conclude(run)

    def _run(self, options: dict[str, Any]) -> TrainingRun:
        """The run of this name where it has not come to its end, else a new one."""
        found = TrainingRun.objects.filter(name=options["name"], source=options["source"]).first()
        if found is not None and found.state != TrainingRun.State.DONE:
            if found.state not in _OPEN:
                queue.go_on(found.pk)
            self.stderr.write(f"{found.name} goes on where it was.")
            return found
        extra = {
            name: options[name]
            for name in ("replay", "rate", "strength", "seed", "threads")
            if options[name] is not None
        }
        if not 0 <= extra.get("replay", 0) <= 0.9:
            raise CommandError("--replay must be between 0 and 0.9.", returncode=2)
        wish = Wish(options["name"], options["source"], options["base"], options["minutes"], extra)
        try:
            return start(wish)
        except RunRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from None

    def _follower(self) -> Any:
        """Print each new row of the curves."""
        shown = 0

        def follow(folder: RunFolder) -> None:
            nonlocal shown
            rows = list(folder.curve())
            for row in rows[shown:]:
                self.stderr.write(
                    f"{row['seconds']:6.0f} s  {row['lines']:7.0f} lines  loss {row['loss']:.3f}  "
                    f"validation: {row['line_accuracy']:.1%} of lines, "
                    f"{row['character_accuracy']:.1%} of characters"
                )
            shown = len(rows)

        return follow

    def _conclude(self, run: TrainingRun) -> None:
        if run.state == TrainingRun.State.FAILED:
            raise CommandError(
                f"{run.name} failed: {run.problem}\nStart the same command to go on once that is "
                "put right.",
                returncode=1,
            )
        if run.state != TrainingRun.State.DONE:
            raise CommandError(
                f"{run.name} is {run.get_state_display()}; start the same command to go on.",
                returncode=1,
            )
        for line in report_lines(run):
            self.stdout.write(line)
        if run.outcome == TrainingRun.Outcome.BROKEN:
            raise CommandError("The export is broken; nothing was registered.", returncode=1)
        if run.problem:
            self.stderr.write(run.problem)
        self.stdout.write(f"Model: {registry.home() / run.name}")
        if run.outcome == TrainingRun.Outcome.BETTER and not settings.PROMOTE_AUTOMATICALLY:
            self.stdout.write("To let it read: manage.py promote " + run.name)
