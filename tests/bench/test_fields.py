"""What counts: a filled field that the document lacks is wrong, an empty one is no reading."""

from __future__ import annotations

from bench.fields import CopyOutcome, FieldOutcome, tally


def outcome(truth: str | None, value: str | None, accepted: bool, right: bool) -> FieldOutcome:
    """One reading of a field."""
    return FieldOutcome(
        document="a.png",
        kind="clean",
        name="tax_id",
        truth=truth,
        value=value,
        text=value,
        confidence=0.9,
        accepted=accepted,
        reason=None,
        right=right,
    )


def copy_with(*fields: FieldOutcome) -> CopyOutcome:
    """A copy with these readings and nothing else."""
    return CopyOutcome("a.png", "clean", "kind", "accepted", None, fields, (), {}, {}, ())


def test_a_field_that_the_document_lacks_but_was_filled_counts_as_wrong() -> None:
    counted = tally([copy_with(outcome(None, "4711", accepted=True, right=False))])
    assert (counted.present, counted.readings) == (0, 1)
    assert (counted.accepted, counted.accepted_wrong) == (1, 1)


def test_an_absent_field_left_empty_counts_nowhere() -> None:
    counted = tally([copy_with(outcome(None, None, accepted=True, right=True))])
    assert (counted.present, counted.readings, counted.accepted) == (0, 0, 0)


def test_a_wrong_value_in_review_harms_the_fields_right_but_not_the_accepted() -> None:
    counted = tally([copy_with(outcome("12", "13", accepted=False, right=False))])
    assert (counted.present, counted.right) == (1, 0)
    assert (counted.accepted, counted.accepted_wrong) == (0, 0)


def test_copies_are_pooled() -> None:
    good = copy_with(outcome("12", "12", accepted=True, right=True))
    bad = copy_with(outcome("12", "13", accepted=True, right=False))
    counted = tally([good, good, good, bad])
    assert (counted.copies, counted.right, counted.accepted_wrong) == (4, 3, 1)
