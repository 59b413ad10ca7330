"""The page for what nobody caught, and the line in the log about it.

A database that is away or busy is not a defect, and the page says so.
"""

from __future__ import annotations

import sys

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from teamlet.ground.ui import errors

log = structlog.get_logger("teamlet.request")


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 "not saved, try again" while the database cannot answer, else the page for a defect (500).

    The log gets the error's type and the places it passed, with the request's id and page; no message and no value,
    for both may quote a form (``ground.operations.logs``).
    """
    error = sys.exc_info()[1]
    away = isinstance(error, OperationalError | InterfaceError)
    match = request.resolver_match
    log.error(
        "database away or busy" if away else "page broke",
        exc_info=error,
        id=getattr(request, "id", ""),
        method=request.method,
        page=match.view_name if match else "",
    )
    if away:
        connection.close()
        answer = errors.unavailable(request)
        answer["Retry-After"] = "5"
        return answer
    return errors.server_error(request)
