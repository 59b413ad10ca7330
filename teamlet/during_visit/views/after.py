"""After the visit: the coach's five minutes in order, and what was explained twice in the practice."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from teamlet.during_visit.presenters.after import still_to_do
from teamlet.during_visit.presenters.more import staff_words
from teamlet.during_visit.presenters.strip import strip_of
from teamlet.during_visit.views.loading import principal_of, visit_or_404
from teamlet.ground import clock
from teamlet.ground.access.middleware import show
from teamlet.ground.access.pages import Sensitivity, page
from teamlet.ground.access.roles import OFFICE, SUPPORT
from teamlet.records.visits import queries as visits

#: Days that the list of what was explained twice looks back.
LOOK_BACK_DAYS = 90


@page(roles=SUPPORT, object="visit", event="visits.read_strip")
def after(request: HttpRequest, practice: str, visit: str) -> HttpResponse:
    """Show in one order what is still open after the visit, each with the way to it."""
    by, found = principal_of(request), visit_or_404(request, visit)
    strip = strip_of(found, clock.today(by.time_zone), by)
    rows = still_to_do(strip, by)
    show(request, found, found.patient)
    context = {"strip": strip, "visit": found, "me": by, "rows": rows, "open": [row for row in rows if not row.done]}
    return render(request, "during_visit/after.jinja", context)


@page(roles=SUPPORT | OFFICE, sensitivity=Sensitivity.STAFF)
def twice(request: HttpRequest, practice: str) -> HttpResponse:
    """Show which topics needed a second explanation, for the practice as a whole and without names."""
    by = principal_of(request)
    words = staff_words()
    rows = [
        {"words": words.get(row.code, row.code), "again": row.again, "checked": row.checked}
        for row in visits.explained_twice(by, clock.now() - timedelta(days=LOOK_BACK_DAYS))
    ]
    return render(request, "during_visit/twice.jinja", {"rows": rows, "days": LOOK_BACK_DAYS})
