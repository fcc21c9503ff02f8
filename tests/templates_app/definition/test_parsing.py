import copy
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.definition.parsing import (
    TemplateError,
    parse_template,
    template_document,
    value_types,
)
from templates_app.definition.schema import template_schema


def document(**changes):
    base = {
        "format": "stencil-template/1",
        "name": "invoice",
        "pages": [{"number": 1, "width": 1000, "height": 800}],
        "anchors": [{"text": "Invoice", "box": [10, 10, 100, 40]}],
        "fields": [
            {"name": "number", "box": [200, 10, 300, 40], "type": "code", "charset": "digits"},
            {"name": "total", "box": [200, 700, 300, 740], "type": "amount", "locale": "de-DE"},
            {"name": "paid", "box": [400, 700, 420, 720], "type": "checkbox"},
        ],
        "tables": [
            {
                "name": "items",
                "box": [10, 100, 900, 600],
                "orientation": "horizontal",
                "header_height": 30,
                "row_key": "amount",
                "columns": [
                    {"name": "text", "range": [10, 500]},
                    {"name": "amount", "range": [500, 900], "type": "amount"},
                ],
            }
        ],
        "rules": [{"name": "adds up", "expr": "sum(items.amount) == total", "tolerance": "0.01"}],
    }
    return {**copy.deepcopy(base), **changes}


def changed(path, value):
    """The document with one entry replaced, or removed where the value is ...; path by keys."""
    made = document()
    *way, last = path
    part = made
    for key in way:
        part = part[key]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    return made


def problems(made):
    with pytest.raises(TemplateError) as caught:
        parse_template(made)
    found = {}
    for problem in caught.value.problems:
        found.setdefault(problem.place, problem.message)
    return found


def test_a_sound_document_becomes_a_template_with_its_defaults_filled_in():
    template = parse_template(document())
    number, total, paid = template.fields
    assert number.spec.charset == "0123456789"
    assert number.spec.required and number.page == 1 and number.join == "\n"
    assert total.spec.type == "amount" and paid.spec.type == "checkbox"
    assert template.tables[0].columns[0].spec.type == "text"
    assert template.tables[0].min_rows == 1
    assert value_types(template)["items.amount"] == "amount"


def test_values_without_locale_take_that_of_the_only_language():
    assert parse_template(document(language="de")).fields[0].spec.locale == "de-DE"
    assert parse_template(document()).fields[0].spec.locale is None
    assert parse_template(document(language="fr")).fields[1].spec.locale == "de-DE"


@pytest.mark.parametrize(
    ("path", "value", "place", "advice"),
    [
        (("fields", 1, "box"), [300, 700, 200, 740], "fields[1].box", "x0 must be smaller"),
        (("fields", 1, "box"), [200, 740, 300, 700], "fields[1].box", "y0 must be smaller"),
        (("fields", 1, "box"), [200, 700, 1001, 740], "fields[1].box", "inside its page"),
        (("fields", 1, "box"), [float("nan"), 1, 2, 3], "fields[1].box[0]", "no finite number"),
        (("fields", 1, "more_boxes"), [[5, 5, 1, 9]], "fields[1].more_boxes[0]", "x0"),
        (("fields", 1, "key"), {"text": "T", "box": [5, 5, 1, 9]}, "fields[1].key.box", "x0"),
        (("fields", 1, "key"), {"text": " "}, "fields[1].key.text", "blank"),
        (("fields", 1, "page"), 2, "fields[1].page", "page 2 is not among"),
        (("fields", 1, "name"), "number", "fields[1].name", "already in fields[0]"),
        (("fields", 1, "name"), "Total", "fields[1].name", "must match"),
        (("fields", 1, "colour"), "red", "fields[1].colour", "no key of"),
        (("fields", 1, "box"), ..., "fields[1].box", "is missing"),
        (("fields", 1, "type"), "money", "fields[1].type", "must be one of"),
        (("fields", 0, "pattern"), "(a)(b)", "fields[0].pattern", "2 unnamed groups"),
        (("fields", 0, "pattern"), "a(", "fields[0].pattern", "no regular expression"),
        (("fields", 0, "find"), "[", "fields[0].find", "no regular expression"),
        (("fields", 0, "checksum"), "cn.nope", "fields[0].checksum", "python-stdnum"),
        (("fields", 0, "checksum"), "os.path", "fields[0].checksum", "python-stdnum"),
        (("fields", 0, "locale"), "xx-XX", "fields[0].locale", "unknown"),
        (("fields", 0, "date_format"), "%Q", "fields[0].date_format", "%Q is unknown"),
        (("fields", 2, "pattern"), "x", "fields[2].pattern", "no meaning for a checkbox"),
        (("fields", 2, "charset"), "digits", "fields[2].charset", "no meaning"),
        (("fields", 2, "choices"), ["a"], "fields[2].choices", "no meaning"),
        (("anchors", 0, "page"), 3, "anchors[0].page", "page 3 is not among"),
        (("anchors", 0, "box"), [5, 5, 1, 9], "anchors[0].box", "x0"),
        (("pages", 0, "width"), 0, "pages[0].width", "at least 1"),
        (("pages", 0, "width"), 10**400, "pages[0].width", "at most"),
        (("tables", 0, "row_key"), "nope", "tables[0].row_key", "no column is called 'nope'"),
        (("tables", 0, "ends_at"), ["("], "tables[0].ends_at[0]", "no regular expression"),
        (("tables", 0, "divider"), 50, "tables[0].divider", "vertical tables only"),
        (("tables", 0, "columns", 0, "range"), [5, 1], "tables[0].columns[0].range", "begin"),
        (("tables", 0, "columns", 0, "range"), ..., "tables[0].columns[0].range", "missing"),
        (("tables", 0, "columns", 1, "name"), "text", "tables[0].columns[1].name", "already"),
        (("tables", 0, "header_height"), 900, "tables[0].header_height", "between 0 and"),
        (("rules", 0, "expr"), "total = 1", "rules[0].expr", "write =="),
        (("rules", 0, "expr"), "totla == 1", "rules[0].expr", "no field is called 'totla'"),
        (("rules", 0, "expr"), "items.x == 1", "rules[0].expr", "has no column 'x'"),
        (("rules", 0, "expr"), "rows.x == 1", "rules[0].expr", "no table is called 'rows'"),
        (("rules", 0, "expr"), "total + 1", "rules[0].expr", "no condition"),
        (("rules", 0, "tolerance"), "-1", "rules[0].tolerance", "must match"),
        (("classify",), {"include": ["["]}, "classify.include[0]", "no regular expression"),
        (("title",), "a\0b", "title", "no database stores"),
        (("name",), "Invoice", "name", "must match"),
    ],
)
def test_a_mistake_is_refused_with_its_place(path, value, place, advice):
    assert advice in problems(changed(path, value))[place]


