from recognition.values.repair import Candidate, Place, find_repair
from templates_app.definition.template import Rule

TYPES = {"amount": "amount", "tax": "amount", "total": "amount", "items.sum": "amount"}
ADDS_UP = Rule("adds up", "amount + tax == total")
LINES = Rule("lines", "sum(items.sum) == amount")


def reading(value, probability=0.1):
    return Candidate(value, value, probability)


def repaired(fields, candidates, rules=(ADDS_UP,), tables=None, **settings):
    return find_repair(rules, fields, tables or {}, TYPES, candidates, **settings)


def test_the_only_reading_under_which_the_total_adds_up_is_taken():
    repair = repaired(
        {"amount": "24.70", "tax": "1.48", "total": "26.13"},
        {Place("total"): [reading("26.15"), reading("26.18")], Place("tax"): [reading("1.46")]},
    )
    (change,) = repair.changes
    assert (change.place, change.before, change.after.value) == (Place("total"), "26.13", "26.18")
    assert "the only reading under which 'adds up' holds" in change.evidence
    assert all(result.passed for result in repair.results)


def test_a_repaired_value_is_never_sure():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00"}
    candidates = {Place("total"): [reading("2.00", 0.99)]}
    assert repaired(fields, candidates).changes[0].confidence <= 0.9
    assert repaired(fields, candidates, cap=0.5).changes[0].confidence == 0.5


def test_two_ways_to_add_up_repair_nothing():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00"}
    candidates = {Place("total"): [reading("2.00")], Place("amount"): [reading("2.00")]}
    assert repaired(fields, candidates) is None


def test_readings_of_one_number_are_one_reading():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00"}
    candidates = {Place("total"): [reading("2.00", 0.5), reading("2.0", 0.1), reading("3.0")]}
    assert repaired(fields, candidates).changes[0].after.value == "2.00"


def test_nothing_is_repaired_where_every_rule_holds():
    fields = {"amount": "1.00", "tax": "1.00", "total": "2.00"}
    assert repaired(fields, {Place("total"): [reading("3.00")]}) is None


def test_nothing_is_repaired_where_no_reading_adds_up():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00"}
    assert repaired(fields, {Place("total"): [reading("4.00")]}) is None


def test_a_repair_may_not_break_another_rule():
    fields = {"amount": "2.00", "tax": "1.00", "total": "4.00"}
    tables = {"items": [{"sum": "1.00"}, {"sum": "1.00"}]}
    candidates = {Place("amount"): [reading("3.00")]}
    assert repaired(fields, candidates) is not None
    assert repaired(fields, candidates, (ADDS_UP, LINES), tables) is None


def test_a_cell_can_be_repaired():
    repair = repaired(
        {"amount": "9.00"},
        {Place("sum", "items", 1): [reading("2.00"), reading("3.00")]},
        (LINES,),
        {"items": [{"sum": "7.00"}, {"sum": "8.00"}]},
    )
    (change,) = repair.changes
    assert (str(change.place), change.after.value) == ("items[1].sum", "2.00")


def test_two_values_may_change_together():
    repair = repaired(
        {"amount": "9.00", "tax": "1.00", "total": "11.00"},
        {Place("total"): [reading("12.00")], Place("amount"): [reading("11.00")]},
    )
    assert {change.place.name for change in repair.changes} == {"total", "amount"}


def test_a_search_that_would_not_end_repairs_nothing():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00"}
    many = [reading(f"{n}.50") for n in range(200)]
    candidates = {Place("amount"): many, Place("tax"): many, Place("total"): [reading("2.00")]}
    assert repaired(fields, candidates) is None


def test_values_that_no_failed_rule_speaks_of_stay():
    fields = {"amount": "1.00", "tax": "1.00", "total": "3.00", "other": "x"}
    candidates = {Place("total"): [reading("2.00")], Place("other"): [reading("y")]}
    assert [change.place.name for change in repaired(fields, candidates).changes] == ["total"]
