"""The JSON schema of `stencil-template/1`, with its refusals in words for the author."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from templates_app.definition.problems import Problem, place_of


def template_schema() -> dict[str, Any]:
    """The schema of `stencil-template/1` as JSON."""
    source = resources.files(__package__).joinpath("template.schema.json")
    schema: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return schema


def schema_problems(document: object) -> list[Problem]:
    """Everything in which a document breaks the schema, in the order of its places."""
    problems = {
        problem: None
        for error in _validator().iter_errors(document)
        for problem in _in_words(error)
    }
    return list(problems) or list(unstorable(document))


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(_with_places(template_schema()))


def _with_places(schema: Any) -> Any:
    """The schema with `false` written as `{"not": {}}`, for which jsonschema keeps the place."""
    if isinstance(schema, dict):
        return {
            key: {"not": {}}
            if part is False and key != "additionalProperties"
            else _with_places(part)
            for key, part in schema.items()
        }
    return [_with_places(part) for part in schema] if isinstance(schema, list) else schema


def _in_words(error: ValidationError) -> Iterator[Problem]:
    path = list(error.absolute_path)
    expected: Any = error.validator_value
    instance: Any = error.instance
    got = _shown(instance)
    match error.validator:
        case "required":
            for key in expected:
                if key not in instance:
                    yield Problem(place_of([*path, key]), "is missing")
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            for key in instance:
                if key not in known:
                    yield Problem(place_of([*path, key]), "is no key of stencil-template/1")
        case "not":
            yield Problem(place_of(path), _misplaced(path))
        case "type":
            kinds = expected if isinstance(expected, str) else " or ".join(expected)
            yield Problem(place_of(path), f"must be of type {kinds} (got {got})")
        case "enum":
            choices = ", ".join(str(choice) for choice in expected)
            yield Problem(place_of(path), f"must be one of {choices} (got {got})")
        case "const":
            yield Problem(place_of(path), f"must be {expected!r} (got {got})")
        case "pattern":
            yield Problem(place_of(path), f"must match {expected} (got {got})")
        case "minItems" if isinstance(error.instance, list):
            yield Problem(
                place_of(path), f"needs at least {expected} entries (got {len(error.instance)})"
            )
        case "maxItems" if isinstance(error.instance, list):
            yield Problem(
                place_of(path), f"takes at most {expected} entries (got {len(error.instance)})"
            )
        case "minLength":
            yield Problem(place_of(path), "must not be empty")
        case "minimum":
            yield Problem(place_of(path), f"must be at least {expected} (got {got})")
        case "maximum":
            yield Problem(place_of(path), f"must be at most {expected} (got {got})")
        case "oneOf":
            yield Problem(place_of(path), f"must be a text or a list of texts (got {got})")
        case _:
            yield Problem(place_of(path), error.message)


def _misplaced(path: list[str | int]) -> str:
    if path and path[-1] in ("divider", "records"):
        return "belongs to vertical tables only"
    return "belongs to horizontal tables only"


def _shown(instance: object) -> str:
    shown = json.dumps(instance, ensure_ascii=False, default=repr)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def unstorable(value: object, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """What a document holds that no database takes, though it may be read as JSON."""
    match value:
        case float() if not math.isfinite(value):
            yield Problem(place_of(path), "is no finite number")
        case str():
            if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
                yield Problem(
                    place_of(path), "holds a character that no database stores; remove it"
                )
        case dict():
            for key, part in value.items():
                yield from unstorable(part, (*path, str(key)))
        case list():
            for index, part in enumerate(value):
                yield from unstorable(part, (*path, index))
