"""A run's report in the words of somebody who keeps books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from training.runs.models import TrainingRun


def report_lines(run: TrainingRun) -> list[str]:
    """The verdict and each of its reasons, a sentence or two each."""
    return [headline(run), *(reason_sentence(reason) for reason in run.report["reasons"])]


def headline(run: TrainingRun) -> str:
    """The verdict in one sentence."""
    names = {"new": run.name, "old": run.champion}
    return {
        TrainingRun.Outcome.BETTER: _("%(new)s is better than %(old)s."),
        TrainingRun.Outcome.NOT_BETTER: _("%(new)s is not better than %(old)s."),
        TrainingRun.Outcome.BROKEN: _("The file of %(new)s is broken, so it is not used."),
        TrainingRun.Outcome.SPECIAL: _(
            "%(new)s reads a few characters only. It can serve fields, not read whole documents."
        ),
        TrainingRun.Outcome.REFUSED: _("%(new)s was refused by a person."),
    }.get(TrainingRun.Outcome(run.outcome), _("%(new)s was not compared yet.")) % names


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """One question and its answer."""
    return _SENTENCES[reason["code"]](reason)


def opinion_sentence(opinion: Mapping[str, Any]) -> str:
    """What comes of having asked the second reader as well, for one template."""
    names = dict(opinion)
    if opinion["believed"]:
        return (
            _(
                "On %(template)s it also reads better than the second reader: %(new_right)d of "
                "%(lines)d, the second %(second_right)d. Where they differ there, its reading will "
                "stand."
            )
            % names
        )
    return (
        _(
            "On %(template)s the second reader is still asked and believed: it has "
            "%(second_right)d of %(lines)d right, the new one %(new_right)d."
        )
        % names
    )


def _parity(reason: Mapping[str, Any]) -> str:
    if reason["passed"]:
        return _("The exported file reads exactly as the network that was trained.")
    return (
        _("The exported file does not read as the network that was trained: %(problem)s") % reason
    )


def _held_out(reason: Mapping[str, Any]) -> str:
    if not reason["lines"]:
        return _(
            "There is no crop that was kept from training, so nobody knows how well it reads. "
            "Review more values."
        )
    counts = _judged(reason)
    if not reason["gained"] and not reason["lost"]:
        return counts + " " + _("That is no difference.")
    chance = _percent(reason["chance"])
    weighed = _(
        "If both were equally good, luck alone would give such a lead in %(chance)s of all cases; "
        "up to %(alpha)s is allowed."
    ) % {"chance": chance, "alpha": _percent(reason["alpha"])}
    return f"{counts} {weighed}"


def _judged(reason: Mapping[str, Any]) -> str:
    """What judged, and how; which of it was held out for ever is not known of older reports."""
    for_ever = reason.get("for_ever")
    if for_ever is None:
        said = _(
            "Of %(lines)d crops that were kept from its training, the present reader has %(old)d "
            "right and the new one %(new)d: %(gained)d were mended, %(lost)d were spoilt."
        )
    elif for_ever == reason["lines"]:
        said = _(
            "Of %(lines)d crops that no model has trained on, the present reader has %(old)d right "
            "and the new one %(new)d: %(gained)d were mended, %(lost)d were spoilt."
        )
    else:
        said = _(
            "Of %(lines)d crops, %(for_ever)d held out for ever and %(once)d kept from this run "
            "alone, the present reader has %(old)d right and the new one %(new)d: %(gained)d were "
            "mended, %(lost)d were spoilt. The present reader may have learnt from those kept from "
            "this run alone, which can only count against the new one."
        )
    return said % {**reason, "once": reason["lines"] - (for_ever or 0)}


def _template(reason: Mapping[str, Any]) -> str:
    if reason["passed"]:
        return _("On %(template)s it loses nothing: %(new)d of %(lines)d, %(old)d before.") % reason
    return _("On %(template)s it reads worse: %(new)d of %(lines)d, %(old)d before.") % reason


def _general(reason: Mapping[str, Any]) -> str:
    if not reason["lines"]:
        return _("What it has forgotten is not known: %(problem)s") % reason
    return _(
        "Of %(lines)d printed lines of every kind it has %(new)d right, %(old)d before; it may "
        "lose %(allowed)s of them."
    ) % {**reason, "allowed": _percent(reason["allowed"])}


_SENTENCES = {
    "parity": _parity,
    "held_out": _held_out,
    "template": _template,
    "general": _general,
}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share >= 0.0005 else _("less than 0.1%")
