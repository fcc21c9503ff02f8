"""Lines cut into runs: stretches of characters that belong together, labels taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recognition.matching.placing import PlacedLine

_WIDE_GAP = 2.2
_WORD_GAP = 0.6
"""Heights of a line that a space between two of its words is wide at the most."""
_ONE_SIZE = 1.4
"""Ratio of two lines' heights, as read, beyond which they are set in different sizes."""
_COLONS = ":："


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A stretch of one line between labels and wide gaps.

    line: index of the line among the page's lines.
    start, end: the characters it holds.
    after_label: whether a printed label ends right before it.
    """

    line: int
    start: int
    end: int
    piece: PlacedLine
    after_label: bool = False

    @property
    def key(self) -> tuple[int, int, int]:
        return self.line, self.start, self.end

    def cut(self, start: int, end: int) -> Run:
        """The part with characters start..end of this run."""
        return Run(
            self.line,
            self.start + start,
            self.start + end,
            self.piece.cut(start, end),
            self.after_label and start == 0,
        )


def runs_of(lines: Sequence[PlacedLine], labels: Iterable[tuple[int, int, int]]) -> tuple[Run, ...]:
    """Cut every line at its labels (line, start, end) and at wide gaps; white space is shed."""
    by_line: dict[int, list[tuple[int, int]]] = {}
    for index, start, end in labels:
        by_line.setdefault(index, []).append((start, end))
    runs: list[Run] = []
    for index, line in enumerate(lines):
        for start, end, after_label in _stretches(len(line.line.chars), by_line.get(index, [])):
            runs.extend(_split(index, line, start, end, after_label))
    return tuple(runs)


def _stretches(length: int, labels: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    stretches = []
    position, after_label = 0, False
    for start, end in sorted(labels):
        if start > position:
            stretches.append((position, start, after_label))
        position, after_label = max(position, end), True
    if position < length:
        stretches.append((position, length, after_label))
    return stretches


def _split(index: int, line: PlacedLine, start: int, end: int, after_label: bool) -> list[Run]:
    chars = line.line.chars
    inked = [i for i in range(start, end) if not chars[i].text.isspace()]
    groups: list[list[int]] = []
    for i in inked:
        if groups and line.step(groups[-1][-1], i) <= _WIDE_GAP * line.height:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [
        Run(
            index,
            group[0],
            group[-1] + 1,
            line.cut(group[0], group[-1] + 1),
            after_label and number == 0,
        )
        for number, group in enumerate(groups)
    ]


def cut_left(run: Run, x: float) -> Run | None:
    """What of a run belongs to a region that begins at template ``x``.

    A colon or a gap near the border is the better place for the cut: labels and values are set
    a little differently by every issuer, so a small overhang without one is kept. None where
    nothing is left.
    """
    height = run.piece.height
    overhang = x - run.piece.box[0]
    colon = _colon_before(run, x, height, only_early=overhang <= 0.8 * height)
    if colon is not None:
        return _rest(run, colon)
    gap = _gap_near(run, x, height)
    if gap is not None and overhang > 0.8 * height:
        return _rest(run, gap)
    if overhang <= 2.5 * height:
        return run
    return _rest(run, sum(centre < x for centre in run.piece.centres))


def _gap_near(run: Run, x: float, height: float) -> int | None:
    """The widest gap between two inked characters within two heights of ``x``."""
    chars, centres = run.piece.line.chars, run.piece.centres
    inked = [i for i, char in enumerate(chars) if not char.text.isspace()]
    near = [
        (centres[after] - centres[before], after)
        for before, after in pairwise(inked)
        if abs((centres[before] + centres[after]) / 2 - x) < 2 * height
        and centres[after] - centres[before] > 1.4 * height
    ]
    return max(near)[1] if near else None


def _colon_before(run: Run, x: float, height: float, only_early: bool) -> int | None:
    chars, centres = run.piece.line.chars, run.piece.centres
    found = None
    for i, char in enumerate(chars):
        if char.text not in _COLONS or not x - 5 * height <= centres[i] <= x + 3 * height:
            continue
        before = chars[i - 1].text if i else ""
        if before.isdigit() or (only_early and i > 2):
            continue
        found = i + 1
    return found


def _rest(run: Run, start: int) -> Run | None:
    chars = run.piece.line.chars
    while start < len(chars) and (chars[start].text.isspace() or chars[start].text in _COLONS):
        start += 1
    return run.cut(start, len(chars)) if start < len(chars) else None


def cut_right(run: Run, x: float) -> Run | None:
    """What of a run stands left of template ``x``, cut between two characters."""
    end = sum(centre < x for centre in run.piece.centres)
    while end and run.piece.line.chars[end - 1].text.isspace():
        end -= 1
    return run.cut(0, end) if end else None


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs grouped into rows, top to bottom, each left to right.

    Two runs share a row where their middles are closer than half the smaller one's height, so
    that a pixel of jitter never changes the order.
    """
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.piece.middle[1], r.piece.box[0])):
        for row in rows:
            middle = sum(r.piece.middle[1] for r in row) / len(row)
            height = min(run.piece.height, max(r.piece.height for r in row))
            if abs(run.piece.middle[1] - middle) < 0.5 * height:
                row.append(run)
                break
        else:
            rows.append([run])
    rows.sort(key=lambda row: sum(r.piece.middle[1] for r in row) / len(row))
    return [sorted(row, key=lambda r: r.piece.box[0]) for row in rows]


def of_one_print(row: Sequence[Run]) -> list[Run]:
    """A row without what is set in another size at a distance, as a logo's letters are.

    The run of most characters says what size the row is set in. Signs alone, a dash or a
    currency's, say nothing of their size.
    """
    main = max(row, key=lambda run: run.end - run.start)
    kept = []
    for index, run in enumerate(row):
        beside = [row[i].piece for i in (index - 1, index + 1) if 0 <= i < len(row)]
        gap = min((_gap(run.piece, piece) for piece in beside), default=0.0)
        small, large = sorted((run.piece.height, main.piece.height))
        alike = large <= _ONE_SIZE * small or not run.piece.text[:1].isalnum()
        if alike or gap <= _WORD_GAP * main.piece.height:
            kept.append(run)
    return kept


def _gap(one: PlacedLine, two: PlacedLine) -> float:
    return max(one.box[0], two.box[0]) - min(one.box[2], two.box[2])


def joined(pieces: Sequence[PlacedLine]) -> str:
    """The text of one row: a space where the print leaves one, none between two Han characters."""
    text = ""
    for number, piece in enumerate(pieces):
        if number and text and piece.text:
            gap = piece.box[0] - pieces[number - 1].box[2]
            han = is_han(text[-1]) and is_han(piece.text[0])
            if gap > 0.25 * piece.height and not han:
                text += " "
        text += piece.text
    return text


def is_han(char: str) -> bool:
    """Whether a character is set without spaces: Han, or the punctuation set with it."""
    return (
        "\u3000" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uff60"
    )
