"""Runs from the queue to the registry, with real trainings of seconds."""

import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.engine.models import default_name, find_models, reader_named
from tests.training.nn.drawn import drawn
from training.run_folder import RunFolder
from training.runs import judging, promotion, queue, registry
from training.runs.conducting import conduct
from training.runs.models import Promotion, TrainingRun
from training.runs.starting import RunRefused, Wish, go_on, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("torch")]

QUICK = {
    "evaluate_every": 4.0,
    "processor_time": True,
    "seed": 3,
    "pixels": 1500,
    "strength": 0.6,
    "decay": 0.97,
    "rate": 5e-3,
}
Outcome = TrainingRun.Outcome


def trained(wish: Wish) -> TrainingRun:
    run = start(wish)
    claim = queue.claim(run.pk)
    conduct(claim)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.DONE, run.problem
    return run


@pytest.fixture(scope="module")
def learnt_once() -> dict[str, object]:
    """What the first test that needed it has trained, as the columns of its run."""
    return {}


@pytest.fixture
def weak(home, digits, learnt_once, tmp_path_factory) -> TrainingRun:
    """A champion that has hardly begun to read digits."""
    kept = tmp_path_factory.getbasetemp() / "weak"
    if learnt_once:
        shutil.copytree(kept, home, dirs_exist_ok=True)
        run = TrainingRun.objects.create(**learnt_once)
    else:
        run = trained(Wish("weak", str(digits(60)), "none", 0.04, QUICK))
        shutil.copytree(home, kept)
        columns = TrainingRun._meta.concrete_fields
        learnt_once.update({column.attname: getattr(run, column.attname) for column in columns})
    registry.point_at("weak")
    return run


@pytest.fixture
def strong(weak, digits, tmp_path_factory) -> Callable[[], TrainingRun]:
    """Bring a run to its end whose reader is better than the champion; trained only once."""
    kept = tmp_path_factory.getbasetemp() / "strong"
    # a slow processor has its time; on a fast one the run ends once it makes no mistake
    quick = QUICK | {"evaluate_every": 2.0, "patience": 99}
    wish = Wish("strong", str(digits(150, seed=2)), "none", 2.0, quick)

    def end() -> TrainingRun:
        if not kept.exists():
            run = trained(wish)
            shutil.copytree(registry.run_folder("strong").path, kept)
            return run
        run = start(wish)
        claim = queue.claim(run.pk)
        folder = registry.run_folder("strong")
        shutil.copytree(kept, folder.path)
        judging.conclude(claim, run, folder)
        run.refresh_from_db()
        return run

    return end


def read_right(model: str, texts: list[str]) -> int:
    readings = reader_named(model).recognize([drawn(text).image for text in texts])
    return sum(reading.text == text for reading, text in zip(readings, texts, strict=True))


def test_a_specialised_reader_is_learnt_from_its_labels_alone(home, digits, capsys):
    call_command(
        "train",
        name="meter",
        source=str(digits(150)),
        base="none",
        minutes=2,
        strength=0.6,
        seed=3,
    )
    run = TrainingRun.objects.get(name="meter")
    assert run.outcome == Outcome.SPECIAL
    assert find_models()["meter"].charset() == tuple("0123456789")
    assert read_right("meter", ["90210", "4711", "333", "80085", "1234"]) >= 4
    assert "can serve fields" in capsys.readouterr().out
    assert default_name() == "crnn-base+pp-ocrv6-small", "it reads digits alone"
    with pytest.raises(promotion.PromotionRefused):
        promotion.promote(run)


def test_a_better_reader_takes_over_and_goes_back_with_one_step(weak, strong):
    run = strong()
    assert run.outcome == Outcome.BETTER, run.report["reasons"]
    assert default_name() == "weak"
    promotion.promote(run)
    assert default_name() == "strong"
    assert reader_named().name.startswith("strong ")
    promotion.roll_back()
    assert default_name() == "weak"
    assert [row.kind for row in Promotion.objects.all()] == ["rolled_back", "promoted"]
    with pytest.raises(promotion.PromotionRefused):
        promotion.roll_back()


def test_a_better_reader_takes_over_by_itself_where_the_installation_says_so(
    weak, strong, settings
):
    settings.PROMOTE_AUTOMATICALLY = True
    run = strong()
    assert default_name() == "strong"
    assert Promotion.objects.get().run == run


