"""The review queue over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from recognition.api.serializers import Detail
from recognition.decisions import DecisionError
from recognition.wording import in_words
from review import claiming, deciding
from review.api.filters import DoubtFilter
from review.api.serializers import (
    AcceptIn,
    AcceptOut,
    ClaimIn,
    CorrectIn,
    DecideIn,
    DoubtOut,
    HeldOut,
    IdsIn,
    OutcomeOut,
    PlaceIn,
    ReadOut,
    StepIn,
    TextIn,
    TypedIn,
    TypedOut,
    UndoneOut,
)
from review.definitions import spec_of
from review.models import Doubt
from review.place_reading import read_place
from review.typed_values import typed_value

_OUTCOMES = {200: OutcomeOut, 400: Detail, 409: Detail}
_COUNTS = {200: HeldOut, 400: Detail, 409: Detail}


class Held(APIException):
    """Somebody else has the doubt, or has settled it meanwhile."""

    status_code = 409
    default_code = "held"


class DoubtViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Doubt]):
    """What waits for a person's decision."""

    serializer_class = DoubtOut
    filterset_class = DoubtFilter
    lookup_value_converter = "int"
    permissions = {"GET": "review.view_doubt", "POST": "review.change_doubt"}

    def get_queryset(self) -> QuerySet[Doubt]:
        return (
            Doubt.objects.select_related("record__document", "template", "claimed_by", "settled_by")
            .defer("record__data")
            .order_by("due", "pk")
        )

    @extend_schema(
        request=ClaimIn, responses={200: DoubtOut(many=True), 400: Detail}, filters=False
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def claim(self, request: Request) -> Response:
        """Take the next doubts, what is due first; nobody else is given them until the lease ends.

        An empty list: nothing is left for you.
        """
        form = _valid(ClaimIn, request)
        count, without = form.pop("count"), form.pop("without", [])
        found = claiming.claim_next(request.user, claiming.Wanted(**form), count, without)
        return Response(DoubtOut(found, many=True).data)

    @extend_schema(
        request=DecideIn,
        responses=_OUTCOMES,
        examples=[
            OpenApiExample("as it is", request_only=True, value={"value": "118.00"}),
            OpenApiExample("as typed", request_only=True, value={"text": "1,118.00"}),
            OpenApiExample(
                "unreadable", request_only=True, value={"value": None, "reason": "unreadable"}
            ),
        ],
    )
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: int) -> Response:
        """Settle a doubt. Where two must agree, the first is heard and the second settles."""
        form = _valid(DecideIn, request)
        with _answered():
            if "text" in form:
                form["value"] = self._typed(pk, "", form.pop("text"))
            return Response(asdict(deciding.decide(pk, request.user, **form)))

    @extend_schema(request=CorrectIn, responses=_OUTCOMES)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: int) -> Response:
        """Correct a value that a broken rule speaks of; the rules are evaluated anew."""
        form = _valid(CorrectIn, request)
        with _answered():
            value = self._typed(pk, form["name"], form["text"])
            outcome = deciding.correct(
                pk, request.user, form["name"], form["row"], value, form.get("token")
            )
        return Response(asdict(outcome))

    @extend_schema(request=TypedIn, responses={200: TypedOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: int) -> Response:
        """Say what a typed value would be stored as, or what is wrong with it."""
        form = _valid(TypedIn, request)
        doubt = self._doubt(pk)
        try:
            typed = typed_value(form["text"], _spec(doubt, form["name"]))
        except ValueError as problem:
            return Response({"value": None, "problem": in_words(str(problem)), "doubt": ""})
        return Response({"value": typed.value, "problem": "", "doubt": in_words(typed.doubt)})

    @extend_schema(request=PlaceIn, responses={200: ReadOut, 400: Detail, 409: Detail})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: int) -> Response:
        """Read a place that a person has drawn; nothing is stored."""
        form = _valid(PlaceIn, request)
        doubt = Doubt.objects.select_related("record__document").filter(pk=pk).first()
        if doubt is None:
            raise Held("This doubt is gone with its document.")
        try:
            text = read_place(doubt.record, form["region"])
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        return Response({"text": text})

    @extend_schema(request=StepIn, responses=_COUNTS)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: int) -> Response:
        """Leave a doubt for later; others may take it at once."""
        form = _valid(StepIn, request)
        with _answered():
            deciding.skip(pk, request.user, form.get("token"))
        return Response({"count": 1})

    @extend_schema(request=TextIn, responses=_COUNTS)
    @action(detail=True, methods=["post"])
    def escalate(self, request: Request, pk: int) -> Response:
        """Leave a doubt to people who may settle what others could not."""
        return self._said(deciding.escalate, pk)

    @extend_schema(request=TextIn, responses=_COUNTS)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: int) -> Response:
        """Leave a note for whoever sees the doubt next."""
        return self._said(deciding.note, pk)

    @extend_schema(request=IdsIn, responses=_COUNTS, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def hold(self, request: Request) -> Response:
        """Keep doubts that you still look at; how many are yours."""
        return Response({"count": claiming.hold(_valid(IdsIn, request)["ids"], request.user)})

    @extend_schema(request=IdsIn, responses=_COUNTS, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def release(self, request: Request) -> Response:
        """Give back doubts that you leave undecided."""
        return Response({"count": claiming.release(_valid(IdsIn, request)["ids"], request.user)})

    @extend_schema(request=AcceptIn, responses={200: AcceptOut, 400: Detail}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def accept(self, request: Request) -> Response:
        """Accept many values as the machine read them; taken back as one."""
        form = _valid(AcceptIn, request)
        outcomes, refused = deciding.accept_all(form["ids"], request.user, form["group"])
        said = [in_words(why) for why in refused]
        return Response({"outcomes": [asdict(one) for one in outcomes], "refused": said})

    @extend_schema(request=None, responses={200: UndoneOut, 400: Detail}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def undo(self, request: Request) -> Response:
        """Take back the last thing that you did; the doubts it opens again are yours.

        What can't be taken back is passed over and named.
        """
        with _answered():
            undone = deciding.undo(request.user)
        opened = DoubtOut(undone.opened, many=True).data
        return Response({"opened": opened, "refused": [in_words(why) for why in undone.refused]})

    def _doubt(self, pk: int) -> Doubt:
        found = (
            Doubt.objects.select_related("record__template_version")
            .defer("record__data")
            .filter(pk=pk)
            .first()
        )
        if found is None:
            raise Held("This doubt is gone with its document.")
        return found

    def _typed(self, pk: int, name: str, text: str) -> str | bool | None:
        try:
            return typed_value(text, _spec(self._doubt(pk), name)).value
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def _said(self, say: Callable[[int, Any, str, uuid.UUID | None], None], pk: int) -> Response:
        form = _valid(TextIn, self.request)
        with _answered():
            say(pk, self.request.user, form["text"], form.get("token"))
        return Response({"count": 1})


def _spec(doubt: Doubt, name: str) -> Any:
    try:
        return spec_of(doubt.record, name or doubt.name)
    except StopIteration:
        raise ValidationError("This doubt is not about a value.") from None


@contextmanager
def _answered() -> Iterator[None]:
    """Answer refusals in words: 409 where somebody was quicker, 400 where it can't be."""
    try:
        yield
    except deciding.HeldError as error:
        raise Held(str(error)) from None
    except DecisionError as error:
        raise ValidationError(str(error)) from None


def _valid(form_class: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
