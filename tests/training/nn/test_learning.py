import numpy as np
import torch

from tests.training.nn.drawn import CHARSET, drawn
from training.nn.data import Alphabet, collate, to_sample
from training.nn.loss import ctc_loss, frame_loss
from training.nn.model import Crnn, CrnnConfig
from training.nn.validation import read

TEXTS = ["20241121", "0071", "118", "93856", "44", "5501"]
SMALL = CrnnConfig(classes=len(CHARSET) + 1, channels=(8, 16, 16, 24, 24), features=48, hidden=24)


def trained(loss_of, steps):
    torch.manual_seed(3)
    torch.set_num_threads(1)
    alphabet, generator = Alphabet(CHARSET), torch.Generator().manual_seed(3)
    lines = [drawn(text) for text in TEXTS]
    batch = collate([to_sample(line, alphabet) for line in lines])
    model = Crnn(SMALL)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model, model.embed(batch.pixels / 255.0), batch, generator)
        loss.backward()
        optimizer.step()
    return read(model.eval(), [line.image for line in lines], alphabet)


def by_frames(model, embedded, batch, generator):
    return frame_loss(model, embedded, batch.frames, generator)


def by_ctc(model, embedded, batch, generator):
    return ctc_loss(model, embedded, batch.labels, batch.lengths, generator).mean()


def test_frames_alone_teach_a_few_lines_by_heart():
    assert trained(by_frames, 300) == TEXTS


def test_ctc_alone_teaches_a_few_lines_by_heart():
    assert trained(by_ctc, 250) == TEXTS


def test_ctc_over_sampled_classes_equals_the_full_one_where_every_class_is_drawn():
    torch.manual_seed(1)
    batch = collate([to_sample(drawn(text), Alphabet(CHARSET)) for text in ("12", "345")])
    model = Crnn(SMALL).eval()
    with torch.no_grad():
        embedded = model.embed(batch.pixels / 255.0)
        sampled = ctc_loss(model, embedded, batch.labels, batch.lengths, torch.Generator()).mean()
        log_probs = model.classes(embedded).log_softmax(2).transpose(0, 1)
        widths = torch.full((2,), embedded.shape[1])
        full = torch.nn.functional.ctc_loss(log_probs, batch.labels, widths, batch.lengths)
    assert torch.allclose(sampled, full, atol=1e-5)


def test_collating_pads_with_paper_and_blank():
    short, long = (to_sample(drawn(text), Alphabet(CHARSET)) for text in ("1", "123456"))
    batch = collate([short, long])
    width = short.pixels.shape[2]
    assert not batch.pixels[0, :, :, width:].any()
    assert not batch.frames[0, width // 4 :].any()
    assert batch.lengths.tolist() == [1, 6]


def test_greedy_merges_repeats_and_keeps_what_blank_parts():
    alphabet = Alphabet(CHARSET)
    assert alphabet.greedy(np.array([0, 2, 2, 0, 2, 0, 0, 10, 10])) == "119"
