import torch

from tests.training.nn.drawn import CHARSET, drawn
from training.nn.data import Alphabet, collate, to_sample
from training.nn.replay import HardLines

TEXTS = ("12", "345", "6", "78901")


def batch_of(texts=TEXTS):
    return collate([to_sample(drawn(text), Alphabet(CHARSET)) for text in texts])


def texts_of(batch):
    parts = batch.labels.split(batch.lengths.tolist())
    return ["".join(CHARSET[label - 1] for label in part.tolist()) for part in parts]


def test_the_hardest_lines_come_back_after_the_batch_as_they_were():
    hard, batch = HardLines(5000, share=0.5, waiting=2), batch_of()
    hard.keep(batch, [0] * 4, torch.tensor([0.1, 3.0, 0.2, 2.0]))
    (_, first), (again, turns) = hard.batches(batch)
    assert first == [0] * 4
    assert texts_of(again) == ["345", "78901"]
    assert turns == [1, 1]
    alone = batch_of(("345", "78901"))
    assert torch.equal(again.pixels, alone.pixels[..., : again.pixels.shape[3]])
    assert torch.equal(again.frames, alone.frames[:, : again.frames.shape[1]])
    assert not alone.pixels[..., again.pixels.shape[3] :].any()


def test_a_line_comes_back_a_limited_number_of_times():
    hard, batch = HardLines(5000, share=1.0, turns=2, waiting=1), batch_of(("12",))
    turns, seen = [0], 0
    while True:
        hard.keep(batch, turns, torch.tensor([9.0]))
        returned = list(hard.batches(batch))[1:]
        if not returned:
            break
        ((batch, turns),) = returned
        seen += 1
    assert seen == 2


def test_lines_wait_until_there_are_enough_of_them_and_none_come_back_without_a_share():
    batch = batch_of()
    for hard in (HardLines(5000, share=0.5, waiting=3), HardLines(5000, share=0.0, waiting=0)):
        hard.keep(batch, [0] * 4, torch.ones(4))
        assert len([turns for _, turns in hard.batches(batch) if any(turns)]) == 0


def test_a_line_whose_print_has_vanished_does_not_come_back():
    hard, batch = HardLines(5000, share=1.0, waiting=1), batch_of(("12",))
    batch.pixels.zero_()
    hard.keep(batch, [0], torch.tensor([9.0]))
    assert len(list(hard.batches(batch))) == 1
