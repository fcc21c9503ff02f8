"""Dividing crops so that no document stands on both sides, and holding some out for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from training.samples.crop import LabelledCrop

HELD_OUT = 0.2
"""Share of documents that never train any model. Raising or lowering it later would let crops that
have trained judge, or crops that have judged train: it must stay."""

_SALT = "stencil-held-out/1"


@dataclass(frozen=True, slots=True)
class Divided:
    """The two sides, each in the order in which the crops came."""

    training: tuple[LabelledCrop, ...]
    test: tuple[LabelledCrop, ...]


def document_key(crop: LabelledCrop) -> str:
    """The document that a crop belongs to; one that came alone is its picture's own document.

    Raises OSError where that picture is gone.
    """
    if crop.document:
        return f"document:{crop.document}"
    digest = getattr(crop.load, "digest", None) or hashlib.sha256(crop.load()).hexdigest()
    return f"picture:{digest}"


def is_held_out(key: str) -> bool:
    """Whether a document never trains any model: decided by its key alone, the same for ever."""
    return _place(_SALT, key) < HELD_OUT


def held_out(crops: Iterable[LabelledCrop]) -> Divided:
    """Part what may train from what is held out for ever; raises OSError."""
    training: list[LabelledCrop] = []
    test: list[LabelledCrop] = []
    for crop in crops:
        (test if is_held_out(document_key(crop)) else training).append(crop)
    return Divided(tuple(training), tuple(test))


def split(crops: Iterable[LabelledCrop], share: float, seed: int) -> Divided:
    """Part crops by document, so that about ``share`` of the crops are in ``test``.

    The same crops, share and seed give the same sides whatever their order. Where there are two
    documents at least and 0 < share < 1, neither side is empty. Raises ValueError where the
    share is not between 0 and 1, OSError where a picture is gone.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"The share must be between 0 and 1, not {share}.")
    keyed = [(document_key(crop), crop) for crop in crops]
    sizes: dict[str, int] = {}
    for key, _ in keyed:
        sizes[key] = sizes.get(key, 0) + 1
    chosen = _chosen(sizes, share * len(keyed), str(seed))
    if 0.0 < share < 1.0 and len(sizes) > 1:
        ordered = sorted(sizes, key=lambda key: (sizes[key], _place(str(seed), key)))
        chosen = chosen or {ordered[0]}
        chosen = chosen - {ordered[0]} if len(chosen) == len(sizes) else chosen
    return Divided(
        tuple(crop for key, crop in keyed if key not in chosen),
        tuple(crop for key, crop in keyed if key in chosen),
    )


def _chosen(sizes: dict[str, int], wanted: float, seed: str) -> set[str]:
    """Documents in the seed's order, each taken where it brings the count nearer to ``wanted``."""
    chosen: set[str] = set()
    count = 0
    for key in sorted(sizes, key=lambda key: _place(seed, key)):
        if abs(count + sizes[key] - wanted) < abs(count - wanted):
            chosen.add(key)
            count += sizes[key]
    return chosen


def _place(salt: str, key: str) -> float:
    """A number in 0..1 that looks random and depends on nothing but the two texts."""
    digest = hashlib.sha256(f"{salt}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
