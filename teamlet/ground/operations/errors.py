"""The page for what nobody caught: a database that is away or busy is not a defect, and says so."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from teamlet.ground.ui import errors


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 "not saved, try again" while the database cannot answer, else the page for a defect (500)."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        connection.close()
        answer = errors.unavailable(request)
        answer["Retry-After"] = "5"
        return answer
    return errors.server_error(request)
