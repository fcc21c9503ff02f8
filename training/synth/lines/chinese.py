"""Chinese texts: words, labels, goods, names of companies and persons, addresses."""

from __future__ import annotations

import random
import string

from training.synth.lines.codes import amount, code, date, digits
from training.synth.lines.measures import quantity
from training.synth.lines.pools import Pools
from training.synth.lines.vocabulary import words

Rng = random.Random
BETWEEN = (*",。、:;()“”《》-/ ·", "1", "20")
BETWEEN_WEIGHTS = (5, 3, 3, 2, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0.5, 1, 1)
NUMBERING = [
    "1、",
    "2.",
    "(3)",
    "①",
    "②",
    "③",
    "④",
    "⑤",
    "一、",
    "二、",
    "☑",
    "□",
    "√",
    "*",
    "(一)",
    "№",
    "※",
    "★",
]
RATES = ["13%", "6%", "9%", "3%", "1%", "***", "免税", "17%", "16%", "不征税", "0%", "5%"]
SIZES = ("", "", "5kg", "500ml", "*12", "A4", "(大)", "2.5L")
STREETS = ["路", "街", "大道", "村", "镇", "社区", "区"]


def pick(rng: Rng, name: str) -> str:
    return rng.choice(words(name))


class ChineseTexts:
    """Draws Chinese texts from the pools."""

    def __init__(self, pools: Pools) -> None:
        self.pools = pools

    def random_hanzi(self, rng: Rng) -> str:
        """Any ideographs at all, so that the rare ones are seen."""
        return "".join(rng.choices(self.pools.hanzi, k=rng.randint(1, 14)))

    def single(self, rng: Rng) -> str:
        """A lone character, as forms print labels down a narrow column."""
        return rng.choice(self.pools.hanzi if rng.random() < 0.5 else pick(rng, "labels_zh"))

    def phrase(self, rng: Rng, count: int) -> list[str]:
        return rng.choices(self.pools.phrases, cum_weights=self.pools.cumulative, k=count)

    def prose(self, rng: Rng) -> str:
        """Words in a row, some with the marks of sentences between them."""
        if rng.random() < 0.35:
            return "".join(self.phrase(rng, rng.randint(1, 3)))
        parts = []
        for word in self.phrase(rng, rng.randint(2, 10)):
            parts.append(word)
            if rng.random() < 0.32:
                parts += rng.choices(BETWEEN, BETWEEN_WEIGHTS)
        return "".join(parts)

    def label(self, rng: Rng) -> str:
        text = pick(rng, "labels_zh")
        if rng.random() < 0.2:
            text += pick(rng, "labels_zh")
        if rng.random() < 0.3:
            text += rng.choice((":", ":", "(元)", "(盖章)", "*", "(%)", "、", ":__"))
        if rng.random() < 0.08:
            text = rng.choice(NUMBERING) + text
        return text

    def labelled(self, rng: Rng) -> str:
        """A label and its value on one line."""
        return pick(rng, "labels_zh") + rng.choice((":", ":", ": ", " ")) + self.value(rng)

    def value(self, rng: Rng) -> str:
        kinds = (amount, date, code, code, self.person, self.company, self.address, quantity)
        return rng.choice(kinds)(rng)

    def goods(self, rng: Rng) -> str:
        """A cell of an invoice's item table: goods with their tax category, unit, rate, type."""
        kind = rng.random()
        if kind < 0.5:
            text = "*" + pick(rng, "goods_zh")
            if kind > 0.3:
                text += "".join(self.phrase(rng, rng.randint(1, 3))) + rng.choice(SIZES)
            return text
        if kind < 0.65:
            return pick(rng, "units_zh")
        if kind < 0.8:
            return rng.choice(RATES)
        alphabet = string.ascii_uppercase + string.digits + "-*/"
        return "".join(rng.choices(alphabet, k=rng.randint(2, 9))) + rng.choice(
            ("", "mm", "型", "g", "ml", "W", "#")
        )

    def company(self, rng: Rng) -> str:
        place = rng.choice(self.pools.addresses["zh_CN"])[: rng.choice((2, 3, 5, 6))]
        if rng.random() < 0.12:
            account = rng.choice(("", " " + digits(rng, 16), digits(rng, 19)))
            return pick(rng, "banks_zh") + place + "支行" + account
        if rng.random() < 0.5:
            name = "".join(rng.choices(self.pools.hanzi, k=2))
        else:
            name = self.phrase(rng, 1)[0][:3]
        return place + name + pick(rng, "industries_zh") + pick(rng, "company_ends_zh")

    def person(self, rng: Rng) -> str:
        name = rng.choice(self.pools.names["zh_CN"])
        if rng.random() < 0.5:
            return name
        return name[0] + "".join(rng.choices(self.pools.hanzi, k=rng.randint(1, 2)))

    def address(self, rng: Rng) -> str:
        text = rng.choice(self.pools.addresses["zh_CN"]).split(" ")[0]
        if rng.random() < 0.6:
            text += self.phrase(rng, 1)[0] + rng.choice(STREETS) + f"{rng.randint(1, 999)}号"
        if rng.random() < 0.3:
            text += f"{rng.randint(1, 30)}号楼{rng.randint(1, 6)}单元{rng.randint(101, 2802)}室"
        return text + (" " + code(rng) if rng.random() < 0.2 else "")
