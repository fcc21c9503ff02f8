"""``python -m bench``: measure over the real documents and keep the numbers.

Without the name of a bench all are run: fields with and without naming the template, the other
document kinds, speed, many templates, line readers. ``python -m bench fields --help`` for more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench import (
    constrained,
    designer,
    doubt,
    field_bench,
    fine_tuning,
    line_bench,
    many_templates,
    preprocessing,
    review_queue,
    speed,
    whole_loop,
)
from bench.documents import DataMissing

_BENCHES = {
    "designer": (designer, "dragging in the designer, in a browser"),
    "fields": (field_bench, "fields right, accepted, wrong among accepted"),
    "speed": (speed, "page to record, beside RapidOCR"),
    "templates": (many_templates, "a thousand templates against one"),
    "lines": (line_bench, "line readers on cut lines"),
    "doubt": (doubt, "what the second reader is asked"),
    "review": (review_queue, "the review desk in front of 10,000 queued crops"),
    "loop": (whole_loop, "review, train, promote and read again, on a font never seen"),
    "tuning": (fine_tuning, "captchas, a new font, new characters: real training runs"),
    "constrained": (constrained, "decoding under a field's pattern"),
    "preprocessing": (preprocessing, "changed line crops against those as they are"),
}
_ALL = (
    ("fields", "--sets", "e-invoices"),
    ("fields", "--sets", "e-invoices", "--choose"),
    ("fields", "--sets", "taxi,w9,zugferd,lieferant,sroie", "--kinds", "clean"),
    ("speed",),
    ("templates",),
    ("lines",),
    ("doubt",),
    ("preprocessing",),
    ("constrained",),
    ("designer",),
    ("review",),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench asked for; without a name, all of them."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    benches = parser.add_subparsers(dest="bench", metavar="BENCH")
    for name, (bench, purpose) in _BENCHES.items():
        bench.add_arguments(benches.add_parser(name, help=purpose))
    chosen = parser.parse_args(arguments)
    runs = [chosen] if chosen.bench else [parser.parse_args(line) for line in _ALL]
    try:
        for options in runs:
            _BENCHES[options.bench][0].run(options)
    except DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
