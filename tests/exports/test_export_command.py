"""`manage.py export` and `manage.py deliver --once`."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from exports import mappings
from exports.models import Delivery, Mapping
from tests.exports import ways

pytestmark = pytest.mark.django_db


def exported(*arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("export", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def test_records_accepted_before_there_was_a_mapping_are_delivered() -> None:
    ways.template()
    for number in range(3):
        ways.accepted(number)
    ways.mapping()
    status, out, err = exported()
    assert (status, out) == (0, "3 delivered, 0 waiting to be tried again, 0 failed\n")
    assert "3 put into the outbox" in err
    assert ways.asked("SELECT count(*) FROM bill") == [(3,)]
    assert exported()[1].startswith("0 delivered")


def test_since_leaves_earlier_records_out() -> None:
    ways.template()
    ways.accepted()
    ways.mapping()
    assert exported("--since", "2999-01-01")[1].startswith("0 delivered")
    assert exported("--since", "2020-01-01T08:00")[1].startswith("1 delivered")


def test_one_destination_is_served_and_the_other_left_alone() -> None:
    ways.mapping()
    ways.sqlite_file("other.db").unlink(missing_ok=True)
    ways.mapping(ways.destination("sqlite:///other.db", "other"))
    ways.accepted()
    assert exported("--destination", "other")[1].startswith("1 delivered")
    assert ways.asked("SELECT count(*) FROM bill") == [(0,)]
    assert ways.asked("SELECT count(*) FROM bill", "other.db") == [(1,)]


def test_a_dry_run_prints_the_rows_and_writes_nothing() -> None:
    ways.template()
    record = ways.accepted(7)
    ways.mapping()
    status, out, _ = exported("--dry-run")
    line = json.loads(out)
    assert status == 0
    assert (line["record"], line["outcome"]) == (str(record.pk), "insert")
    assert line["row"]["total"] == "118.00"
    assert len(line["tables"]["bill_items"]) == 2
    assert ways.asked("SELECT count(*) FROM bill") == [(0,)]
    assert not Delivery.objects.exists()


def test_a_dry_run_of_what_would_fail_says_why_and_ends_with_1() -> None:
    ways.template()
    ways.accepted()
    ways.mapping()
    ways.told("DROP TABLE bill_items")
    status, out, err = exported("--dry-run")
    assert status == 1
    assert "bill_items" in json.loads(out)["problem"]
    assert "1 records would not arrive" in err


def test_what_did_not_arrive_is_told_with_the_reason() -> None:
    ways.mapping()
    ways.accepted()
    ways.told("DROP TABLE bill_items")
    status, out, err = exported()
    assert (status, out) == (1, "0 delivered, 1 waiting to be tried again, 0 failed\n")
    assert "books: There is no table bill_items. Create it" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--destination", "nowhere"], "There are: books"),
        (["--since", "yesterday"], "2026-11-01"),
        (["--since", "2026-13-01"], "2026-11-01"),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], said: str) -> None:
    ways.mapping()
    status, _, err = exported(*arguments)
    assert status == 2
    assert said in err


def test_without_a_mapping_the_command_says_where_to_make_one() -> None:
    status, _, err = exported()
    assert status == 2
    assert "Add one" in err
    ways.destination()
    assert exported("--destination", "books")[0] == 2


def test_deliver_once_delivers_what_is_due_and_ends() -> None:
    mapping = ways.mapping()
    ways.accepted()
    call_command("deliver", "--once")
    assert ways.states() == [("delivered", 1)]
    mappings.change(mapping, enabled=False)
    assert Mapping.objects.get().enabled is False
    call_command("deliver", "--once")
