"""A table's columns, header and end, proposed from rulings, header words and gaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

from recognition.designing.field_names import propose_name
from recognition.designing.proposals import text_of
from recognition.designing.value_types import common_type, common_unit
from recognition.designing.words import Word, words_of
from recognition.matching.placing import PlacedLine
from recognition.matching.tables.bands import Band, bands
from recognition.reading import squeezed
from templates_app.definition.template import Box

Orientation = Literal["horizontal", "vertical"]
Ruled = Sequence[Box]

_COVERED = 0.55
"""Share of the table's height that a ruling must run along to divide columns."""
_NEAR_EDGE = 0.012
_HEADER_GAP = 1.3
_TOTAL = re.compile(r"合计|小计|总计|total|subtotal|summe|gesamt|zwischensumme", re.IGNORECASE)
_NUMBERS = ("amount", "integer", "percent")


def propose_table(
    lines: Sequence[PlacedLine],
    box: Box,
    orientation: Orientation,
    rulings: tuple[Ruled, Ruled],
    locale: str | None,
) -> dict[str, Any]:
    """Keys of a `stencil-template/1` table for a drawn box.

    rulings: vertical and horizontal ones as thin boxes, template pixels.
    """
    inside = [line for line in lines if _middle_in(line, box)]
    rows = bands(inside)
    if orientation == "vertical":
        return _vertical(lines, rows, box, rulings[0], locale)
    return _horizontal(lines, rows, box, rulings, locale)


def _horizontal(
    lines: Sequence[PlacedLine],
    rows: Sequence[Band],
    box: Box,
    rulings: tuple[Ruled, Ruled],
    locale: str | None,
) -> dict[str, Any]:
    header_height = _header_height(rows, box, rulings[1])
    bottom = box[1] + header_height
    words = words_of([line for row in rows for line in row.lines])
    header = [word for word in words if _y(word) <= bottom]
    end = _end(lines, rows, box)
    body = [word for word in words if bottom < _y(word) < end[1]]
    edges = _ruled_edges(box, rulings[0], bottom) or _gap_edges(box, header, body)
    columns: list[dict[str, Any]] = []
    for number, (left, right) in enumerate(pairwise(edges), start=1):
        title = "".join(text_of(_between(header, left, right)).split("\n"))
        texts = _cells(_between(body, left, right))
        taken = [column["name"] for column in columns]
        column: dict[str, Any] = {
            "name": propose_name(title, taken, f"column_{number}"),
            "range": [round(left, 1), round(right, 1)],
        }
        column |= {"header": _tidy(title)} if title.strip() else {}
        column |= _value(texts, title, locale)
        column |= {"required": False} if not texts else {}
        columns.append(column)
    proposed: dict[str, Any] = {"header_height": round(header_height, 1), "columns": columns}
    key = _row_key(columns, body)
    proposed |= {"row_key": key} if key else {}
    proposed |= {"ends_at": [end[0]]} if end[0] else {}
    return proposed


def _value(texts: list[str], title: str, locale: str | None) -> dict[str, str]:
    """Type and unit of a column; nothing where it is one of texts."""
    unit, numbers = common_unit(texts)
    kind = common_type(numbers, title, locale)
    found = {"type": str(kind)} if kind != "text" else {}
    return found | ({"unit": unit} if unit is not None and found else {})


def _header_height(rows: Sequence[Band], box: Box, horizontal: Ruled) -> float:
    if not rows:
        return 0.0
    first = rows[0]
    limit = rows[1].top if len(rows) > 1 else box[3]
    ruled = [
        y
        for x0, y, x1, _ in horizontal
        if first.bottom - 3 <= y <= limit + 3 and x1 - x0 > 0.5 * (box[2] - box[0])
    ]
    bottom = min(ruled) if ruled else min((first.bottom + limit) / 2, first.bottom + 12)
    return max(0.0, min(bottom, box[3]) - box[1])


def _ruled_edges(box: Box, vertical: Ruled, top: float) -> list[float]:
    """The table's sides and the rulings between them; nothing where there are none inside."""
    margin = _NEAR_EDGE * (box[2] - box[0])
    reach = max(box[3] - top, 1.0)
    inner = sorted(
        x
        for x, y0, _, y1 in vertical
        if box[0] + margin < x < box[2] - margin
        and min(y1, box[3]) - max(y0, top) >= _COVERED * reach
    )
    kept: list[float] = []
    for x in inner:
        if not kept or x - kept[-1] > margin:
            kept.append(x)
    return [box[0], *kept, box[2]] if kept else []


def _gap_edges(box: Box, header: Sequence[Word], body: Sequence[Word]) -> list[float]:
    """Between every two headers, the middle of the widest strip that nothing is printed in."""
    titles = _titles(header)
    edges = [box[0]]
    for left, right in pairwise(titles):
        edges.append(_strip(left, right, [*header, *body]))
    return [*edges, box[2]]


def _titles(header: Sequence[Word]) -> list[Box]:
    """The header's words, those that stand close made one, from left to right."""
    titles: list[Box] = []
    for word in sorted(header, key=lambda w: w.box[0]):
        x0, y0, x1, y1 = word.box
        if titles and x0 - titles[-1][2] <= _HEADER_GAP * (y1 - y0):
            last = titles[-1]
            titles[-1] = (last[0], min(last[1], y0), max(last[2], x1), max(last[3], y1))
        else:
            titles.append(word.box)
    return titles


