"""Parts of a page that stay current: asked again every five seconds, answered with 304 while nothing changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def mark_of(shown: Any) -> str:
    """Return the ETag of what a part shows.

    ``shown`` is plain data, as the template gets it: a form's token differs with every answer and says nothing new.
    """
    said = json.dumps(shown, sort_keys=True, default=str)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def live(request: HttpRequest, template: str, context: dict[str, Any], *, shown: Any) -> HttpResponse:
    """Answer a poll: 304 when the browser has what is ``shown`` already, else the part as ``template`` renders it."""
    mark = mark_of(shown)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = render(request, template, context)
    response["ETag"] = mark
    return response
