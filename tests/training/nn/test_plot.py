import pytest

from training.nn.plot import draw, read_curves

CURVES = """lines,loss,ctc,chinese_exact,latin_exact,numbers_exact
1000,5.0,0.0,0.0,0.1,0.2
9000,2.0,1.0,0.4,0.5,0.6
"""


def test_curves_become_the_same_picture_each_time(tmp_path):
    (tmp_path / "curves.csv").write_text(CURVES)
    curves = read_curves(tmp_path / "curves.csv")
    assert curves["lines"] == [1000, 9000]
    for name in ("one.svg", "two.svg"):
        draw(curves, tmp_path / name)
    picture = (tmp_path / "one.svg").read_text()
    assert "<svg" in picture
    assert picture == (tmp_path / "two.svg").read_text()


def test_run_without_curves_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_curves(tmp_path / "curves.csv")