def _strip(left: Box, right: Box, words: Sequence[Word]) -> float:
    start, end = (left[0] + left[2]) / 2, (right[0] + right[2]) / 2
    printed = sorted(
        (max(word.box[0], start), min(word.box[2], end))
        for word in words
        if word.box[2] > start and word.box[0] < end
    )
    best, position = (0.0, (left[2] + right[0]) / 2), start
    for x0, x1 in [*printed, (end, end)]:
        if x0 - position > best[0]:
            best = (x0 - position, (position + x0) / 2)
        position = max(position, x1)
    return best[1]


def _between(words: Sequence[Word], left: float, right: float) -> list[Word]:
    return [word for word in words if left <= (word.box[0] + word.box[2]) / 2 < right]


def _cells(words: Sequence[Word]) -> list[str]:
    """A column's texts, line by line."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=_y):
        if rows and _y(word) - _y(rows[-1][0]) < 0.5 * (word.box[3] - word.box[1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [text_of(row).replace("\n", " ") for row in rows]


def _row_key(columns: Sequence[dict[str, Any]], body: Sequence[Word]) -> str | None:
    """The numeric column that is filled most often: names wrap, amounts stand once per row."""
    filled = {
        column["name"]: len(_cells(_between(body, *column["range"])))
        for column in columns
        if column.get("type") in _NUMBERS
    }
    most = max(filled.values(), default=0)
    best = [name for name, count in filled.items() if count == most]
    return best[-1] if most else None


def _end(lines: Sequence[PlacedLine], rows: Sequence[Band], box: Box) -> tuple[str, float]:
    """The text that ends the table as a regex, and where: a total within it, or what follows."""
    for row in rows[1:]:
        found = _TOTAL.match(_leading(row))
        if found:
            return _as_pattern(found.group()), row.top
    below = [line for line in lines if line.box[1] >= box[3] - 2 and line.box[2] > box[0]]
    following = [row for row in bands(below) if row.lines[0].box[0] < box[2]][:1]
    for row in following:
        label = re.split(r"[:：]", _leading(row))[0].strip()
        if 2 <= len(label) <= 24 and not any(char.isdigit() for char in label):
            return _as_pattern(label), box[3]
    return "", box[3]


def _leading(row: Band) -> str:
    """What a row begins with; single characters set apart make one text."""
    text = ""
    for line in row.lines:
        if text and not (len(squeezed(line.text)) == 1 and len(text) == 1):
            break
        text += unicodedata.normalize("NFKC", line.text).strip()
    return text


def _as_pattern(text: str) -> str:
    return r"\s*".join(re.escape(word) for word in text.split())


def _vertical(
    lines: Sequence[PlacedLine],
    rows: Sequence[Band],
    box: Box,
    vertical: Ruled,
    locale: str | None,
) -> dict[str, Any]:
    divider = _divider(rows, box, vertical)
    columns: list[dict[str, Any]] = []
    for row in rows:
        words = words_of(row.lines)
        keys = [word for word in words if (word.box[0] + word.box[2]) / 2 < divider]
        title = _tidy(text_of(keys).replace("\n", " "))
        if not title:
            continue
        values = [text_of([word for word in words if word not in keys])]
        taken = [column["name"] for column in columns]
        column: dict[str, Any] = {
            "name": propose_name(title, taken, f"column_{len(columns) + 1}"),
            "header": title,
            "range": [round(row.top, 1), round(row.bottom, 1)],
        }
        columns.append(column | _value(values, title, locale))
    for above, below in pairwise(columns):
        if above["range"][1] > below["range"][0]:
            between = round((above["range"][1] + below["range"][0]) / 2, 1)
            above["range"][1] = below["range"][0] = between
    end = _after_the_last_block(lines, box, divider, [column["header"] for column in columns])
    proposed = {"divider": round(divider, 1), "columns": columns}
    return proposed | ({"ends_at": [_as_pattern(end)]} if end else {})


def _after_the_last_block(
    lines: Sequence[PlacedLine], box: Box, divider: float, titles: Sequence[str]
) -> str:
    """What stands below the last block of keys, where the keys' column begins."""
    known = {squeezed(title) for title in titles}
    leading = [
        _tidy(line.text)
        for row in bands(lines)
        for line in row.lines[:1]
        if row.y > box[3] and box[0] - 20 <= line.box[0] < divider
    ]
    last = max((n for n, text in enumerate(leading) if squeezed(text) in known), default=-1)
    after = leading[last + 1 : last + 2]
    good = after and 2 <= len(after[0]) <= 24 and not any(char.isdigit() for char in after[0])
    return after[0] if good else ""


def _divider(rows: Sequence[Band], box: Box, vertical: Ruled) -> float:
    edges = _ruled_edges(box, vertical, box[1])
    if edges:
        return edges[1]
    words = words_of([line for row in rows for line in row.lines])
    ends = [
        max(w.box[2] for w in words if w.line == first.line and w.box[0] - first.box[0] < 1)
        for first in words
        if first.box[0] - box[0] < 0.3 * (box[2] - box[0])
    ]
    return max(ends) + 6 if ends else (box[0] + box[2]) / 2


def _tidy(text: str) -> str:
    return " ".join(text.split()).rstrip(":：").strip()


def _y(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _middle_in(line: PlacedLine, box: Box) -> bool:
    x, y = line.middle
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
