"""What every page of one patient does first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.ground.access.request import GoTo, StaffRequest
from teamlet.records.patients import queries
from teamlet.records.patients.models import Patient


def patient_or_404(request: StaffRequest, oid: str, *, stays: bool = False) -> Patient:
    """Return the practice's patient.

    Raises ``Http404`` when absent or in another practice.  A page of a record that is joined to another leads on to
    the one that is kept (``GoTo``), unless it ``stays``; what is sent to it comes to the action, which refuses.
    """
    found = queries.patient(request.principal, oid)
    if found is None:
        raise Http404
    if found.merged_into is not None and request.method == "GET" and not stays:
        name = queries.patient_name(found.merged_into)
        messages.info(request, _("That record is joined to this one, {name}, which is kept.").format(name=name))
        here = request.resolver_match.view_name if request.resolver_match else "chart:patient"
        where = {"practice": request.principal.practice_key, "patient": found.merged_into.oid}
        raise GoTo(reverse(here, kwargs=where))
    return found
