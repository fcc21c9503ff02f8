"""Texts to render: what stands on documents, and random characters so that every class is seen."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from training.synth.lines.chinese import ChineseTexts
from training.synth.lines.codes import amount, amount_in_words, cipher, code, date
from training.synth.lines.latin import LatinTexts
from training.synth.lines.measures import quantity
from training.synth.lines.pools import pools, spelt

MARKED = 0.08
"""Share of the texts that get one more mark: thin ones are lost first where print is weak."""
REPEATED = 0.04
"""Share with one character two or three times: where print is narrow, twins are read as one."""
LATIN_MARKS = (",", ".", ",", ".", ":", ";", "-", "/", "'", "!", "(", ")", "&", "#", "%", "*")
CHINESE_MARKS = ("、", "、", ",", "。", ":", ";", "-", "/", ".", "(", ")", "·", " ", " ")


@dataclass(frozen=True, slots=True)
class Text:
    """What a line says; ``drawn_by_lot``: characters one by one, which nothing but print tells."""

    characters: str
    drawn_by_lot: bool


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
        self.by_lot = (chinese.random_hanzi, self.random_others)
        self.kinds = [kind for _, kind in kinds]
        self.weights = [weight for weight, _ in kinds]

    def sample(self, rng: random.Random, longest: int = 40) -> Text:
        """One text of 1..``longest`` characters without white space at its ends."""
        while True:
            kind = rng.choices(self.kinds, self.weights)[0]
            text = spelt(kind(rng), self.known)
            if len(text) > 3 and rng.random() < MARKED:
                text = marked(text, rng)
            if text and rng.random() < REPEATED:
                text = repeated(text, rng)
            if len(text) > longest:
                start = rng.randrange(len(text) - longest + 1)
                text = text[start : start + longest]
            text = " ".join(text.split())
            if text:
                return Text(text, kind in self.by_lot)

    def random_others(self, rng: random.Random) -> str:
        """Any characters but ideographs."""
        return "".join(rng.choices(self.others, k=rng.randint(1, 12)))


def marked(text: str, rng: random.Random) -> str:
    """``text`` with one more mark: in place of a space, or between two of its characters."""
    marks = CHINESE_MARKS if any(char >= "⺀" for char in text) else LATIN_MARKS
    spaces = [index for index, char in enumerate(text) if char == " "]
    if spaces and rng.random() < 0.7:
        place = rng.choice(spaces)
        return text[:place] + rng.choice(marks) + text[place + 1 :]
    place = rng.randrange(1, len(text))
    return text[:place] + rng.choice(marks) + text[place:]


def repeated(text: str, rng: random.Random) -> str:
    """``text`` with one of its characters standing once or twice more, as in !!! or 00."""
    place = rng.randrange(len(text))
    return text[:place] + text[place] * rng.choice((1, 1, 2)) + text[place:]
