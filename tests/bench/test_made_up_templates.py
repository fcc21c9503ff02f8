"""Invented kinds are as alike as they are meant to be, and the same for one seed."""

from __future__ import annotations

from bench.made_up_templates import known_sheets, templates


def test_siblings_share_four_fifths_of_their_anchors_with_another_kind() -> None:
    kinds = templates(60, 20, seed=3)
    for sibling, other in zip(kinds[40:], kinds[:20], strict=True):
        theirs = {(anchor.text, anchor.box) for anchor in other.anchors}
        shared = sum((anchor.text, anchor.box) in theirs for anchor in sibling.anchors)
        assert shared / len(sibling.anchors) >= 0.8
        assert shared < len(sibling.anchors)


def test_names_are_unique_and_every_kind_has_a_dozen_anchors() -> None:
    kinds = templates(60, 20, seed=3)
    assert len({kind.name for kind in kinds}) == 60
    assert min(len(kind.anchors) for kind in kinds) >= 12


def test_the_same_seed_gives_the_same_kinds_and_documents() -> None:
    kinds = templates(30, 10, seed=5)
    assert kinds == templates(30, 10, seed=5)
    assert known_sheets(kinds, 4, seed=5) == known_sheets(kinds, 4, seed=5)
