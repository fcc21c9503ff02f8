"""Runs, models and the reader over HTTP."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from recognition.api.serializers import Detail
from recognition.engine.models import find_models
from training.runs import promotion, queue, registry, rereading
from training.runs.api.serializers import (
    CurveOut,
    ModelOut,
    PromotionOut,
    ReadAgainOut,
    ReaderOut,
    TrainingRunIn,
    TrainingRunOut,
)
from training.runs.models import TrainingRun
from training.runs.starting import RunRefused, Wish, compare_again, go_on, refuse, start
from training.samples.labelled import REVIEWED
from training.samples.models import Collection


class TrainingRunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """Runs that teach readers."""

    queryset = TrainingRun.objects.all()
    serializer_class = TrainingRunOut
    lookup_field = "name"
    permissions = {
        "GET": "training.view_trainingrun",
        "POST": "training.change_trainingrun",
        "create": "training.add_trainingrun",
        "promote": "training.add_promotion",
    }

    @extend_schema(request=TrainingRunIn, responses={201: TrainingRunOut, 400: Detail})
    def create(self, request: Request) -> Response:
        """Start a run; the trainer begins it when it is free."""
        form = TrainingRunIn(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        known = Collection.objects.filter(name=values["source"]).exists()
        if values["source"] != REVIEWED and not known:
            raise ValidationError({"detail": _("There is no collection of this name.")})
        with _Answered():
            run = start(Wish(**values), request.user)
        return Response(TrainingRunOut(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: CurveOut(many=True)}, filters=False)
    @action(detail=True, pagination_class=None)
    def curve(self, request: Request, name: str) -> Response:
        """The run's evaluations so far, oldest first."""
        self.get_object()
        return Response(CurveOut(list(registry.run_folder(name).curve()), many=True).data)

    @extend_schema(request=None, responses={200: TrainingRunOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, name: str) -> Response:
        """Cancel a run that waits or is under way."""
        run = self.get_object()
        if not queue.cancel(run.pk):
            raise ValidationError({"detail": _("%s has ended already.") % name})
        return self._shown(run)

    @extend_schema(request=None, responses={200: TrainingRunOut, 400: Detail})
    @action(detail=True, methods=["post"], url_path="go-on", url_name="go-on")
    def go_on(self, request: Request, name: str) -> Response:
        """Let a run go on that failed or was cancelled, from its last checkpoint."""
        run = self.get_object()
        with _Answered():
            go_on(run)
        return self._shown(run)

    @extend_schema(request=None, responses={200: PromotionOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, name: str) -> Response:
        """Let the run's model read documents; refused unless it was found better."""
        with _Answered():
            return Response(PromotionOut(promotion.promote(self.get_object(), request.user)).data)

    @extend_schema(request=None, responses={200: TrainingRunOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, name: str) -> Response:
        """Say for good that the run's model is not to read whole documents."""
        run = self.get_object()
        with _Answered():
            refuse(run)
        return self._shown(run)

    @extend_schema(request=None, responses={200: TrainingRunOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def compare(self, request: Request, name: str) -> Response:
        """Compare a finished run with what reads now."""
        run = self.get_object()
        with _Answered():
            compare_again(run)
        return self._shown(run)

    def _shown(self, run: TrainingRun) -> Response:
        run.refresh_from_db()
        return Response(TrainingRunOut(run).data)


class ModelsView(APIView):
    """The models of this installation."""

    permissions = {"GET": "templates_app.view_template"}

    @extend_schema(responses={200: ModelOut(many=True)})
    def get(self, request: Request) -> Response:
        """Every model that a field or `recognize` can name."""
        reading = registry.champion().split("+")
        rows = [
            {
                "name": name,
                "title": folder.title,
                "characters": len(folder.charset()),
                "reads_now": name in reading,
            }
            for name, folder in find_models().items()
        ]
        return Response(ModelOut(rows, many=True).data)


class ReaderView(APIView):
    """What documents are read with."""

    permissions = {
        "GET": "training.view_trainingrun",
        "DELETE": "training.add_promotion",
        "POST": "recognition.change_document",
    }

    @extend_schema(responses={200: ReaderOut})
    def get(self, request: Request) -> Response:
        """The reader, and the one that a step back would bring."""
        return Response(self._now())

    @extend_schema(responses={200: ReaderOut, 400: Detail})
    def delete(self, request: Request) -> Response:
        """Go back to the reader before."""
        with _Answered():
            promotion.roll_back(request.user)
        return Response(self._now())

    @extend_schema(request=None, responses={200: ReadAgainOut})
    def post(self, request: Request) -> Response:
        """Read the documents with open doubts again with what reads now; decisions are kept."""
        return Response({"count": rereading.read_doubtful_again()})

    def _now(self) -> Any:
        before = promotion.reader_before()
        return ReaderOut({"reader": registry.champion(), "before": before}).data


class _Answered:
    """Answers a refusal with 400 and its words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RunRefused | promotion.PromotionRefused):
            raise ValidationError({"detail": str(error)}) from None
