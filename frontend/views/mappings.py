"""The mapping editor: a template's values to columns, seen on real records before it counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exports import mappings as store
from exports import outbox
from exports.definition import DefinitionError, definition_document
from exports.failures import Failure
from exports.models import Destination, Mapping
from frontend import mapping_form, mapping_preview
from frontend.access import allowed, require
from frontend.listing import uuid_of
from frontend.wording import in_words
from recognition.models import Record
from templates_app.definition.problems import Problem
from templates_app.models import Template

Kind = Destination.Kind
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What is mapped to where; stored: the mapping as it is kept, None before the first time."""

    destination: Destination
    template: Template
    stored: Mapping | None

    @property
    def is_database(self) -> bool:
        return self.destination.kind == Kind.DATABASE


@allowed("exports.view_mapping", "recognition.view_record")
def mapping(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show a template's mapping to a destination, or what it could start from; change it."""
    template = get_object_or_404(Template, name=name, current__isnull=False)
    destination = get_object_or_404(Destination, pk=pk)
    stored = Mapping.objects.filter(template=template, destination=destination).first()
    target = Target(destination, template, stored)
    if request.method == "POST":
        return _posted(request, target)
    start = request.GET.get("start", "")
    if stored is not None and not start:
        return _editor(request, target, stored.definition)
    _need(request, target)
    if target.is_database and start not in ("new", "existing"):
        return _start(request, target)
    try:
        document = _proposal(request, target)
    except (Failure, DefinitionError) as error:
        return _start(request, target, in_words(str(error)))
    return _editor(request, target, document)


def _proposal(request: HttpRequest, target: Target) -> Document:
    table = request.GET.get("table") if request.GET.get("start") == "existing" else None
    schema = request.GET.get("schema", "").strip() or None
    return definition_document(
        store.propose(target.template, target.destination, table, schema=schema)
    )


def _start(request: HttpRequest, target: Target, problem: str = "") -> HttpResponse:
    """Ask whether tables are there already, and which."""
    names: list[str] = []
    schema = request.GET.get("schema", "").strip()
    try:
        names = store.tables(target.destination, schema or None)
    except Failure as failure:
        problem = problem or in_words(failure.message)
    return render(
        request,
        "frontend/mapping_start.html",
        {
            "section": "destinations",
            "target": target,
            "names": names,
            "schema": schema,
            "problem": problem,
        },
    )


def _posted(request: HttpRequest, target: Target) -> HttpResponse:
    _need(request, target)
    document = mapping_form.document_of(request.POST)
    action = request.POST.get("action", "look")
    if action == "save":
        return _save(request, target, document)
    if action == "create_tables":
        return _create_tables(request, target, document)
    if action == "dry_run":
        return _editor(request, target, document, dry=_chosen(request, target))
    if action != "look":
        proposed = definition_document(store.propose(target.template, target.destination))
        document = mapping_form.changed(document, action, request.POST, proposed)
    return _editor(request, target, document)


def _save(request: HttpRequest, target: Target, document: Document) -> HttpResponse:
    try:
        if target.stored is None:
            kept = store.create(target.template, target.destination, document, request.user)
            said = _("The mapping is kept. Records that are accepted from now on are delivered.")
        else:
            kept = store.change(target.stored, document, request.user)
            said = _("The mapping is kept. It holds for deliveries from now on.")
    except DefinitionError:
        messages.error(request, _("Nothing was kept. Correct the mistakes that are marked."))
        return _editor(request, target, document)
    messages.success(request, said)
    if request.POST.get("catch_up"):
        count = outbox.catch_up(kept)
        messages.success(request, _("Put into the outbox: %d records.") % count)
    return redirect("destination", pk=target.destination.pk)


def _create_tables(request: HttpRequest, target: Target, document: Document) -> HttpResponse:
    try:
        shown = [str(statement) for statement in json.loads(request.POST.get("statements", "[]"))]
        store.create_tables(document, target.template, target.destination, shown)
    except (Failure, DefinitionError, store.StatementsChanged, ValueError) as error:
        return _editor(request, target, document, trouble=in_words(str(error)))
    return _editor(request, target, document, made=True)


def _chosen(request: HttpRequest, target: Target) -> list[Record]:
    ids = set(request.POST.getlist("chosen"))
    listed = mapping_preview.records_for(target.template)
    return mapping_preview.in_full([record for record in listed if str(record.pk) in ids])


def _editor(
    request: HttpRequest,
    target: Target,
    document: Document,
    dry: Sequence[Record] | None = None,
    trouble: str = "",
    made: bool = False,
) -> HttpResponse:
    checked, unreachable = store.Checked(), ""
    try:
        checked = store.check(document, target.template, target.destination)
    except Failure as failure:
        unreachable = in_words(failure.message)
    problems: tuple[Problem, ...] = checked.problems
    template = target.template.current.definition() if target.template.current else None
    assert template is not None
    records = list(mapping_preview.records_for(target.template))
    record = _wanted(request, records)
    results, dry_problem = _dry_run(target, document, dry, bool(problems))
    mapped = {child["source"] for child in document["tables"]}
    return render(
        request,
        "frontend/mapping.html",
        {
            "section": "destinations",
            "target": target,
            "document": document,
            "tables": mapping_form.tables_of(document, template, problems),
            "other_problems": mapping_form.other_problems(problems),
            "problem_count": len(problems),
            "types": mapping_form.TYPES,
            "free_tables": [t.name for t in template.tables if t.name not in mapped],
            "there": _columns_there(request, target, document),
            "checked": checked,
            "drift": _drift(checked),
            "statements": json.dumps(checked.statements),
            "unreachable": unreachable,
            "trouble": trouble,
            "made": made,
            "records": records,
            "record": record,
            "preview": mapping_preview.preview_of(
                document, target.template, target.destination, record
            )
            if record and not problems
            else None,
            "accepted_count": Record.objects.filter(
                status=Record.Status.ACCEPTED, template_version__template=target.template
            ).count(),
            "chosen": {str(r.pk) for r in (records[:5] if dry is None else dry)},
            "results": results,
            "dry_problem": dry_problem,
            "dry": dry is not None,
            "versions": target.stored.versions.select_related("made_by")[:10]
            if target.stored
            else (),
        },
    )


def _drift(checked: store.Checked) -> list[str]:
    """What does not fit, without what the statements that stand below it would settle."""
    settled = ("missing_table", "missing_column") if checked.statements else ()
    return [in_words(one.message) for one in checked.drift if one.code not in settled]


def _wanted(request: HttpRequest, records: Sequence[Record]) -> Record | None:
    wanted = uuid_of(request.POST.get("record") or request.GET.get("record") or "")
    return next((r for r in records if r.pk == wanted), records[0] if records else None)


def _dry_run(
    target: Target, document: Document, dry: Sequence[Record] | None, broken: bool
) -> tuple[list[mapping_preview.Preview], str]:
    if dry is None:
        return [], ""
    if broken:
        return [], _("Correct the mistakes that are marked first.")
    if not dry:
        return [], _("Choose at least one record first.")
    try:
        return mapping_preview.dry_run(document, target.template, target.destination, dry), ""
    except Failure as failure:
        return [], in_words(failure.message)


def _columns_there(
    request: HttpRequest, target: Target, document: Document
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The columns of tables that exist already, to choose from; (name, type) by table."""
    if not target.is_database or request.POST.get("action") == "look":
        return []
    names = [document["table"], *(child["table"] for child in document["tables"])]
    try:
        found = store.reflection(target.destination, filter(None, names), document["schema"])
    except Failure:
        return []
    return [
        (table.name, [(c.name, str(c.type)) for c in table.columns if c.type and not c.generated])
        for table in found.tables
    ]


def _need(request: HttpRequest, target: Target) -> None:
    require(request, "exports.change_mapping" if target.stored else "exports.add_mapping")
