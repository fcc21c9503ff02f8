"""As much of a draft as is valid."""

from __future__ import annotations

from typing import Any

from templates_app.definition.partial import parse_valid_part


def draft(**changes: Any) -> dict[str, Any]:
    return {
        "format": "stencil-template/1",
        "name": "bill",
        "pages": [{"number": 1, "width": 800, "height": 600}],
        "fields": [
            {"name": "No name", "box": [10, 10, 50, 30]},
            {"name": "total", "box": [10, 40, 50, 60]},
            {"name": "outside", "box": [10, 40, 5000, 60]},
            {"name": "tax", "box": [10, 70, 50, 90]},
        ],
        "rules": [
            {"name": "a", "expr": "total > outside"},
            {"name": "b", "expr": "total > tax"},
        ],
        **changes,
    }


def test_entries_with_mistakes_are_left_out_and_named_by_their_own_place() -> None:
    template, problems = parse_valid_part(draft())
    assert template is not None
    assert [field.name for field in template.fields] == ["total", "tax"]
    assert [rule.name for rule in template.rules] == ["b"]
    places = [problem.place for problem in problems]
    assert places == ["fields[0].name", "fields[2].box", "rules[0].expr"]


def test_a_draft_without_a_name_can_be_tried() -> None:
    template, problems = parse_valid_part(draft(name="", fields=[], rules=[]))
    assert template is not None
    assert [problem.place for problem in problems] == ["name"]


def test_without_pages_nothing_can() -> None:
    template, problems = parse_valid_part(draft(pages=[]))
    assert template is None
    assert problems


def test_what_is_valid_has_no_problems() -> None:
    template, problems = parse_valid_part(draft(fields=[], rules=[]))
    assert template is not None
    assert problems == ()
