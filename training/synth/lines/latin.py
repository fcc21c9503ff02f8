"""English, German, French and other European texts, among them the print of receipts."""

from __future__ import annotations

import random
import string

from training.synth.lines.codes import amount, code, date
from training.synth.lines.measures import quantity
from training.synth.lines.pools import Pools
from training.synth.lines.vocabulary import words

Rng = random.Random
SMALL = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "for",
    "is",
    "on",
    "by",
    "with",
    "&",
    "-",
    "as",
    "at",
    "or",
    "(",
    "from",
    "will",
    "be",
    "not",
    "this",
    "that",
    "are",
    "you",
]
MARKS = (",", ".", ":", ";", ")", "'s", "/", "?", "!", '"')
MARK_WEIGHTS = (6, 5, 2, 1, 1, 1, 1, 1, 1, 1)
PACKS = ("", "", " 1KG", " 500ML", " 6'S", " (L)", " 2PCS", " S", " 12X1.5L", " A4", "-RM5")
FIRMS = (" SDN BHD", " SDN. BHD.", " ENTERPRISE", " (M) SDN BHD", "")
AFTER_LABEL = (":", ": ", " :", "#", " #", ".", " : ", "?")


class LatinTexts:
    """Draws texts in Latin letters from the pools."""

    def __init__(self, pools: Pools) -> None:
        self.pools = pools

    def phrase(self, rng: Rng, language: str, count: int) -> str:
        """``count`` words of a language with marks, small words and values between them."""
        parts = []
        for word in rng.choices(self.pools.latin[language], k=count):
            mark = rng.choices(MARKS, MARK_WEIGHTS)[0] if rng.random() < 0.25 else ""
            parts.append(word + mark)
            if rng.random() < 0.06:
                parts.append(self.value(rng))
            if language == "en" and rng.random() < 0.25:
                parts.append(rng.choice(SMALL))
        return " ".join(parts)

    def value(self, rng: Rng) -> str:
        kind = rng.randrange(7)
        if kind == 0:
            return rng.choice(self.pools.names["en_US"])
        if kind == 1:
            return rng.choice(self.pools.companies["en_US"])
        return (amount, date, code, code, quantity)[kind - 2](rng)

    def prose(self, rng: Rng) -> str:
        text = self.phrase(rng, "en", rng.randint(1, 7))
        style = rng.random()
        if style < 0.25:
            return text.upper()
        if style < 0.45:
            return text.title()
        return text[0].upper() + text[1:] if style < 0.7 else text

    def form(self, rng: Rng) -> str:
        """A label of a form, often with its value."""
        text = rng.choice(words("labels_en"))
        if rng.random() < 0.35:
            text = text.upper()
        if rng.random() < 0.4:
            text += rng.choice(AFTER_LABEL)
            if rng.random() < 0.6:
                text += " " + self.value(rng)
        return text

    def receipt(self, rng: Rng) -> str:
        """A line of a till receipt: heading, goods, address, firm or an item's numbers."""
        kind = rng.random()
        if kind < 0.3:
            text = " ".join(rng.choices(words("receipt_words"), k=rng.randint(1, 3)))
            if rng.random() < 0.4:
                text += rng.choice((" ", ": ", ":", " :")) + self.value(rng)
            return text if rng.random() < 0.7 else text.title()
        if kind < 0.6:
            text = self.phrase(rng, "en", rng.randint(1, 4))
            return (text.upper() if rng.random() < 0.75 else text.title()) + rng.choice(PACKS)
        if kind < 0.75:
            return self._place(rng)
        if kind < 0.85:
            return rng.choice(self.pools.companies["en_US"]).upper() + rng.choice(FIRMS)
        item = " ".join((str(rng.randint(1, 20)), code(rng), amount(rng)))
        return item[: rng.randint(6, 40)]

    def _place(self, rng: Rng) -> str:
        name = "".join(rng.choices(string.ascii_uppercase, k=rng.randint(2, 8)))
        word = rng.choice(words("receipt_words"))
        forms = (
            f"{name} {word}",
            f"{word} {name}",
            f"NO. {rng.randint(1, 300)}, JALAN {name} {rng.randint(1, 99)}/{rng.randint(1, 30)},",
            f"{rng.randint(10000, 99999)} {name}, SELANGOR",
            f"LOT {rng.randint(1, 999)}, {name} {name[:4]}",
        )
        return rng.choice(forms)

    def european(self, rng: Rng) -> str:
        kind = rng.random()
        if kind < 0.4:
            text = rng.choice(words("labels_de" if rng.random() < 0.6 else "labels_fr"))
            return text + (": " + self.value(rng) if rng.random() < 0.4 else "")
        if kind < 0.8:
            return self.phrase(rng, rng.choice(("de", "fr")), rng.randint(1, 5))
        return rng.choice(self.pools.companies[rng.choice(("de_DE", "fr_FR", "pl_PL", "es_ES"))])

    def address(self, rng: Rng) -> str:
        locale = rng.choice(("en_US", "en_US", "de_DE", "fr_FR", "pl_PL", "es_ES"))
        text = rng.choice(self.pools.addresses[locale])
        return text.upper() if rng.random() < 0.3 else text
