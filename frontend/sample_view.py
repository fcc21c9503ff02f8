"""Samples as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.listing import text_of
from frontend.text_difference import Difference, difference
from training.samples.dividing import document_key, is_held_out
from training.samples.faults import Fault
from training.samples.models import Sample
from training.samples.printed_text import Obstacle
from training.samples.states import STATES, state_of, with_state
from training.samples.stored import as_crop

TABS = ("", *STATES)
ANSWERS = ("corrected", "confirmed")
REVIEWED = "reviewed"

STATE_WORDS: dict[str, str | Promise] = {
    "": _("All"),
    "training": _("For training"),
    "waiting": _("Being cut"),
    "not-for-training": _("Not for training"),
    "set-aside": _("Set aside"),
    "not-valid": _("Replaced"),
}
STATE_TONES = {"training": "good", "waiting": "work", "set-aside": "doubt"}

OBSTACLES: dict[str, str | Promise] = {
    Obstacle.MARK: _("A mark, signature or barcode is no text."),
    Obstacle.EMPTY: _("Nothing is printed there."),
    Obstacle.UNREADABLE: _("A person can't read it either."),
    Obstacle.FORM: _("The value is known, but not for certain how it is printed."),
    Obstacle.LINES: _("The value stands on several lines."),
    Obstacle.PART: _("The value is only a part of what is printed there."),
    Obstacle.CELLS: _("The characters stand in cells of their own."),
    Obstacle.NOWHERE: _("The machine found no text there. Draw the place when you decide."),
}

FAULTS: dict[str, str | Promise] = {
    Fault.LINE: _("Line not understood"),
    Fault.MISSING: _("No such file"),
    Fault.REPEATED: _("Named twice"),
    Fault.UNLABELLED: _("Without a label"),
    Fault.SUFFIX: _("No picture by its ending"),
    Fault.EMPTY: _("Empty label"),
    Fault.UNOPENABLE: _("Can't be opened"),
    Fault.TRUNCATED: _("Cut off"),
    Fault.SIZE: _("Wrong size"),
    Fault.CHARSET: _("Characters unknown"),
    Fault.WIDTH: _("Too long for its width"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which samples a person asked for; what makes no sense is left out."""

    state: str = ""
    source: str = ""
    template: str = ""
    field: str = ""
    by: str = ""
    reader: str = ""
    answer: str = ""
    search: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether more than the tab narrows the list."""
        return any(
            (self.source, self.template, self.field, self.by, self.reader, self.answer, self.search)
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters may be set to."""

    collections: tuple[str, ...]
    templates: tuple[str, ...]
    fields: tuple[str, ...]
    people: tuple[str, ...]
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A sample as a list shows it."""

    sample: Sample
    state: str
    difference: Difference | None
    held_out: bool

    @property
    def word(self) -> str | Promise:
        return STATE_WORDS[self.state]

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.state, "quiet")

    @property
    def why(self) -> str | Promise:
        """Why nothing is learnt from it, in words; empty where something is."""
        if self.state == "set-aside":
            return self.sample.set_aside_because
        if self.state == "not-valid":
            taken_back = self.sample.withdrawn_at is not None
            return _("The decision was taken back.") if taken_back else _("Decided anew since.")
        return OBSTACLES.get(self.sample.obstacle, "") or self.sample.uncut_because


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read the address's query."""
    state, answer = query.get("state", ""), query.get("answer", "")
    return Filters(
        state=state if state in TABS else "",
        source=text_of(query, "source"),
        template=text_of(query, "template"),
        field=text_of(query, "field"),
        by=text_of(query, "by"),
        reader=text_of(query, "reader"),
        answer=answer if answer in ANSWERS else "",
        search=text_of(query, "find"),
    )


def narrowed(filters: Filters) -> QuerySet[Sample]:
    """Return the samples of every state that the other filters leave."""
    found = Sample.objects.all()
    if filters.source == REVIEWED:
        found = found.filter(origin=Sample.Origin.REVIEW)
    elif filters.source:
        found = found.filter(collection__name=filters.source)
    if filters.template:
        found = found.filter(template=filters.template)
    if filters.field:
        found = found.filter(field=filters.field)
    if filters.by:
        found = found.filter(decided_by__username=filters.by)
    if filters.reader:
        found = found.filter(reader=filters.reader)
    if filters.answer:
        corrected = filters.answer == "corrected"
        found = found.filter(corrected=corrected, origin=Sample.Origin.REVIEW)
    if filters.search:
        found = found.filter(
            Q(truth__icontains=filters.search) | Q(prediction__icontains=filters.search)
        )
    return found


def counts(samples: QuerySet[Sample]) -> dict[str, int]:
    """Return how many of the samples each tab holds."""
    return {state: with_state(samples, state).count() for state in TABS}


def listed(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """Bring what a row shows."""
    return samples.select_related("collection", "decided_by", "record__document").defer(
        "record__data"
    )


def row_of(sample: Sample) -> Row:
    """A sample as a list shows it."""
    both = sample.prediction is not None and sample.truth is not None
    return Row(
        sample,
        state_of(sample),
        difference(sample.prediction or "", sample.truth or "") if both else None,
        bool(sample.crop) and is_held_out(document_key(as_crop(sample))),
    )


def choices(filters: Filters) -> Choices:
    """What the filters may be set to: what there is, the fields of the chosen template."""
    samples = Sample.objects.order_by()
    of_template = samples.filter(template=filters.template) if filters.template else samples
    return Choices(
        _distinct(samples, "collection__name"),
        _distinct(samples, "template"),
        _distinct(of_template, "field"),
        _distinct(samples, "decided_by__username"),
        _distinct(samples, "reader"),
    )


def _distinct(samples: QuerySet[Sample], name: str) -> tuple[str, ...]:
    found = samples.values_list(name, flat=True).distinct()
    return tuple(sorted(value for value in found if value))
