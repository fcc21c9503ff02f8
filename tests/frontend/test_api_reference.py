"""The documentation of the API: all of it, as its own document states it, in our shell."""

from __future__ import annotations

import re
import shlex

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from frontend.api_reference import Operation, described, reference
from frontend.templatetags.prose import prose


def operations() -> list[Operation]:
    return [operation for group in reference().groups for operation in group.operations]


def operation(name: str) -> Operation:
    return next(one for one in operations() if one.name == name)


def test_every_call_of_the_document_is_described() -> None:
    document = SchemaGenerator().get_schema(request=None, public=True)
    stated = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert {(one.method, one.path) for one in operations()} == stated
    assert len(operations()) == len(stated)


def test_every_shape_that_is_named_is_described_once() -> None:
    shapes = [shape.name for shape in reference().shapes]
    values = [v for one in operations() for v in (*one.parameters, *one.body)]
    values += [value for shape in reference().shapes for value in shape.values]
    kinds = [value.kind for value in values]
    kinds += [answer.kind for one in operations() for answer in one.answers if answer.kind]
    assert {kind.shape for kind in kinds if kind.shape} == set(shapes)
    assert len(shapes) == len(set(shapes))


def test_a_list_is_a_page_of_what_it_lists() -> None:
    (answer,) = operation("documents_list").answers
    assert answer.kind is not None
    assert (answer.kind.words, answer.kind.shape) == ("page of", "DocumentOut")


def test_a_field_says_what_it_takes() -> None:
    files, template, split = operation("documents_create").body
    assert (files.kind.words, files.required, files.bounds) == ("list of file", True, "up to 500")
    assert not template.required
    assert split.bounds == "default true"


def test_choices_that_the_description_explains_are_not_listed_twice() -> None:
    state = next(v for v in operation("documents_list").parameters if v.name == "state")
    assert "`queued`" in state.description
    assert state.kind.choices == ()
    action = next(v for v in operation("documents_bulk_create").body if v.name == "action")
    assert set(action.kind.choices) | set(re.findall(r"`(\w+)`", action.description)) >= {"cancel"}


def test_what_an_answer_always_holds_is_not_called_required() -> None:
    asked = [shape for shape in reference().shapes if not shape.name.endswith("Request")]
    assert not any(value.required for shape in asked for value in shape.values)


@pytest.mark.parametrize("one", operations(), ids=lambda one: one.name)
def test_the_example_is_a_command_for_an_address_that_there_is(one: Operation) -> None:
    words = shlex.split(" ".join(one.options))
    assert "Authorization: Token YOUR_TOKEN" in words
    assert one.method == (words[words.index("-X") + 1] if "-X" in words else "GET")
    try:
        resolve(one.example_path.partition("?")[0])
    except Resolver404:
        pytest.fail(f"{one.example_path} leads nowhere")


def test_a_picture_is_sent_as_a_file_and_a_file_is_kept_by_its_name() -> None:
    assert "-F image=@invoice.pdf" in operation("ocr_create").options
    assert "-OJ" in operation("records_download").options


def test_a_document_of_others_is_described_as_well() -> None:
    document = {
        "paths": {
            "/things/{id}/": {
                "put": {
                    "operationId": "things_update",
                    "tags": ["things"],
                    "parameters": [
                        {
                            "in": "path",
                            "name": "id",
                            "required": True,
                            "schema": {"type": "integer"},
                        }
                    ],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/T"}}
                        }
                    },
                    "responses": {"204": {"description": ""}},
                }
            }
        },
        "components": {
            "schemas": {
                "T": {
                    "type": "object",
                    "properties": {
                        "size": {"type": "integer", "minimum": 2, "maximum": 9},
                        "name": {"type": "string", "nullable": True, "maxLength": 5},
                        "next": {"$ref": "#/components/schemas/T"},
                    },
                    "required": ["size", "name"],
                }
            }
        },
    }
    (group,) = described(document).groups
    (update,) = group.operations
    assert update.answers[0].kind is None
    assert [value.bounds for value in update.body] == ["2 to 9", "up to 5 characters", ""]
    assert update.body[1].nullable
    assert update.body[2].kind.shape == "T"
    assert update.example_path == "/things/1/"
    assert """-d '{"size": 2, "name": "NAME"}'""" in update.options


def test_descriptions_become_paragraphs_lists_and_code_and_nothing_else() -> None:
    assert prose("One\ntwo.\n\n* `a` - first\n* ``b`` - second") == (
        "<p>One two.</p><ul><li><code>a</code> - first</li><li><code>b</code> - second</li></ul>"
    )
    assert prose("<b>`<i>`") == "<p>&lt;b&gt;<code>&lt;i&gt;</code></p>"
    assert prose("") == ""


def test_the_page_names_this_site_and_speaks_the_readers_language(operator: Client) -> None:
    page = operator.get(reverse("api-docs"), headers={"accept-language": "zh-hans"})
    shown = page.content.decode()
    assert "'http://testserver/api/v1/documents/'" in shown
    assert "第一次调用" in shown
    assert '<section class="card api-group" aria-labelledby="documents" lang="en">' in shown


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("api-docs")).url.startswith(reverse("login"))
