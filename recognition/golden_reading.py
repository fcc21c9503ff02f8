"""Reading a claimed run of a golden document: the bytes and the content in, the values stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings

from recognition import design, golden_jobs, tried_documents
from recognition.designing.golden import values_of
from recognition.engine.contract import Reader
from recognition.heartbeat import Heartbeat
from recognition.jobs import Claim
from recognition.pages.failures import UnreadableFile
from recognition.read_pages import read_in_turns
from recognition.shared_reader import shared_reader
from templates_app import sample_store
from templates_app.definition.template import Template as Definition
from templates_app.models import GoldenDocument, GoldenRun, TemplateDraft

logger = logging.getLogger(__name__)


def read_next() -> bool:
    """Read the run that has waited longest, if one waits; whether one did."""
    claim = golden_jobs.claim_next()
    if claim is not None:
        process(claim)
    return claim is not None


def process(claim: Claim) -> None:
    """Read the claimed golden document by the content that was asked for.

    A run whose content is no longer the draft's or the current version's is dropped: nobody waits
    for it any more.
    """
    run = (
        golden_jobs.held(claim).select_related("golden__template__current", "golden__draft").first()
    )
    if run is None:
        return
    try:
        with Heartbeat(claim, golden_jobs.extend):
            definition = _definition(run)
            if definition is None:
                golden_jobs.held(claim).delete()
                return
            found = _found(claim, run.golden, definition)
    except (UnreadableFile, design.DesignError) as refusal:
        golden_jobs.fail(claim, str(refusal))
    except FileNotFoundError:
        golden_jobs.fail(claim, "The file store has lost this document's bytes.")
    except Exception as error:
        logger.exception("Golden document %s was not read.", run.golden)
        if claim.attempt < settings.MAX_ATTEMPTS:
            golden_jobs.release(claim)
        else:
            golden_jobs.fail(claim, f"{type(error).__name__}: {error}")
    else:
        golden_jobs.finish(claim, found)


def _found(claim: Claim, golden: GoldenDocument, definition: Definition) -> dict[str, Any]:
    data = sample_store.load(golden.sha256)
    tried_documents.check_golden(data, golden.name)
    pages = read_in_turns(
        data, golden.name, lambda read, count: golden_jobs.note_page(claim, read, count)
    )
    with shared_reader() as reader:
        return values_of(tried_documents.read_by(definition, data, golden.name, pages, reader))


def _definition(run: GoldenRun) -> Definition | None:
    """The draft or version that a run was asked for by its key; None where it is gone.

    Raises DesignError where this worker has another reader than the page that asked.
    """
    with shared_reader() as reader:
        for content, definition in _candidates(run.golden):
            if golden_jobs.run_key(content, run.reader) == run.content_hash:
                if reader.name != run.reader:
                    raise design.DesignError(
                        f"The page asks for the reader {run.reader}, but the worker that took the "
                        f"document reads with {reader.name}. Give every machine the same models "
                        "and the same default.txt, then publish again."
                    )
                found = definition(reader)
                if found is None:
                    raise design.DesignError("The draft has no page to match documents with.")
                return found
    return None


def _candidates(
    golden: GoldenDocument,
) -> list[tuple[Any, Callable[[Reader], Definition | None]]]:
    drafts = TemplateDraft.objects.filter(pk=golden.draft_id)
    if golden.template is not None:
        drafts = TemplateDraft.objects.filter(template=golden.template)
    found: list[tuple[Any, Callable[[Reader], Definition | None]]] = [
        (draft.content, lambda reader, of=draft: design.definition_of(of, of.content, reader))
        for draft in drafts
    ]
    current = golden.template.current if golden.template is not None else None
    if current is not None:
        found.append((current.content, lambda reader: current.definition()))
    return found