def test_all_mistakes_are_listed_at_once():
    made = changed(("fields", 0, "box"), [9, 9, 1, 1])
    made["rules"][0]["expr"] = "nope == 1"
    made["tables"][0]["row_key"] = "nope"
    assert {"fields[0].box", "rules[0].expr", "tables[0].row_key"} <= set(problems(made))


def test_two_pages_of_one_number_are_refused():
    page = {"number": 1, "width": 10, "height": 10}
    assert "pages[1].number" in problems(document(pages=[page, page]))


def test_keys_of_horizontal_tables_are_refused_on_vertical_ones():
    made = changed(("tables", 0, "orientation"), "vertical")
    found = problems(made)
    assert "horizontal tables only" in found["tables[0].row_key"]
    assert "horizontal tables only" in found["tables[0].header_height"]


@pytest.mark.parametrize("made", [None, [], "text", 3, {}])
def test_what_is_no_template_at_all_is_refused_in_words(made):
    with pytest.raises(TemplateError):
        parse_template(made)


def test_a_named_group_beside_one_other_is_accepted():
    made = changed(("fields", 0, "pattern"), r"(?:No\.)?(?P<value>\d+)(-\d+)?")
    assert parse_template(made).fields[0].spec.pattern


def test_a_template_survives_the_way_to_a_document_and_back():
    made = document(
        language="de",
        classify={"include": ["Rechnung"], "exclude": ["Gutschrift"], "priority": 2},
    )
    made["fields"][0]["key"] = {"text": ["No.", "Number"], "side": "below"}
    made["fields"][0]["more_boxes"] = [[1, 2, 3, 4]]
    made["tables"].append(
        {
            "name": "pairs",
            "box": [10, 610, 500, 690],
            "orientation": "vertical",
            "divider": 200,
            "records": "right",
            "columns": [{"name": "weight", "header": "Weight", "unit": "kg"}],
        }
    )
    template = parse_template(made)
    written = json.loads(json.dumps(template_document(template)))
    assert parse_template(written) == template


def test_the_shared_invoice_template_is_read():
    data = Path(os.environ.get("STENCIL_DATA", Path(__file__).parents[4] / "shared" / "data"))
    path = data.parent / "contracts" / "examples" / "vat-einvoice.json"
    if not path.exists():
        pytest.skip(f"{path} is absent; set STENCIL_DATA to the folder of real documents")
    template = parse_template(json.loads(path.read_text("utf-8")))
    assert len(template.fields) == 17
    assert len(template.tables[0].columns) == 8
    assert parse_template(template_document(template)) == template


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda part: (
            st.lists(part, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "name", "pages", "fields", "box", "number", "x"]),
                part,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_either_a_template_or_refused(made):
    with pytest.raises(TemplateError):
        parse_template(made)


def test_the_schema_is_the_contracts():
    data = Path(os.environ.get("STENCIL_DATA", Path(__file__).parents[4] / "shared" / "data"))
    path = data.parent / "contracts" / "template.schema.json"
    if not path.exists():
        pytest.skip(f"{path} is absent; set STENCIL_DATA to the folder of real documents")
    assert template_schema() == json.loads(path.read_text("utf-8"))


def test_a_threshold_in_percent_is_refused():
    with pytest.raises(TemplateError) as refused:
        parse_template(changed(["fields", 0, "accept_at"], 95))
    assert [problem.place for problem in refused.value.problems] == ["fields[0].accept_at"]
