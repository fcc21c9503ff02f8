import pytest

from training.synth.lines import fonts
from training.synth.lines.font_table import FAMILIES, Family
from training.synth.lines.fonts import MissingFontsError, find_faces, held_out


def test_three_families_are_held_out_and_exist():
    assert len(held_out()) == 3
    assert held_out() <= {family.name for family in FAMILIES}


def test_training_never_draws_with_a_held_out_family(renderer):
    used = {atlas.face.family.name for atlas in (*renderer.hanzi, *renderer.latin)}
    assert not used & held_out()


def test_every_family_states_package_and_licence():
    assert all(family.package and family.licence for family in FAMILIES)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_missing_fonts_are_named_with_the_command_that_installs_them():
    absent = Family("Absent", "fonts-absent", ("Absent.ttf",), "sans", "OFL-1.1")
    with pytest.raises(MissingFontsError, match="apt-get install fonts-absent"):
        find_faces((absent,))


def test_missing_collected_fonts_name_the_collecting_command(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "collection", lambda: tmp_path)
    absent = Family("absent", "@fontsource/absent", ("400",), "sans", "OFL-1.1", npm=True)
    with pytest.raises(MissingFontsError, match="--collect"):
        find_faces((absent,))
