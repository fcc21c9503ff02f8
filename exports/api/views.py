"""Destinations, mappings and deliveries over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from exports import destinations, mappings, outbox
from exports.api.errors import answered
from exports.api.filters import DeliveryFilter, MappingFilter
from exports.api.serializers import (
    CatchUpIn,
    CheckedOut,
    CheckIn,
    CountOut,
    DeliveryOut,
    DestinationChangeIn,
    DestinationIn,
    DestinationOut,
    MappingChangeIn,
    MappingIn,
    MappingOut,
    PreviewIn,
    PreviewOut,
    ProblemsOut,
    ProposalIn,
    SendAgainIn,
    TableOut,
    TablesIn,
    TriedOut,
    preview_entry,
)
from exports.definition import definition_document
from exports.delivering import try_destination
from exports.failures import Failure
from exports.models import Delivery, Destination, Mapping
from recognition.api.serializers import Detail

_BUSINESS = OpenApiExample(
    "a database",
    request_only=True,
    value={
        "name": "business system",
        "kind": "database",
        "settings": {"url": "postgresql://stencil:PASSWORD@db.example.org/business"},
    },
)
_HOOK = OpenApiExample(
    "a webhook",
    request_only=True,
    value={
        "name": "order desk",
        "kind": "webhook",
        "settings": {"url": "https://orders.example.org/stencil", "secret": "SHARED SECRET"},
    },
)
_SCHEMA = OpenApiParameter("schema", OpenApiTypes.STR, description="of the database")


class DestinationViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    GenericViewSet,
):
    """Systems that take records."""

    queryset = Destination.objects.all()
    serializer_class = DestinationOut
    lookup_value_converter = "int"
    permissions = {
        "GET": "exports.view_destination",
        "POST": "exports.add_destination",
        "PATCH": "exports.change_destination",
        "DELETE": "exports.delete_destination",
        "test": "exports.change_destination",
        "tables": "exports.change_mapping",
    }

    @extend_schema(
        request=DestinationIn,
        responses={201: DestinationOut, 400: Detail},
        examples=[_BUSINESS, _HOOK],
    )
    def create(self, request: Request) -> Response:
        """Add a destination. Its credentials are stored encrypted and never given back."""
        form = _valid(DestinationIn, request)
        with answered():
            made = destinations.create(form["name"], form["kind"], form["settings"], request.user)
        return Response(DestinationOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=DestinationChangeIn, responses={200: DestinationOut, 400: Detail})
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change a destination; write-only settings that are left out stay as they are."""
        form = _valid(DestinationChangeIn, request)
        with answered():
            changed = destinations.change(
                self.get_object(), form.get("settings"), form.get("name"), form.get("enabled")
            )
        return Response(DestinationOut(changed).data)

    @extend_schema(request=None, responses={200: TriedOut})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: Any) -> Response:
        """Connect to a destination and say what answered, or why not; no record is written."""
        try:
            answer = try_destination(self.get_object())
        except Failure as failure:
            return Response(
                {"ok": False, "answer": "", "code": failure.code, "message": failure.message}
            )
        return Response({"ok": True, "answer": answer, "code": "", "message": ""})

    @extend_schema(
        parameters=[_SCHEMA], responses={200: TableOut(many=True), 424: Detail}, filters=False
    )
    @action(detail=True, pagination_class=None)
    def tables(self, request: Request, pk: Any) -> Response:
        """The tables of a database with their columns."""
        with answered():
            found = mappings.reflection(
                self.get_object(), schema=request.query_params.get("schema") or None
            )
        return Response([_table(table) for table in found.tables])


class MappingViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    GenericViewSet,
):
    """What of a template's records a destination gets."""

    queryset = Mapping.objects.select_related("template", "destination")
    serializer_class = MappingOut
    filterset_class = MappingFilter
    lookup_value_converter = "int"
    permissions = {
        "GET": "exports.view_mapping",
        "POST": "exports.add_mapping",
        "PATCH": "exports.change_mapping",
        "DELETE": "exports.delete_mapping",
        "catch_up": "exports.change_mapping",
    }

    @extend_schema(request=MappingIn, responses={201: MappingOut, 400: ProblemsOut, 424: Detail})
    def create(self, request: Request) -> Response:
        """Add a mapping; records that are accepted from now on are delivered."""
        form = _valid(MappingIn, request)
        with answered():
            made = mappings.create(
                form["template"],
                form["destination"],
                form["definition"],
                request.user,
                form["enabled"],
            )
        return Response(MappingOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=MappingChangeIn, responses={200: MappingOut, 400: ProblemsOut})
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change a mapping; a new definition is a new version, for deliveries from now on."""
        form = _valid(MappingChangeIn, request)
        with answered():
            changed = mappings.change(
                self.get_object(), form.get("definition"), request.user, form.get("enabled")
            )
        return Response(MappingOut(changed).data)

    @extend_schema(
        request=ProposalIn, responses={200: OpenApiTypes.OBJECT, 400: ProblemsOut, 424: Detail}
    )
    @action(detail=False, methods=["post"])
    def propose(self, request: Request) -> Response:
        """A `stencil-mapping/1` document to start from; nothing is stored."""
        form = _valid(ProposalIn, request)
        with answered():
            proposed = mappings.propose(
                form["template"],
                form["destination"],
                form["table"],
                form["children"] or None,
                form["schema"],
            )
        return Response(definition_document(proposed))

    @extend_schema(request=CheckIn, responses={200: CheckedOut, 400: ProblemsOut, 424: Detail})
    @action(detail=False, methods=["post"])
    def check(self, request: Request) -> Response:
        """Whether a mapping fits its destination, and the DDL for what is missing; reads only."""
        form = _valid(CheckIn, request)
        with answered():
            found = mappings.check(form["definition"], form["template"], form["destination"])
        return Response(
            {
                "ready": found.ready,
                "problems": [{"place": p.place, "message": p.message} for p in found.problems],
                "drift": [{"code": f.code, "message": f.message} for f in found.drift],
                "warnings": list(found.warnings),
                "statements": list(found.statements),
            }
        )

    @extend_schema(
        request=TablesIn, responses={200: CheckedOut, 400: ProblemsOut, 409: Detail, 424: Detail}
    )
    @action(detail=False, methods=["post"], url_path="create-tables")
    def create_tables(self, request: Request) -> Response:
        """Run the statements that `check` has shown; 409 where others are needed by now."""
        form = _valid(TablesIn, request)
        with answered():
            mappings.create_tables(
                form["definition"], form["template"], form["destination"], form["statements"]
            )
        return self.check(request)

    @extend_schema(
        request=PreviewIn,
        responses={200: PreviewOut(many=True), 400: ProblemsOut, 424: Detail},
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def preview(self, request: Request) -> Response:
        """Records as they would be delivered: a dry run that writes nothing."""
        form = _valid(PreviewIn, request)
        with answered():
            shown = mappings.preview(
                form["definition"], form["template"], form["destination"], form["records"]
            )
        return Response([preview_entry(entry) for entry in shown])

    @extend_schema(request=CatchUpIn, responses={202: CountOut})
    @action(detail=True, methods=["post"], url_path="catch-up")
    def catch_up(self, request: Request, pk: Any) -> Response:
        """Queue records that were accepted before the mapping was there."""
        form = _valid(CatchUpIn, request)
        count = outbox.catch_up(self.get_object(), form["since"])
        return Response({"count": count}, status=status.HTTP_202_ACCEPTED)


class DeliveryViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    GenericViewSet,
):
    """The outbox: records on their way to destinations, newest first."""

    queryset = Delivery.objects.select_related(
        "mapping__destination", "mapping__template", "record__document"
    ).defer("record__data")
    serializer_class = DeliveryOut
    filterset_class = DeliveryFilter
    lookup_value_converter = "int"
    permissions = {"GET": "exports.view_delivery", "POST": "exports.change_delivery"}

    @extend_schema(request=SendAgainIn, responses={202: CountOut, 400: Detail})
    @action(detail=False, methods=["post"], url_path="send-again")
    def send_again(self, request: Request) -> Response:
        """Queue deliveries again; those that a newer state has replaced are passed over."""
        form = _valid(SendAgainIn, request)
        count = outbox.send_again(Delivery.objects.filter(pk__in=form["ids"]))
        return Response({"count": count}, status=status.HTTP_202_ACCEPTED)


def _valid(form_class: Any, request: Request) -> dict[str, Any]:
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found


def _table(table: Any) -> dict[str, Any]:
    return {
        "name": table.name,
        "columns": [
            {
                "name": column.name,
                "type": str(column.type) if column.type else None,
                "shown": column.shown,
                "nullable": column.nullable,
                "filled": column.filled or column.generated,
            }
            for column in table.columns
        ],
        "unique": [sorted(columns) for columns in table.unique],
    }
