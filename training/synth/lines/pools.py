"""Word lists and Faker's names, gathered once: what texts are composed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from training.synth.lines.charset import fold

WORD_LISTS = {
    "en": Path("/usr/share/dict/american-english"),
    "de": Path("/usr/share/dict/ngerman"),
    "fr": Path("/usr/share/dict/french"),
}
PACKAGES = {"en": "wamerican", "de": "wngerman", "fr": "wfrench"}
LOCALES = ("zh_CN", "en_US", "de_DE", "fr_FR", "pl_PL", "es_ES")
COUNT = 1500
"""Names and addresses made per locale."""


@dataclass(frozen=True)
class Pools:
    """Words drawn from when composing: made once, the same for the same seed.

    hanzi, others: the charset's ideographs and the rest. phrases: Chinese words, with their
    cumulative weights. latin: words by language. names, addresses, companies: by locale.
    """

    hanzi: tuple[str, ...]
    others: tuple[str, ...]
    phrases: tuple[str, ...]
    cumulative: tuple[float, ...]
    latin: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]
    addresses: dict[str, tuple[str, ...]]
    companies: dict[str, tuple[str, ...]]


@cache
def pools(charset: tuple[str, ...], seed: int = 7) -> Pools:
    """Gather the words; raises FileNotFoundError naming the package of a missing word list."""
    from faker import Faker

    known = set(charset)
    phrases, weights = _phrases(known)
    names: dict[str, tuple[str, ...]] = {}
    addresses: dict[str, tuple[str, ...]] = {}
    companies: dict[str, tuple[str, ...]] = {}
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(seed)
        names[locale] = tuple(spelt(fake.name(), known) for _ in range(COUNT))
        streets = (fake.address().replace("\n", " ") for _ in range(COUNT))
        addresses[locale] = tuple(spelt(street, known) for street in streets)
        companies[locale] = tuple(spelt(fake.company(), known) for _ in range(COUNT // 3))
    return Pools(
        hanzi=tuple(char for char in charset if is_hanzi(char)),
        others=tuple(
            # an older charset may know two that are printed alike
            char
            for char in charset
            if not is_hanzi(char) and char != " " and fold(char) == char
        ),
        phrases=phrases,
        cumulative=tuple(accumulate(weights)),
        latin={code: _word_list(code, known) for code in WORD_LISTS},
        names=names,
        addresses=addresses,
        companies=companies,
    )


def is_hanzi(char: str) -> bool:
    return "一" <= char <= "鿿"


def spelt(text: str, known: set[str]) -> str:
    """``text`` folded, without the characters that are not ``known``."""
    return "".join(char for char in fold(text) if char in known)


def _phrases(known: set[str]) -> tuple[tuple[str, ...], list[float]]:
    """Chinese words of jieba's list, by the root of their count: rare ones are seen too."""
    import jieba

    phrases, weights = [], []
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, _ = line.decode("utf-8").split()
            if int(count) >= 3 and all(char in known for char in word):
                phrases.append(word)
                weights.append(float(count) ** 0.5)
    return tuple(phrases), weights


def _word_list(code: str, known: set[str]) -> tuple[str, ...]:
    path = WORD_LISTS[code]
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is missing. Install with: apt-get install {PACKAGES[code]}"
        )
    found = path.read_text("utf-8").split()
    return tuple(word for word in found if all(char in known for char in word))
