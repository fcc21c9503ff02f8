"""The templates by the texts they print: few candidates out of thousands, without registering.

An inverted index from pairs of neighbouring characters to the marks that contain them gives the
marks a page can hold; a template's rough score is the share of its marks, rare ones counting
more (Zobel and Moffat, "Inverted files for text search engines", 2006).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import regex

from recognition.matching.labels import errors_allowed, fold, occurrences
from recognition.matching.marks import Mark, marks_of
from recognition.reading import squeezed
from templates_app.definition.template import Template

_PATTERN_SECONDS = 0.2


class TemplateIndex:
    """Templates that are ready to be matched; built once, read by every document."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._templates = {template.name: template for template in templates}
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._texts: dict[str, frozenset[str]] = {}
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._pairs: dict[str, list[str]] = defaultdict(list)
        for template in self._templates.values():
            self._add(template)

    def _add(self, template: Template) -> None:
        first = template.pages[0].number
        marks = marks_of(template, first)
        drawn = tuple(mark for mark in marks if mark.drawn)
        self._marks[template.name] = marks
        self._texts[template.name] = frozenset(fold(mark.text) for mark in drawn or marks)
        for text in self._texts[template.name]:
            if text not in self._holders:
                for pair in _pairs(text):
                    self._pairs[pair].append(text)
            self._holders[text].add(template.name)

    def __len__(self) -> int:
        return len(self._templates)

    def __contains__(self, name: str) -> bool:
        return name in self._templates

    def __getitem__(self, name: str) -> Template:
        return self._templates[name]

    def names(self) -> tuple[str, ...]:
        """The templates' names, sorted."""
        return tuple(sorted(self._templates))

    def marks(self, name: str) -> tuple[Mark, ...]:
        """The marks of the template's first page."""
        return self._marks[name]

    def candidates(self, texts: Sequence[str], most: int = 6) -> list[tuple[str, float]]:
        """The likeliest templates of a page with these lines, with their rough scores, best first.

        A template whose include and exclude patterns bar it is left out.
        """
        folded = [fold(text) for text in texts]
        present = self._present(folded)
        count = len(self._templates)
        found: dict[str, float] = defaultdict(float)
        for text, share in present.items():
            holders = self._holders[text]
            weight = share * (1.0 + math.log(count / len(holders)))
            for name in holders:
                found[name] += weight
        whole = "".join(squeezed(text) for text in texts)
        scored = [
            (name, found[name] / self._weight(name))
            for name, _ in self._shortlist(found)
            if self._allowed(name, whole)
        ]
        scored.sort(
            key=lambda item: (-item[1], -self._templates[item[0]].classify.priority, item[0])
        )
        return scored[:most]

    def _shortlist(self, found: Mapping[str, float]) -> list[tuple[str, float]]:
        scored = [(name, weight / self._weight(name)) for name, weight in found.items()]
        scored.sort(key=lambda item: -item[1])
        return scored[:60]

    def _weight(self, name: str) -> float:
        count = len(self._templates)
        return sum(1.0 + math.log(count / len(self._holders[t])) for t in self._texts[name])

    def _present(self, folded: Sequence[str]) -> dict[str, float]:
        """The marks that can stand on the page, with the share of their pairs in one line.

        Line by line, because some line or other of a full page holds nearly every pair.
        """
        present: dict[str, float] = {}
        for line in set(folded):
            hits = Counter(text for pair in _pairs(line) for text in self._pairs.get(pair, ()))
            for text, hit in hits.items():
                wanted = len(_pairs(text))
                # One wrong character breaks the two pairs that it is part of.
                if hit >= max(wanted - 2 * errors_allowed(text), 1):
                    present[text] = max(present.get(text, 0.0), hit / wanted)
        return present

    def _allowed(self, name: str, whole: str) -> bool:
        classify = self._templates[name].classify
        return all(_found(p, whole) for p in classify.include) and not any(
            _found(p, whole) for p in classify.exclude
        )

    def passes_patterns(self, name: str, texts: Sequence[str]) -> bool:
        """Whether the template's include and exclude patterns let it serve this page."""
        return self._allowed(name, "".join(squeezed(text) for text in texts))


def _pairs(text: str) -> set[str]:
    return {text} if len(text) == 1 else {text[i : i + 2] for i in range(len(text) - 1)}


def _found(pattern: str, whole: str) -> bool:
    if pattern == regex.escape(pattern):
        return bool(occurrences(pattern, whole))
    try:
        return bool(regex.search(pattern, whole, regex.IGNORECASE, timeout=_PATTERN_SECONDS))
    except TimeoutError:
        return False
