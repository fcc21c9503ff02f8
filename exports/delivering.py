"""Deliveries on their way: claimed, sent over their destination's channel, settled one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from exports import destinations, files, outbox, sealing, webhook
from exports.database import connecting, writing
from exports.database.errors import failure_of
from exports.definition import Definition, DefinitionError
from exports.failures import Failure
from exports.message import Message
from exports.models import Delivery, Destination
from exports.rows import rows_of, taken_back_rows
from exports.timing import seconds_for_one

logger = logging.getLogger(__name__)

Kind = Destination.Kind
StillHeld = Callable[[], bool]


class Channel(Protocol):
    """An open way to a destination."""

    def __call__(self, message: Message, still_held: StillHeld) -> None:
        """Deliver a message so that a second time changes nothing; raises Failure.

        Raises ClaimLost where ``still_held`` says no before the write is made to last.
        """


@dataclass(frozen=True, slots=True)
class Served:
    """What one round did: the mapping it served, deliveries that arrived and that did not."""

    mapping: int
    delivered: int
    failed: int


def deliver_next(after: int = 0, only: Sequence[int] | None = None) -> Served | None:
    """Deliver what is due for one mapping; None where nothing is.

    after: the mapping that was served last. only: none but these mappings.
    """
    batch = outbox.claim(after, only)
    if batch is None:
        return None
    arrived = failed = 0
    paused = False
    try:
        definition = _definition(batch)
        with channel(batch.mapping.destination, definition) as send:
            for delivery in batch.deliveries:
                failure = _deliver(batch, delivery, definition, send)
                if failure is None:
                    arrived += 1
                    continue
                failed += 1
                paused = outbox.failed(batch, delivery, failure)
                _tell(batch, delivery, failure)
                if paused:
                    break
    except Failure as failure:
        # nothing could be sent at all: the first one says so for the others
        first = batch.deliveries[0]
        if outbox.begin(batch, first):
            failed += 1
            outbox.failed(batch, first, failure)
            _tell(batch, first, failure)
    except writing.ClaimLost:
        logger.warning("A delivery to %s was taken over.", batch.mapping.destination.name)
    finally:
        outbox.release(batch)
    if arrived and not paused:
        destinations.note_success(batch.mapping.destination)
    return Served(batch.mapping.pk, arrived, failed)


def _deliver(
    batch: outbox.Batch, delivery: Delivery, definition: Definition, send: Channel
) -> Failure | None:
    """Send one; returns why it failed. Raises ClaimLost, or Failure where the channel is gone."""
    if not outbox.begin(batch, delivery):
        raise writing.ClaimLost
    try:
        message = message_of(delivery, definition)
        send(message, lambda: outbox.holds(batch, delivery))
    except Failure as failure:
        return failure
    outbox.delivered(batch, delivery)
    return None


def message_of(delivery: Delivery, definition: Definition) -> Message:
    """Return what a delivery says; raises Failure where a value does not fit."""
    data: dict[str, Any] = outbox.data_of(delivery)
    taken_back = delivery.action == Delivery.Action.TAKE_BACK
    rows = taken_back_rows(data, definition) if taken_back else rows_of(data, definition)
    return Message(
        key=delivery.key,
        record=delivery.record_id,
        version=delivery.record_version,
        template=delivery.mapping.template.name,
        taken_back=taken_back,
        rows=rows,
        definition=definition,
        data=data,
    )


def channel(destination: Destination, definition: Definition) -> AbstractContextManager[Channel]:
    """Open the way to a destination; raises Failure."""
    options = destination.open_settings()
    if destination.kind == Kind.DATABASE:
        return _database(options, definition)
    if destination.kind == Kind.WEBHOOK:
        return webhook.channel(options, seconds_for_one())
    return files.channel(destination.kind, options, seconds_for_one())


@contextmanager
def _database(options: dict[str, Any], definition: Definition) -> Iterator[Channel]:
    from sqlalchemy.exc import SQLAlchemyError

    with connecting.connection(options["url"], seconds_for_one()) as opened:
        writer = writing.writer(opened, definition)

        def send(message: Message, still_held: StillHeld) -> None:
            try:
                if message.taken_back:
                    writer.take_back(message.rows, still_held)
                else:
                    writer.put(message.rows, still_held)
            except SQLAlchemyError as error:
                opened.rollback()
                raise failure_of(error, options["url"]) from None

        yield send


def try_destination(destination: Destination) -> str:
    """Try a destination and return what answered; raises Failure. Writes no record.

    Once it answers, what waits for it is tried at once.
    """
    try:
        options = destination.open_settings()
        answered = _tried(destination, options)
    except Failure as failure:
        destinations.note_failure(destination, failure)
        raise
    destinations.note_success(destination)
    destination.mappings.update(paused_until=None)
    return answered


def _tried(destination: Destination, options: dict[str, Any]) -> str:
    if destination.kind == Kind.DATABASE:
        return connecting.try_connection(options["url"], seconds_for_one())
    if destination.kind == Kind.WEBHOOK:
        return webhook.try_hook(options, seconds_for_one())
    return files.try_store(destination.kind, options, seconds_for_one())


def _definition(batch: outbox.Batch) -> Definition:
    try:
        return batch.mapping.parsed()
    except DefinitionError as error:
        raise Failure("mapping", f"The mapping is broken: {error}") from None


def _tell(batch: outbox.Batch, delivery: Delivery, failure: Failure) -> None:
    logger.warning(
        "Record %s v%d did not reach %s (attempt %d, %s): %s",
        delivery.record_id,
        delivery.record_version,
        batch.mapping.destination.name,
        delivery.attempts,
        failure.code,
        sealing.masked(failure.message),
    )