def test_a_reader_trained_on_shuffled_labels_is_refused(weak, digits, settings):
    settings.PROMOTE_AUTOMATICALLY = True
    run = trained(Wish("shuffled", str(digits(100, seed=2, shuffled=True)), "weak", 0.1, QUICK))
    assert run.outcome == Outcome.NOT_BETTER
    assert default_name() == "weak"
    with pytest.raises(promotion.PromotionRefused, match="not found better"):
        promotion.promote(run)


@pytest.mark.parametrize("damage", ["truncated", "other_weights"])
def test_a_broken_export_is_refused_and_not_registered(weak, home, digits, damage):
    from training.nn.compare import compare

    run = trained(Wish("second", str(digits(60, seed=2)), "weak", 0.05, QUICK))
    folder, shipped = registry.run_folder("second"), find_models()["weak"].weights
    network = folder.model / "model.onnx"
    network.write_bytes(
        network.read_bytes()[:5000] if damage == "truncated" else shipped.read_bytes()
    )
    (home / "models" / "second").rename(home / "elsewhere")
    compare(folder)
    TrainingRun.objects.filter(pk=run.pk).update(state=TrainingRun.State.QUEUED)
    judging.conclude(queue.claim(run.pk), run, folder)
    run.refresh_from_db()
    assert run.outcome == Outcome.BROKEN
    assert "second" not in find_models()
    with pytest.raises(promotion.PromotionRefused):
        promotion.promote(run)


def test_a_run_that_is_killed_goes_on_from_its_checkpoint(home, digits):
    run = start(Wish("killed", str(digits(40)), "none", 0.1, QUICK))
    killed: list[int] = []

    def kill(folder: RunFolder) -> None:
        if folder.checkpoint.exists() and not killed:
            killed.append(len(list(folder.curve())))
            os.kill(_training_process(folder), signal.SIGKILL)

    conduct(queue.claim(run.pk), watch=kill)
    run.refresh_from_db()
    assert (killed != []) and run.state == TrainingRun.State.QUEUED
    before = list(registry.run_folder("killed").curve())
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert run.state == TrainingRun.State.DONE, run.problem
    assert run.attempt == 2
    after = list(registry.run_folder("killed").curve())
    assert after[: len(before)] == before
    steps = [row["step"] for row in after]
    assert steps == sorted(set(steps)), "it went on, it did not begin again"
    assert after[-1]["lines"] > before[-1]["lines"]


def test_a_run_goes_on_when_one_of_its_processes_was_killed(home, digits, settings):
    settings.TRAINING_THREADS = 2
    run = start(Wish("bereft", str(digits(40)), "none", 0.2, QUICK))
    killed: list[int] = []

    def kill(folder: RunFolder) -> None:
        if folder.checkpoint.exists() and not killed:
            killed.append(_training_process(folder, rank=1))
            os.kill(killed[0], signal.SIGKILL)

    conduct(queue.claim(run.pk), watch=kill)
    run.refresh_from_db()
    assert killed and run.state == TrainingRun.State.QUEUED, run.problem
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert (run.state, run.attempt) == (TrainingRun.State.DONE, 2), run.problem


def test_a_run_whose_processes_are_killed_each_time_fails_in_the_end(home, digits, monkeypatch):
    monkeypatch.setattr(queue, "MAX_ATTEMPTS", 1)
    run = start(Wish("doomed", str(digits(40)), "none", 0.2, QUICK | {"threads": 2}))

    def kill(folder: RunFolder) -> None:
        if folder.checkpoint.exists():
            with contextlib.suppress(AssertionError):
                os.kill(_training_process(folder, rank=1), signal.SIGKILL)

    for _ in range(2):
        assert run.state == TrainingRun.State.QUEUED
        conduct(queue.claim(run.pk), watch=kill)
        run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "killed each time" in run.problem


def _training_process(folder: RunFolder, rank: int = 0) -> int:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
            further = f"RANK={rank}".encode() in (entry.parent / "environ").read_bytes().split(
                b"\0"
            )
        except OSError:
            continue
        trains = b"training.nn.finetune" in words and str(folder.path).encode() in words
        if trains and (further or rank == 0):
            return int(entry.parent.name)
    raise AssertionError("no training process")


def test_a_cancelled_run_ends_at_once_and_leaves_no_model(home, digits):
    run = start(Wish("unwanted", str(digits(40)), "none", 30, QUICK))
    begun = time.monotonic()

    def cancel(folder: RunFolder) -> None:
        if folder.checkpoint.exists():
            assert queue.cancel(run.pk) or True

    conduct(queue.claim(run.pk), watch=cancel)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.CANCELLED
    assert time.monotonic() - begun < 120
    assert "unwanted" not in find_models()


