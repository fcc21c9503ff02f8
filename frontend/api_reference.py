"""The API as its page describes it, from the OpenAPI document that the code states."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

Schema = Mapping[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_JSON = "application/json"
_FORM = "multipart/form-data"
_REFERENCE = "#/components/schemas/"
_PAGINATED = re.compile(r"^Paginated(.+)List$")
_ABBREVIATIONS = ("ocr",)
_FORMATS = {"binary": "file", "date-time": "date and time", "uri": "address", "double": "number"}
_EXAMPLES = {
    "uuid": "0b9a3d5e-2f7c-4a53-8a3f-2f6a1c6f1a10",
    "date-time": "2026-11-21T09:00:00Z",
    "date": "2026-11-21",
    "uri": "https://example.org/",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: words around the name of a shape that the page describes, if it has one."""

    words: str
    shape: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter of a call, or a field of a body or shape; ``place`` is path, query or empty."""

    name: str
    place: str
    kind: Kind
    required: bool
    nullable: bool
    bounds: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered with; ``code`` is the HTTP status with its phrase."""

    code: str
    good: bool
    kind: Kind | None
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A body as it may be sent or answered, as indented JSON."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. ``options``: what curl is given before the address, ready for a shell."""

    name: str
    method: str
    path: str
    description: str
    parameters: tuple[Value, ...]
    body: tuple[Value, ...]
    body_types: tuple[str, ...]
    answers: tuple[Answer, ...]
    sent: tuple[Example, ...]
    answered: tuple[Example, ...]
    options: tuple[str, ...]
    example_path: str


@dataclass(frozen=True, slots=True)
class Group:
    """The calls about one thing."""

    name: str
    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that answers or bodies hold."""

    name: str
    description: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole API: its groups in alphabetical order, then the shapes that they name."""

    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]


@cache
def reference() -> Reference:
    """Describe the API of this installation, in English as its document is."""
    with translation.override("en"):
        return described(SchemaGenerator().get_schema(request=None, public=True))


def described(document: Schema) -> Reference:
    """Describe an OpenAPI 3.0 document; shapes that nothing names are left out."""
    return _Describing(document["components"]["schemas"]).reference(document["paths"])


