"""Accepted records to their destinations, now."""

from __future__ import annotations

import json
import time
from argparse import RawDescriptionHelpFormatter
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from exports import destinations, mappings, outbox
from exports.definition import DefinitionError
from exports.delivering import deliver_next
from exports.failures import Failure
from exports.models import Delivery, Destination, Mapping
from exports.payload import plain_row
from recognition.models import Record

_POLL_SECONDS = 0.5
_AT_ONCE = 200
_EXAMPLES = """
Records that the outbox does not hold yet are put into it first; then what is due is delivered.

  python manage.py export                              everything, to everywhere
  python manage.py export --destination erp            to one destination
  python manage.py export --since 2026-11-01           records changed from that day on
  python manage.py export --destination erp --dry-run  one JSON line for each record; writes nothing

Exit status: 0 all of it arrived, 1 some did not (the reasons stand on stderr; they are tried again
by `manage.py deliver`, or wait in the outbox for a person), 2 the command line is wrong.
"""


class Command(BaseCommand):
    help = "Deliver accepted records to their destinations, and say what arrived."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLES,
            formatter_class=RawDescriptionHelpFormatter,
            **options,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--destination", metavar="NAME", help="only this destination")
        parser.add_argument(
            "--since",
            metavar="DATE",
            help="only records changed from then on: 2026-11-01 or 2026-11-01T08:00",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the rows as JSON lines, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _mappings(options["destination"])
        since = _since(options["since"])
        if options["dry_run"]:
            self._dry_run(chosen, since)
        else:
            self._export(chosen, since)

    def _dry_run(self, chosen: list[Mapping], since: datetime | None) -> None:
        wrong = 0
        for mapping in chosen:
            wrong += self._shown(mapping, since)
        if wrong:
            raise CommandError(f"{wrong} records would not arrive.", returncode=1)

    def _shown(self, mapping: Mapping, since: datetime | None) -> int:
        """Print a mapping's records as they would be delivered; returns how many would not be."""
        wrong = 0
        ids = list(_records(mapping, since).values_list("pk", flat=True))
        for start in range(0, len(ids), _AT_ONCE):
            records = Record.objects.filter(pk__in=ids[start : start + _AT_ONCE])
            try:
                shown = mappings.preview(
                    mapping.definition,
                    mapping.template,
                    mapping.destination,
                    records.order_by("created_at"),
                )
            except (Failure, DefinitionError) as error:
                self.stderr.write(f"{mapping}: {error}")
                return len(ids)
            for entry in shown:
                wrong += entry.failure is not None
                self.stdout.write(json.dumps(_line(mapping, entry), ensure_ascii=False))
        return wrong

    def _export(self, chosen: list[Mapping], since: datetime | None) -> None:
        destinations.seal_anew()
        queued = sum(outbox.catch_up(mapping, since) for mapping in chosen)
        self.stderr.write(f"{queued} put into the outbox.")
        ids = [mapping.pk for mapping in chosen]
        begun = timezone.now()
        Mapping.objects.filter(pk__in=ids).update(paused_until=None)
        last = 0
        while True:
            served = deliver_next(last, only=ids)
            if served is not None:
                last = served.mapping
            elif not _under_way(ids).exists():
                break
            else:
                time.sleep(_POLL_SECONDS)  # another process delivers the rest of it
        self._summary(ids, begun)

    def _summary(self, ids: list[int], begun: datetime) -> None:
        deliveries = Delivery.objects.filter(mapping__in=ids)
        arrived = deliveries.filter(state=Delivery.State.DELIVERED, delivered_at__gte=begun).count()
        waiting = deliveries.filter(state=Delivery.State.QUEUED).exclude(reason="")
        failed = deliveries.filter(state=Delivery.State.FAILED)
        self.stdout.write(
            f"{arrived} delivered, {waiting.count()} waiting to be tried again, "
            f"{failed.count()} failed"
        )
        reasons = {
            f"{delivery.mapping.destination.name}: {delivery.reason}": None
            for delivery in (waiting | failed).select_related("mapping__destination")[:200]
        }
        troubles = Mapping.objects.filter(pk__in=ids).exclude(trouble="")
        reasons |= {f"{m.destination.name}: {m.trouble}": None for m in troubles}
        for reason in list(reasons)[:20]:
            self.stderr.write(reason)
        if waiting.exists() or failed.exists() or troubles.exists():
            raise CommandError("Not everything arrived.", returncode=1)


def _line(mapping: Mapping, entry: mappings.Previewed) -> dict[str, Any]:
    return {
        "destination": mapping.destination.name,
        "record": str(entry.record.pk),
        "record_version": entry.record.record_version,
        "outcome": entry.outcome,
        "row": plain_row(entry.rows.main) if entry.rows else None,
        "tables": {
            child.table.table: [plain_row(row) for row in child.rows]
            for child in (entry.rows.children if entry.rows else ())
        },
        "problem": entry.failure.message if entry.failure else None,
    }


def _mappings(name: str | None) -> list[Mapping]:
    found = Mapping.objects.filter(enabled=True, destination__enabled=True).select_related(
        "template__current", "destination"
    )
    if name is None:
        if not found.exists():
            raise CommandError(
                "Nothing is mapped to an enabled destination. Add one on the pages or by the API.",
                returncode=2,
            )
        return list(found)
    if not Destination.objects.filter(name=name).exists():
        known = ", ".join(Destination.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"There is no destination {name!r}. There are: {known}.", returncode=2)
    chosen = list(found.filter(destination__name=name))
    if not chosen:
        raise CommandError(
            f"{name} has no enabled mapping, or is switched off itself.", returncode=2
        )
    return chosen


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)) is not None:
            moment = datetime(day.year, day.month, day.day)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(
            f"--since {text!r} is no date. Write it as 2026-11-01 or 2026-11-01T08:00.",
            returncode=2,
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _records(mapping: Mapping, since: datetime | None) -> QuerySet[Record]:
    records = Record.objects.filter(
        status=Record.Status.ACCEPTED, template_version__template=mapping.template_id
    )
    return (records.filter(changed_at__gte=since) if since else records).order_by("created_at")


def _under_way(ids: list[int]) -> QuerySet[Delivery]:
    soon = timezone.now() + timedelta(seconds=_POLL_SECONDS)
    deliveries = Delivery.objects.filter(mapping__in=ids, mapping__paused_until__isnull=True)
    return deliveries.filter(state=Delivery.State.SENDING) | deliveries.filter(
        state=Delivery.State.QUEUED, attempts=0, next_at__lte=soon
    )