def test_a_cancelled_run_goes_on_from_its_checkpoint_with_the_same_command(home, digits):
    wish = Wish("resumed", str(digits(40)), "none", 0.1, QUICK)
    run = start(wish)

    def cancel(folder: RunFolder) -> None:
        if folder.checkpoint.exists():
            queue.cancel(run.pk)

    conduct(queue.claim(run.pk), watch=cancel)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.CANCELLED
    before = list(registry.run_folder("resumed").curve())
    call_command("train", name=wish.name, source=wish.source, base="none", minutes=wish.minutes)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.DONE, run.problem
    after = list(registry.run_folder("resumed").curve())
    assert before and after[: len(before)] == before and len(after) > len(before)
    assert "resumed" in find_models()


def test_a_failed_run_goes_on_once_its_reason_is_gone(home, digits):
    folder = digits(5)
    run = start(Wish("few", str(folder), "none", 0.04, QUICK))
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    shutil.copytree(digits(40, seed=2), folder, dirs_exist_ok=True)
    go_on(run)
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert (run.state, run.problem, run.attempt) == (TrainingRun.State.DONE, "", 1)
    with pytest.raises(RunRefused, match="neither failed nor been cancelled"):
        go_on(run)


def test_another_command_does_not_take_a_failed_run_for_its_own(home, digits):
    run = start(Wish("few", str(digits(5)), "none", 1, QUICK))
    conduct(queue.claim(run.pk))
    with pytest.raises(CommandError, match="already"):
        call_command("train", name="few", source=str(digits(6)), base="none", minutes=1)


def test_a_run_whose_process_is_gone_is_claimed_by_another_once_its_lease_is_over(home, digits):
    from django.utils import timezone

    run = start(Wish("orphan", str(digits(20)), "none", 1, QUICK))
    first = queue.claim(run.pk)
    assert first and queue.claim_next() is None
    TrainingRun.objects.update(lease_until=timezone.now())
    second = queue.claim_next()
    assert second and second.run == run.pk
    assert not queue.extend(first)
    assert queue.extend(second)


def test_what_cannot_be_trained_is_refused_with_what_to_do(home, digits):
    folder = str(digits(20))
    for wish, said in (
        (Wish("Ä", folder), "small letters"),
        (Wish("crnn-base", folder), "Choose another"),
        (Wish("x", "reviewed"), "review desk"),
        (Wish("x", "/nowhere"), "/nowhere"),
        (Wish("x", folder, "unheard-of"), "Known"),
        (Wish("x", folder, minutes=0), "minutes"),
    ):
        with pytest.raises(RunRefused, match=said):
            start(wish)
    assert not TrainingRun.objects.exists()
    with pytest.raises(CommandError):
        call_command("train", name="x", source="/nowhere")


def test_too_few_crops_fail_the_run_and_say_how_many_it_takes(home, digits):
    run = start(Wish("few", str(digits(5)), "none", 1, QUICK))
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "at least 8" in run.problem


def test_no_crop_is_in_two_parts_and_the_held_out_ones_are_so_for_ever(home, digits):
    folder = digits(200)
    parts = {}
    for name in ("first", "second"):
        run = start(Wish(name, str(folder), "none", 0.05, {**QUICK, "seed": len(name)}))
        conduct(queue.claim(run.pk), stopping=lambda: True)
        crops = registry.run_folder(name).crops()
        assert len({crop.name for crop in crops}) == len(crops) == 200
        parts[name] = {
            part: {c.name for c in crops if c.part == part}
            for part in ("train", "validation", "held_out")
        }
    assert parts["first"]["held_out"] == parts["second"]["held_out"] != set()
    assert parts["first"]["validation"] != parts["second"]["validation"]


def test_the_registered_model_says_where_it_comes_from(weak, home):
    config = json.loads((home / "models" / "weak" / "config.json").read_text("utf-8"))
    assert config["base"] is None
    assert config["crops_sha256"] == weak.data != ""
    assert (home / "models" / "weak" / "LICENCE").exists()
    metrics = json.loads((home / "models" / "weak" / "metrics.json").read_text("utf-8"))
    assert metrics["held_out"]["lines"] == weak.crops["held_out"]


def test_a_base_that_was_deleted_meanwhile_fails_the_run_and_is_named(weak, home, digits):
    run = start(Wish("orphan", str(digits(20)), "weak", 1, QUICK))
    (home / "models" / "weak").rename(home / "elsewhere")
    conduct(queue.claim(run.pk))
    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "no model 'weak'" in run.problem
