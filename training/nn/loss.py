"""Losses: a class per frame first, connectionist temporal classification afterwards."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from training.nn.model import Crnn
from training.nn.targets import BLANK

GLYPH_SHARE = 0.4
BLANK_SHARE = 0.15
BLANK_WEIGHT = 0.4
REMEMBERED_SHARE = 0.3
RANDOM_CLASSES = 1200


def frame_loss(model: Crnn, embedded: Tensor, frames: Tensor, generator: torch.Generator) -> Tensor:
    """Cross-entropy on a random part of the frames, all classes against each other.

    Neighbouring frames of one glyph say nearly the same, and the 7,000-class layer is the dearest
    of the network: a part of them teaches as much in a fraction of the time. Blank counts less,
    or it would be all that is learnt at first.
    """
    flat, wanted = embedded.flatten(0, 1), frames.flatten()
    chance = torch.rand(wanted.shape, generator=generator).to(wanted.device)
    share = torch.where(wanted > BLANK, GLYPH_SHARE, BLANK_SHARE)
    kept = (chance < share).nonzero()[:, 0]
    wanted = wanted[kept]
    log_probs = model.classes(flat[kept]).float().log_softmax(1)
    named, blank = log_probs.gather(1, wanted.abs()[:, None])[:, 0], log_probs[:, BLANK]
    losses = -torch.where(wanted < 0, torch.logaddexp(named, blank), named)
    weights = torch.where(wanted == BLANK, BLANK_WEIGHT, 1.0)
    return (losses * weights).sum() / weights.sum().clamp(min=1.0)


def memory_loss(
    model: Crnn,
    embedded: Tensor,
    before: Crnn,
    embedded_before: Tensor,
    frames: Tensor,
    generator: torch.Generator,
) -> Tensor:
    """Cross-entropy against what the network said before it was tuned, on a part of the frames.

    Blanks count as much as glyphs: what is forgotten first is where a glyph ends, and then two
    look-alikes are read for one. Frames of characters that it did not know are left out. After
    Li and Hoiem, "Learning without Forgetting" (2016).
    """
    known, wanted = before.config.classes, frames.flatten()
    chance = torch.rand(wanted.shape, generator=generator).to(wanted.device)
    kept = ((chance < REMEMBERED_SHARE) & (wanted.abs() < known)).nonzero()[:, 0]
    with torch.no_grad():
        said = before.classes(embedded_before.flatten(0, 1)[kept]).float().softmax(1)
    log_probs = model.classes(embedded.flatten(0, 1)[kept]).float().log_softmax(1)
    losses = -(said * log_probs[:, :known]).sum(1)
    return torch.as_tensor(losses.sum() / max(1, len(kept)))


def ctc_loss(
    model: Crnn, embedded: Tensor, labels: Tensor, lengths: Tensor, generator: torch.Generator
) -> Tensor:
    """CTC (Graves et al., 2006) over the batch's own characters and a random sample of the rest.

    Returns (N,), each line's loss for one of its characters.
    The sum over all classes is what makes CTC dear; classes that neither stand in the batch nor
    are drawn keep what the frame loss taught them.
    """
    drawn = torch.randint(1, model.config.classes, (RANDOM_CLASSES,), generator=generator)
    blank = torch.zeros(1, dtype=torch.long)
    chosen = torch.unique(torch.cat((blank.to(labels.device), labels, drawn.to(labels.device))))
    position = torch.zeros(model.config.classes, dtype=torch.long, device=labels.device)
    position[chosen] = torch.arange(len(chosen), device=labels.device)
    logits = functional.linear(embedded, model.classes.weight[chosen], model.classes.bias[chosen])
    log_probs = logits.float().log_softmax(2).transpose(0, 1)
    widths = torch.full((embedded.shape[0],), embedded.shape[1], dtype=torch.long)
    losses = functional.ctc_loss(
        log_probs,
        position[labels],
        widths,
        lengths,
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return losses / lengths.to(losses.device).clamp(min=1)
