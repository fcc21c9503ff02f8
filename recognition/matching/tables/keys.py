"""Finding the printed keys of a vertical table, and the blocks they form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recognition.matching.labels import fold, same_label
from recognition.matching.placing import PlacedLine
from recognition.matching.tables.bands import bands, places
from recognition.matching.tables.ink import Glyph, extent, glyphs
from templates_app.definition.template import Table

_MOST_OF_THE_KEY = 0.6
_WRAPPED = 1.75


@dataclass(frozen=True, slots=True, eq=False)
class FoundKey:
    """A key as printed: its column, the y of its line, the lines that hold it.

    column: None for a text among the keys that the template doesn't know.
    right: template x where the key's ink ends.
    cuts: for each of its lines, how many characters the key takes.
    """

    column: str | None
    y: float
    right: float
    lines: tuple[PlacedLine, ...]
    cuts: tuple[int, ...]


def drawn_keys(table: Table) -> list[tuple[str, str]]:
    """Column names with their keys, in the order they are drawn in, top to bottom."""
    keyed = [column for column in table.columns if column.header]
    if all(column.range is not None for column in keyed):
        keyed.sort(key=lambda column: column.range or (0.0, 0.0))
    return [(column.name, column.header or "") for column in keyed]


def key_border(table: Table) -> float:
    """Template x that keys end before: the drawn divider, else the middle of the box."""
    return table.divider if table.divider is not None else (table.box[0] + table.box[2]) / 2


def find_keys(table: Table, lines: Sequence[PlacedLine]) -> list[FoundKey]:
    """Every text that stands in the table's key column, top to bottom, known as a key or not."""
    border = key_border(table)
    beginning = [
        line
        for line in lines
        if fold(line.text)
        and table.box[0] - 2 * line.height <= extent(line)[0]
        and extent(line)[0] < border - 0.3 * line.height
    ]
    found: list[FoundKey] = []
    for band in bands(beginning):
        key = _known(table, band.lines, border)
        if key is None:
            ends = [extent(line)[1] for line in band.lines]
            lengths = tuple(len(line.line.chars) for line in band.lines)
            key = FoundKey(None, band.y, max(ends), band.lines, lengths)
        found.append(key)
    return _joined(table, found)


def _known(table: Table, band: tuple[PlacedLine, ...], border: float) -> FoundKey | None:
    """The key that begins a band's text: up to a colon, or most of what is left of the border."""
    text = "".join(line.text for line in band)
    before_border = [
        glyph for line in band for glyph in glyphs(line) if glyph.centre < border and _says(glyph)
    ]
    starts, offset = [], 0
    for line in band:
        starts.append(offset)
        offset += len(line.line.chars)
    best: tuple[tuple[int, int], FoundKey] | None = None
    for name, label in drawn_keys(table):
        for place in places(label, band):
            length = len(fold(label))
            before = [g for g in before_border if g.right <= place.left + 1]
            closed = ":" in text[place.end : place.after].replace("：", ":")
            most = closed or length >= _MOST_OF_THE_KEY * len(before_border)
            if len(before) > 2 or not most:
                continue
            cuts = tuple(
                max(0, min(place.after - start, len(line.line.chars)))
                for start, line in zip(starts, band, strict=True)
            )
            tops = [line.middle[1] for line, cut in zip(band, cuts, strict=True) if cut]
            key = FoundKey(name, sum(tops) / len(tops), place.right, band, cuts)
            rank = (place.errors - length, place.start)
            if best is None or rank < best[0]:
                best = rank, key
    return best[1] if best is not None else None


def _says(glyph: Glyph) -> bool:
    return bool(fold(glyph.text))


def _joined(table: Table, found: list[FoundKey]) -> list[FoundKey]:
    """Keys printed over two lines made one."""
    result: list[FoundKey] = []
    for key in found:
        above = result[-1] if result else None
        if above is not None and above.column is None and key.column is None:
            height = max(line.height for line in key.lines)
            text = "".join(line.text for line in (*above.lines, *key.lines))
            for name, label in drawn_keys(table):
                if key.y - above.y <= _WRAPPED * height and same_label(label, text):
                    result[-1] = FoundKey(
                        name,
                        (above.y + key.y) / 2,
                        max(above.right, key.right),
                        (*above.lines, *key.lines),
                        (*above.cuts, *key.cuts),
                    )
                    break
            else:
                result.append(key)
            continue
        result.append(key)
    return result


def blocks(table: Table, keys: Sequence[FoundKey]) -> list[list[FoundKey]]:
    """Keys grouped into the blocks that repeat downward; unknown texts at the ends left out.

    A key that came before, or that is drawn above the one before it, begins a block; a missing
    key leaves the block as it is.
    """
    order = {name: number for number, (name, _) in enumerate(drawn_keys(table))}
    grouped: list[list[FoundKey]] = []
    last = -1
    for key in keys:
        if key.column is None:
            if grouped:
                grouped[-1].append(key)
            continue
        number = order[key.column]
        if not grouped or number <= last:
            grouped.append([])
        grouped[-1].append(key)
        last = number
    for block in grouped:
        while block[-1].column is None:
            block.pop()
    return grouped
