"""The folder of one training run: what it is to learn, how it goes, what came of it.

The web side writes ``settings.json`` and the crops; the training process writes all the rest.
Nothing else passes between the two, so either may be killed at any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

Part = Literal["train", "validation", "held_out"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run goes.

    base: folder of the model whose weights it starts from, None for a new network.
    champion: folder of the model that it is compared with, None where there is none to beat.
    minutes: training time of the whole run, earlier parts included.
    replay: share of the lines of each step that are rendered, so that nothing is forgotten.
    pixels: width of a step's lines, all together. rate: of AdamW, before warm-up and decay.
    warmup, frozen: shares of the time for the rate to rise and for the convolutions to stay as
        they are. decay: of the averaged weights. strength: of augmentation, 1 as scanners do.
    evaluate_every: seconds, of the same kind as the minutes. patience: evaluations without
        improvement after which the run cools down and ends.
    threads: processors to use. processor_time: whether minutes are those of one processor.
    general: rendered lines of each kind that the general set has.
    """

    name: str
    minutes: float = 10.0
    base: str | None = None
    champion: str | None = None
    seed: int = 1
    replay: float = 0.6
    pixels: int = 4096
    rate: float = 3e-4
    warmup: float = 0.05
    frozen: float = 0.1
    decay: float = 0.998
    strength: float = 1.0
    evaluate_every: float = 30.0
    patience: int = 8
    threads: int = 0
    processor_time: bool = False
    general: int = 400


@dataclass(frozen=True, slots=True)
class CropRow:
    """One labelled crop in the folder; file: its picture within the folder.

    for_ever: whether its document never trains any reader; None where that was not noted.
    """

    file: str
    text: str
    part: Part
    name: str = ""
    document: str = ""
    template: str = ""
    field: str = ""
    for_ever: bool | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; share: of its time, 0 to 1."""

    stage: Literal["starting", "training", "exporting", "comparing", "done"] = "starting"
    share: float = 0.0
    step: int = 0
    lines: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    note: str = ""
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The files of one run."""

    path: Path

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    @property
    def best(self) -> Path:
        return self.path / "best.pt"

    @property
    def curves(self) -> Path:
        return self.path / "curves.csv"

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    @property
    def model(self) -> Path:
        """The folder of the exported model."""
        return self.path / "model"

    @property
    def comparison(self) -> Path:
        return self.path / "comparison.json"

    @property
    def is_cancelled(self) -> bool:
        return (self.path / "cancel").exists()

    def cancel(self) -> None:
        """Ask the training process to end after its present step."""
        (self.path / "cancel").touch()

    def take_back_cancel(self) -> None:
        """Let the training process go on that comes next."""
        (self.path / "cancel").unlink(missing_ok=True)

    def settings(self) -> RunSettings:
        """Raises FileNotFoundError where the folder is no run's, TypeError for unknown names."""
        return RunSettings(**self._read("settings.json"))

    def write_settings(self, settings: RunSettings) -> None:
        write_whole(self.path / "settings.json", asdict(settings))

    def progress(self) -> Progress:
        """How far the run is; the start where it has said nothing yet."""
        try:
            return Progress(**self._read("progress.json"))
        except FileNotFoundError:
            return Progress()

    def write_progress(self, progress: Progress) -> None:
        write_whole(self.path / "progress.json", asdict(progress))

    def crops(self, part: Part | None = None) -> tuple[CropRow, ...]:
        """The labelled crops, of one part or all."""
        with (self.path / "crops.jsonl").open(encoding="utf-8") as lines:
            rows = (CropRow(**json.loads(line)) for line in lines)
            return tuple(row for row in rows if part in (None, row.part))

    def picture(self, file: str) -> NDArray[np.uint8]:
        """A crop's picture, (H, W, 3) RGB; raises FileNotFoundError where it can't be opened."""
        loaded = cv2.imread(str(self.path / file))
        if loaded is None:
            raise FileNotFoundError(f"{self.path / file} cannot be opened.")
        return cv2.cvtColor(loaded, cv2.COLOR_BGR2RGB).astype(np.uint8)

    def write_crops(self, crops: Iterable[tuple[CropRow, bytes]]) -> str:
        """Store crops with their pictures' bytes; returns the SHA-256 of all of them."""
        digest = hashlib.sha256()
        scratch = self.path / "crops.jsonl.partial"
        with scratch.open("w", encoding="utf-8") as lines:
            for row, data in crops:
                target = self.path / row.file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                line = json.dumps(asdict(row), ensure_ascii=False)
                lines.write(line + "\n")
                digest.update(f"{row.text}\0{row.part}\0".encode() + hashlib.sha256(data).digest())
        scratch.replace(self.path / "crops.jsonl")
        return digest.hexdigest()

    def drop_crops(self, names: Collection[str]) -> None:
        """Remove crops by their names, with pictures and readings; what is gone is no error.

        For runs that are not under way.
        """
        rows = self.crops()
        for row in rows:
            if row.name in names:
                (self.path / row.file).unlink(missing_ok=True)
        if found := self.outcome():
            found["crops"] = [row for row in found["crops"] if row["name"] not in names]
            write_whole(self.comparison, found)
        # the rows go last: where this is interrupted, they say what is still to be removed
        scratch = self.path / "crops.jsonl.partial"
        with scratch.open("w", encoding="utf-8") as lines:
            for row in rows:
                if row.name not in names:
                    lines.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        scratch.replace(self.path / "crops.jsonl")

    @property
    def is_gathered(self) -> bool:
        """Whether crops lie here that were gathered to the last one."""
        return (self.path / "crops.jsonl").exists()

    def drop_gathered(self) -> None:
        """Remove all crops, those of a gathering that never came to its end included."""
        for name in ("crops.jsonl", "crops.jsonl.partial"):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / "crops", ignore_errors=True)

    def curve(self) -> Iterator[dict[str, float]]:
        """The rows of the curves so far."""
        import csv

        if self.curves.exists():
            with self.curves.open(newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    # a kill may have left half a last line
                    if None not in row.values():
                        yield {name: float(value or 0) for name, value in row.items()}

    def outcome(self) -> dict[str, Any]:
        """What the comparison found, empty before it was made."""
        return self._read("comparison.json") if self.comparison.exists() else {}

    def _read(self, name: str) -> dict[str, Any]:
        values: dict[str, Any] = json.loads((self.path / name).read_text("utf-8"))
        return values


def write_whole(path: Path, values: Any) -> None:
    """Write JSON beside the old file, then replace it: nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with scratch.open("w", encoding="utf-8") as file:
        json.dump(values, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
