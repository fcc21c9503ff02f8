from training.nn.curves import append_row
from training.run_folder import RunFolder


def rows(folder: RunFolder) -> list[dict[str, float]]:
    return list(folder.curve())


def test_rows_are_read_as_they_were_written(tmp_path):
    folder = RunFolder(tmp_path)
    for step in (1, 2):
        append_row(folder.curves, {"step": step, "loss": 0.5 / step})
    assert rows(folder) == [{"step": 1, "loss": 0.5}, {"step": 2, "loss": 0.25}]


def test_a_kill_before_the_first_row_was_written_loses_no_later_one(tmp_path):
    folder = RunFolder(tmp_path)
    for left in ("", "step,lo"):
        folder.curves.write_text(left)
        append_row(folder.curves, {"step": 7, "loss": 0.5})
        assert rows(folder) == [{"step": 7, "loss": 0.5}]


def test_a_kill_in_the_middle_of_a_row_costs_that_row_alone(tmp_path):
    folder = RunFolder(tmp_path)
    append_row(folder.curves, {"step": 1, "loss": 0.5})
    with folder.curves.open("ab") as file:
        file.write(b"2")
    append_row(folder.curves, {"step": 3, "loss": 0.25})
    assert [row["step"] for row in rows(folder)] == [1, 3]
