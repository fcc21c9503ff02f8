"""How failures of destinations and mistakes in mappings are answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import APIException, ValidationError

from exports.definition import DefinitionError
from exports.failures import Failure
from exports.mappings import StatementsChanged


class Unavailable(APIException):
    """The destination can't be asked; the answer says why."""

    status_code = 424
    default_code = "destination"


class Changed(APIException):
    """What the caller saw is no longer so."""

    status_code = 409
    default_code = "outdated"


class BrokenMapping(APIException):
    """A mapping that can't be used."""

    status_code = 400
    default_code = "mapping"


@contextmanager
def answered() -> Iterator[None]:
    """Turn what the rooms raise into answers; none of them carries credentials."""
    try:
        yield
    except DefinitionError as error:
        problems = [{"place": p.place, "message": p.message} for p in error.problems]
        raise BrokenMapping({"detail": str(error), "problems": problems}) from None
    except Failure as failure:
        raise Unavailable({"detail": failure.message, "code": failure.code}) from None
    except StatementsChanged as error:
        raise Changed(str(error)) from None
    except DjangoValidationError as error:
        raise ValidationError(error.message_dict) from None
