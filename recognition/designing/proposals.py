"""What a field is, proposed from the box that a person drew: label, name, type, text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from recognition.designing.field_names import propose_name
from recognition.designing.value_types import common_unit, propose_type
from recognition.designing.words import Word, words_of
from recognition.matching.labels import fold
from recognition.matching.placing import PlacedLine
from recognition.matching.runs import is_han
from templates_app.definition.template import Box, Side

_NEXT_WORD = 1.2
"""Heights of a line within which words belong to one label."""
_ONE_SIZE = 1.4
_REACH_LEFT = 9.0
_REACH_UP = 2.4
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label beside a box.

    line: index of its line, None where its words stand on several.
    start, end: its characters on that line.
    """

    text: str
    side: Side
    line: int | None
    start: int = 0
    end: int = 0


def propose_field(
    lines: Sequence[PlacedLine], box: Box, locale: str | None, taken: Collection[str]
) -> dict[str, Any]:
    """Keys of a `stencil-template/1` field for a box, and ``text``, what stands in it.

    taken: names that are in use.
    """
    words = words_of(lines)
    inside = [word for word in words if _centre_in(word.box, box)]
    label = _inside(inside) or _left_of(words, box) or _above(words, box)
    value = inside[_own_label(inside) :] if label and label.side == "same" else inside
    text = text_of(value)
    unit, (number,) = common_unit([text])
    proposed: dict[str, Any] = {
        "text": text,
        "type": propose_type(number, label.text if label else "", locale),
        "name": propose_name(label.text if label else "", taken),
    }
    if unit is not None:
        proposed["unit"] = unit
    if label is not None:
        proposed["label"] = label.text
        if label.line is not None and _is_telling(label.text):
            proposed["key"] = {
                "text": label.text,
                "box": [round(edge, 1) for edge in _without_colon(label, lines[label.line])],
                "side": label.side,
            }
    return proposed


def text_of(words: Sequence[Word]) -> str:
    """Words as one reads them: rows from top to bottom, nothing between two Han characters."""
    text, before = "", None
    for word in sorted(words, key=lambda w: (w.line, w.box[0])):
        if before is not None:
            text += _between(before, word)
        text += word.text
        before = word
    return text


def _between(before: Word, word: Word) -> str:
    if before.line != word.line and not _same_row(before.box, word.box):
        return "\n"
    return "" if is_han(before.text[-1]) and is_han(word.text[0]) else " "


def _is_telling(text: str) -> bool:
    folded = fold(text)
    return len(folded) >= (2 if any(is_han(char) for char in folded) else 3)


def _inside(words: Sequence[Word]) -> Label | None:
    """A label that the box itself holds, before its value."""
    end = _own_label(words)
    if not 0 < end < len(words):
        return None
    return _label(words[:end], "same")


def _own_label(words: Sequence[Word]) -> int:
    for index, word in enumerate(words[:-1]):
        if word.text[-1] in ":：" and words[index + 1].line == word.line:
            return index + 1
    return 0


def _left_of(words: Sequence[Word], box: Box) -> Label | None:
    row = [w for w in words if _same_row(w.box, box) and w.box[2] <= box[0] + _slack(w)]
    row.sort(key=lambda w: w.box[2], reverse=True)
    if not row or box[0] - row[0].box[2] > _REACH_LEFT * _height(row[0].box):
        return None
    found = [row[0]]
    for word in row[1:]:
        other_print = _height(word.box) > _ONE_SIZE * _height(found[-1].box)
        apart = _gap(word, found[-1]) > _widest(word, found[-1])
        if other_print or apart or word.text[-1] in ":：":
            break
        found.append(word)
    label = _label(found[::-1], "right")
    return label if _looks_like_a_label(found[0].text, label.text) else None


def _above(words: Sequence[Word], box: Box) -> Label | None:
    over = [
        w
        for w in words
        if w.box[3] <= box[1] + 0.4 * _height(w.box)
        and box[1] - w.box[3] <= _REACH_UP * _height(w.box)
        and min(w.box[2], box[2]) - max(w.box[0], box[0]) > 0
    ]
    if not over:
        return None
    lowest = max(over, key=lambda w: w.box[3])
    row = sorted((w for w in words if w.line == lowest.line), key=lambda w: w.box[0])
    first = last = row.index(lowest)
    while first and _gap(row[first - 1], row[first]) <= _widest(row[first - 1], row[first]):
        first -= 1
    while row[last + 1 :] and _gap(row[last], row[last + 1]) <= _widest(row[last], row[last + 1]):
        last += 1
    label = _label(row[first : last + 1], "below")
    return label if _looks_like_a_label("", label.text) else None


def _label(words: Sequence[Word], side: Side) -> Label:
    joined = text_of(words).replace("\n", " ").strip()
    text = joined.rstrip(":：").strip()
    lines = {word.line for word in words}
    if len(lines) > 1:
        return Label(text, side, None)
    return Label(text, side, lines.pop(), min(w.start for w in words), max(w.end for w in words))


def _without_colon(label: Label, line: PlacedLine) -> Box:
    """The label's box as matching finds it again: from its first to its last character."""
    end = label.end
    while end > label.start + 1 and line.line.chars[end - 1].text in ":： ":
        end -= 1
    return line.cut(label.start, end).box


def _looks_like_a_label(nearest: str, text: str) -> bool:
    if not text or len(text) > _LONGEST_LABEL:
        return False
    if nearest[-1:] in (":", "："):
        return True
    return sum(char.isdigit() for char in text) <= len(text) / 4


def _widest(word: Word, after: Word) -> float:
    """How far two words of one label may stand apart: single Han characters are set wide."""
    height = min(_height(word.box), _height(after.box))
    spread = all(len(w.text.rstrip(":：")) == 1 and is_han(w.text[0]) for w in (word, after))
    return (6.0 if spread else _NEXT_WORD) * height


def _gap(left: Word, right: Word) -> float:
    return right.box[0] - left.box[2]


def _slack(word: Word) -> float:
    return 0.5 * _height(word.box)


def _height(box: Box) -> float:
    return max(box[3] - box[1], 1.0)


def _same_row(one: Box, two: Box) -> bool:
    middle = (one[1] + one[3]) / 2
    return two[1] <= middle <= two[3] or one[1] <= (two[1] + two[3]) / 2 <= one[3]


def _centre_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
