"""The characters that the shipped reader knows, in the order of its classes."""

from __future__ import annotations

import unicodedata
from functools import cache

from training.synth.lines.vocabulary import words

ASCII = "".join(map(chr, range(0x20, 0x7F)))
LATIN_1 = "¡¢£¥§©«®°±²³µ¶·»¿×÷" + "".join(
    chr(c) for c in range(0xC0, 0x100) if c not in (0xD7, 0xF7)
)
LATIN_EXTENDED = (
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŸŹźŻżŽžȘșȚțẞ"
)
PUNCTUATION = "、。〈〉《》「」『』【】〔〕〇‘’“”„‚–—…‰※•€™†‡"
SYMBOLS = "⊗▶◀①②③④⑤⑥⑦⑧⑨⑩ⅡⅢⅣ←↑→↓√≈≠≤≥∞℃№□■▲△▼▽◆◇○◎●★☆☑☒✓♂♀㎡Ωαβγδεθλμπσφω"
# Characters of amounts in words, of surnames, given names and places that GB 2312 lacks.
NAMES = "".join(words("hanzi_of_names"))

# Printed alike: one class each, the first of a pair stands for both.
LOOKALIKES = {
    "￥": "¥",
    "～": "~",
    "∼": "~",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "―": "—",
    "─": "—",
    "・": "·",
    "∙": "·",
    "•": "•",
    "º": "°",
    "˚": "°",
    "µ": "μ",
    "Ω": "Ω",
    "￡": "£",
    "￠": "¢",
    "\u00a0": " ",
    "\u3000": " ",
    "\u2003": " ",
    "\u2009": " ",
    "´": "'",
    "ˊ": "'",
    "｡": "。",
    "✔": "✓",
    "✗": "☒",
    "☐": "□",
    "✕": "×",
    "⾦": "金",
    "∅": "Ø",
    "ƒ": "f",
    "¦": "|",
    "″": '"',
    "′": "'",
    "〃": '"',
    "Ţ": "Ț",
    "ţ": "ț",
    "Ş": "Ș",
    "ş": "ș",
    "＂": '"',
}


def fold(text: str) -> str:
    """Map look-alike and full-width forms to the one class that stands for them.

    Full-width ASCII becomes ASCII; ideographs, symbols and everything else stay as they are.
    """
    folded = []
    for char in text:
        char = LOOKALIKES.get(char, char)
        code = ord(char)
        folded.append(chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else char)
    return "".join(folded)


@cache
def gb2312_hanzi() -> str:
    """The 6,763 ideographs of GB 2312-1980, in the standard's order."""
    rows = ((row, cell) for row in range(16, 88) for cell in range(1, 95))
    pairs = (bytes((row + 0xA0, cell + 0xA0)) for row, cell in rows)
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


@cache
def name_hanzi_beyond_gb2312(count: int = 160) -> str:
    """Ideographs outside GB 2312 that occur in most names of persons, places and organisations.

    Counted over the words that ``jieba``'s word list (MIT licence) marks as names; two names at
    least must hold a character, for the list has damaged entries.
    """
    import jieba

    known = set(gb2312_hanzi() + NAMES)
    names: dict[str, int] = {}
    with jieba.get_dict_file() as words:
        for line in words:
            word, _, kind = line.decode("utf-8").split()
            if kind in ("nr", "ns", "nt", "nrfg"):
                for char in set(word):
                    if "一" <= char <= "鿿" and char not in known:
                        names[char] = names.get(char, 0) + 1
    ranked = sorted(names, key=lambda char: (-names[char], char))
    return "".join(char for char in ranked[:count] if names[char] >= 2)


def build_charset() -> tuple[str, ...]:
    """All classes but the blank, each once; class ``i + 1`` of the network is entry ``i``."""
    hanzi = gb2312_hanzi() + NAMES + name_hanzi_beyond_gb2312()
    folded = fold(ASCII + LATIN_1 + LATIN_EXTENDED + PUNCTUATION + SYMBOLS + hanzi)
    return tuple(dict.fromkeys(folded))


def compared(text: str, ignore_case: bool = False) -> str:
    """The form in which readings are compared: NFKC without white space, perhaps case-folded."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(text.split())
    return text.casefold() if ignore_case else text
