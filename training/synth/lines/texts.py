"""Texts to render: what stands on documents, and random characters so that every class is seen."""

from __future__ import annotations

import random
from collections.abc import Callable

from training.synth.lines.chinese import ChineseTexts
from training.synth.lines.codes import amount, amount_in_words, cipher, code, date
from training.synth.lines.latin import LatinTexts
from training.synth.lines.measures import quantity
from training.synth.lines.pools import pools, spelt


class TextSource:
    """Draws texts; everything it gives is spelt with ``charset`` alone."""

    def __init__(self, charset: tuple[str, ...], seed: int = 7) -> None:
        self.known = set(charset)
        self.others = pools(charset, seed).others
        chinese, latin = ChineseTexts(pools(charset, seed)), LatinTexts(pools(charset, seed))
        kinds: tuple[tuple[float, Callable[[random.Random], str]], ...] = (
            (11, chinese.random_hanzi),
            (3, chinese.single),
            (2.5, self.random_others),
            (15, chinese.prose),
            (11, chinese.label),
            (4, chinese.goods),
            (7, chinese.company),
            (3, chinese.person),
            (5, chinese.address),
            (4, chinese.labelled),
            (2, amount_in_words),
            (9, amount),
            (6, date),
            (10, code),
            (2.5, cipher),
            (3, quantity),
            (6, latin.form),
            (7, latin.prose),
            (10, latin.receipt),
            (3.5, latin.european),
            (3, latin.address),
        )
        self.kinds = [kind for _, kind in kinds]
        self.weights = [weight for weight, _ in kinds]

    def sample(self, rng: random.Random, longest: int = 40) -> str:
        """One text of 1..``longest`` characters without white space at its ends."""
        while True:
            text = spelt(rng.choices(self.kinds, self.weights)[0](rng), self.known)
            if len(text) > longest:
                start = rng.randrange(len(text) - longest + 1)
                text = text[start : start + longest]
            text = " ".join(text.split())
            if text:
                return text

    def random_others(self, rng: random.Random) -> str:
        """Any characters but ideographs."""
        return "".join(rng.choices(self.others, k=rng.randint(1, 12)))
