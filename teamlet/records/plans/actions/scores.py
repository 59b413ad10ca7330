"""Scores as readings: each 0-10 answer trends like any other value of the patient."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.records.patients.models import Patient, Reading


def store_score(patient: Patient, code: str, score: int, source_id: str, at: datetime, by: Principal) -> None:
    """Store a 0-10 answer as a reading of our own, on its civil day where the patient (else the practice) is."""
    Reading.objects.create(
        practice_id=patient.practice_id,
        patient=patient,
        source_id=source_id,
        code_system="urn:teamlet:score",
        code=code,
        display=code,
        category="survey",
        value=score,
        unit="of 10",
        at=at,
        day=at.astimezone(ZoneInfo(patient.time_zone or by.time_zone)).date(),
        origin="practice",
        status="final",
    )


def withdraw_score(patient: Patient, *source_ids: str) -> None:
    """Mark the readings made from these answers as entered in error."""
    Reading.objects.filter(patient=patient, source_id__in=source_ids).update(entered_in_error=True)
