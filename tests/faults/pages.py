"""A page without a face: the real gate, the real stamp, the real action, the answer as JSON."""

from __future__ import annotations

import threading

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.roles import SUPPORT
from teamlet.records.visits.actions import TopicSaid, save_agenda
from teamlet.records.visits.models import Visit


@page(roles=SUPPORT, methods="GET POST", sensitivity=Sensitivity.CLINICAL, object="visit")
def agenda(request, practice, visit):
    found = Visit.objects.select_related("patient").get(oid=visit, practice_id=request.principal.practice_id)
    if request.method == "GET":
        stamp = stamps.make(patient_oid=found.patient.oid, seen={"agenda": found.agenda_number})
        return JsonResponse({"csrf": get_token(request), "stamp": stamp})
    topics = [TopicSaid(words=words) for words in request.POST.getlist("topic")]
    seen = stamps.read(request.POST["stamp"]).seen["agenda"]
    save_agenda(visit=found, topics=topics, seen=seen, at=clock.now(), by=request.principal)
    return redirect(request.path)


class AnswerFirst:
    """Negative control: answers a save at once and carries it out a moment later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST" or "/fault/" not in request.path:
            return self.get_response(request)
        request.POST  # noqa: B018  (read the body while the connection is open)
        threading.Timer(0.15, self._carry_out, [request]).start()
        answer = HttpResponse(status=302)
        answer["Location"] = request.path
        return answer

    def _carry_out(self, request):
        try:
            self.get_response(request)
        finally:
            connection.close()
