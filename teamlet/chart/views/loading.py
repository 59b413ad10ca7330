"""What every page of one patient does first."""

from __future__ import annotations

from django.http import Http404

from teamlet.ground.access.request import StaffRequest
from teamlet.records.patients import queries
from teamlet.records.patients.models import Patient


def patient_or_404(request: StaffRequest, oid: str) -> Patient:
    """Return the practice's patient.  Raises ``Http404`` when absent or in another practice."""
    found = queries.patient(request.principal, oid)
    if found is None:
        raise Http404
    return found