class _Describing:
    """Goes through a document and notes which shapes it names on the way."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._named: dict[str, None] = {}

    def reference(self, paths: Mapping[str, Mapping[str, Schema]]) -> Reference:
        groups: dict[str, list[Operation]] = {}
        for path, methods in paths.items():
            for method in _METHODS:
                if method in methods:
                    stated = methods[method]
                    operation = self._operation(path, method, stated)
                    groups.setdefault(stated["tags"][0], []).append(operation)
        shapes = {}
        while left := [name for name in self._named if name not in shapes]:
            for name in left:
                stated = self._schemas[name]
                described = stated.get("description", "")
                asked = name.endswith("Request")
                shapes[name] = Shape(name, described, tuple(self._fields(stated, asked)))
        return Reference(
            tuple(
                Group(name, name.upper() if name in _ABBREVIATIONS else name.capitalize(), tuple(o))
                for name, o in sorted(groups.items())
            ),
            tuple(shapes[name] for name in sorted(shapes)),
        )

    def _operation(self, path: str, method: str, stated: Schema) -> Operation:
        content = stated.get("requestBody", {}).get("content", {})
        sent_as = _JSON if _JSON in content else next(iter(content), "")
        body = self._resolved(content[sent_as]["schema"]) if content else {}
        sent = tuple(_examples(content.get(_JSON, {})))
        return Operation(
            name=stated["operationId"],
            method=method.upper(),
            path=path,
            description=stated.get("description", ""),
            parameters=tuple(self._parameter(one) for one in stated.get("parameters", ())),
            body=tuple(self._fields(body)),
            body_types=tuple(content),
            answers=tuple(self._answer(*one) for one in stated["responses"].items()),
            sent=sent,
            answered=tuple(
                example
                for answer in stated["responses"].values()
                for one in answer.get("content", {}).values()
                for example in _examples(one)
            ),
            options=tuple(self._options(method, sent_as, body, sent, stated)),
            example_path=self._example_path(path, stated.get("parameters", ())),
        )

    def _parameter(self, stated: Schema) -> Value:
        schema = stated["schema"]
        described = stated.get("description", "")
        required = bool(stated.get("required"))
        return self._value(stated["name"], schema, required, described, stated["in"])

    def _fields(self, schema: Schema, asked: bool = True) -> Iterator[Value]:
        """The fields of an object; what an answer always holds is not asked of anybody."""
        required = schema.get("required", ()) if asked else ()
        for name, stated in schema.get("properties", {}).items():
            yield self._value(name, stated, name in required, stated.get("description", ""))

    def _value(
        self, name: str, schema: Schema, required: bool, description: str, place: str = ""
    ) -> Value:
        kind = self._kind(schema)
        if kind.choices and all(f"`{choice}`" in description for choice in kind.choices):
            kind = Kind(kind.words.replace("one of", "string"), kind.shape)
        nullable = bool(schema.get("nullable"))
        return Value(name, place, kind, required, nullable, _bounds(schema), description)

    def _answer(self, code: str, stated: Schema) -> Answer:
        content = stated.get("content", {})
        schema = next((one["schema"] for one in content.values()), None)
        return Answer(
            code=f"{code} {HTTPStatus(int(code)).phrase}",
            good=code < "400",
            kind=None if schema is None else self._kind(schema),
            types=tuple(one for one in content if one != _JSON),
        )

    def _resolved(self, schema: Schema) -> Schema:
        """The schema itself, where it is one that only names another."""
        parts = schema.get("allOf", ())
        if len(parts) == 1:
            return self._resolved(parts[0])
        name = schema.get("$ref", "").removeprefix(_REFERENCE)
        return self._schemas[name] if name else schema

    def _kind(self, schema: Schema) -> Kind:
        if len(schema.get("allOf", ())) == 1:
            return self._kind(schema["allOf"][0])
        if "$ref" in schema:
            return self._named_kind(schema["$ref"].removeprefix(_REFERENCE))
        if "oneOf" in schema:
            kinds = [
                kind for one in schema["oneOf"] if (kind := self._kind(one)).words or kind.shape
            ]
            choices = tuple(choice for kind in kinds for choice in kind.choices)
            words = " or ".join(dict.fromkeys(kind.words for kind in kinds if kind.words))
            return Kind(words, next((kind.shape for kind in kinds if kind.shape), ""), choices)
        if "enum" in schema:
            choices = tuple(str(one) for one in schema["enum"] if one not in ("", None))
            return Kind("one of" if choices else "", choices=choices)
        if schema.get("type") == "array":
            inner = self._kind(schema["items"])
            return Kind(f"list of {inner.words}".rstrip(), inner.shape, inner.choices)
        extra = schema.get("additionalProperties")
        if extra:
            inner = self._kind(extra)
            return Kind(f"object of {inner.words}".rstrip(), inner.shape, inner.choices)
        stated = schema.get("format", "")
        return Kind(_FORMATS.get(stated) or stated or schema.get("type", "any value"))

    def _named_kind(self, name: str) -> Kind:
        if paginated := _PAGINATED.match(name):
            results = self._schemas[name]["properties"]["results"]
            inner = self._kind(results["items"])
            return Kind("page of", inner.shape or paginated[1])
        schema = self._schemas[name]
        if "properties" not in schema:
            return self._kind(schema)
        self._named.setdefault(name)
        return Kind("", name)

    def _options(
        self, method: str, sent_as: str, body: Schema, sent: tuple[Example, ...], stated: Schema
    ) -> Iterator[str]:
        if method != "get":
            yield f"-X {method.upper()}"
        yield "-H 'Authorization: Token YOUR_TOKEN'"
        if sent_as == _JSON:
            example = json.loads(sent[0].text) if sent else self._example(body)
            yield f"-H 'Content-Type: {_JSON}'"
            yield f"-d {shlex.quote(json.dumps(example, ensure_ascii=False))}"
        elif sent_as == _FORM:
            for name in self._shown(body):
                schema = body["properties"][name]
                file = "binary" in (schema.get("format"), schema.get("items", {}).get("format"))
                value = "@invoice.pdf" if file else self._example(schema, name)
                yield f"-F {shlex.quote(f'{name}={value}')}"
        answers = stated["responses"].values()
        if any(_is_file(one) for answer in answers for one in answer.get("content", {}).values()):
            yield "-OJ"

    def _shown(self, body: Schema) -> list[str]:
        """The names that an example of a body holds: what must be there, else what may be."""
        names = [
            name for name, one in body.get("properties", {}).items() if not one.get("readOnly")
        ]
        required = [name for name in names if name in body.get("required", ())]
        return required or names

    def _example(self, schema: Schema, name: str = "text") -> Any:
        """A value that might be sent; a text is its name in capitals, to be replaced."""
        schema = {**self._resolved(schema), **schema}
        for stated in ("example", "default"):
            if stated in schema:
                return schema[stated]
        if schema.get("oneOf"):
            return self._example(schema["oneOf"][0], name)
        if schema.get("enum"):
            return schema["enum"][0]
        if schema.get("properties"):
            shown = self._shown(schema)
            return {one: self._example(schema["properties"][one], one) for one in shown}
        if schema.get("type") == "array":
            return [self._example(schema["items"], name)]
        made = {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True, "object": {}}
        default = _EXAMPLES.get(schema.get("format", ""), name.upper())
        return made.get(schema.get("type", ""), default)

    def _example_path(self, path: str, parameters: list[Schema]) -> str:
        asked = []
        for one in parameters:
            value = self._example(one["schema"], one["name"])
            if one["in"] == "path":
                path = path.replace("{" + one["name"] + "}", str(value))
            elif one.get("required"):
                asked.append(f"{one['name']}={value}")
        return f"{path}?{'&'.join(asked)}" if asked else path


def _is_file(content: Schema) -> bool:
    return content["schema"].get("format") == "binary"


def _bounds(schema: Schema) -> str:
    """What a value is held to, beside its kind."""
    said = []
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        said.append(f"{low} to {high}")
    elif low is not None:
        said.append(f"at least {low}")
    elif high is not None:
        said.append(f"at most {high}")
    if "maxLength" in schema:
        said.append(f"up to {schema['maxLength']} characters")
    if "maxItems" in schema:
        said.append(f"up to {schema['maxItems']}")
    if schema.get("default") not in (None, ""):
        said.append(f"default {json.dumps(schema['default'], ensure_ascii=False)}")
    return ", ".join(said)


def _examples(content: Schema) -> Iterator[Example]:
    for stated in content.get("examples", {}).values():
        text = json.dumps(stated["value"], ensure_ascii=False, indent=2)
        yield Example(stated.get("summary", ""), text)
