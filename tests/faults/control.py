"""A negative control: what the tests must notice."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

#: Seconds between the answer and the work.
LATER = 0.5
_SAVES = re.compile(r"^/practice/[^/]+/visits/[^/]+/$|^/form/questions/\d+/$")


class AnswerFirst:
    """Answers a save of the path, or of a patient's answer, at once and carries it out a moment later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not _SAVES.match(request.path):
            return self.get_response(request)
        request.POST  # noqa: B018  (read the body while the connection is open)
        threading.Timer(LATER, self._carry_out, [request]).start()
        answer = HttpResponse(status=302)
        answer["Location"] = request.path
        return answer

    def _carry_out(self, request: HttpRequest) -> None:
        try:
            self.get_response(request)
        finally:
            connection.close()
