"""Populations of the demo: what a few patients asked help with, and everybody's memberships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from teamlet.ground.access.principal import Principal, system
from teamlet.records.patients.actions.populations import record_wish, refresh_populations
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice

#: (how many days ago, topic, whether help was wanted), for the first patients with a story.
WISHES = (
    (6, "weight", True),
    (9, "blood_sugar", True),
    (12, "mood", False),
    (20, "moving", True),
    (41, "pain", True),
    (75, "tobacco", True),
    (88, "daily_needs", True),
)


def show_populations(
    practice: Practice, patients: Sequence[Patient], *, today: date, at: datetime, by: Principal
) -> None:
    """Keep the wishes of the first of ``patients``, then decide who is in which population today."""
    for patient, (ago, topic, wants) in zip(patients, WISHES, strict=False):
        day = today - timedelta(days=ago)
        record_wish(
            patient=patient, topic=topic, wants=wants, said_on=day, at=at - timedelta(days=ago), source="visit", by=by
        )
    refresh_populations(practice=practice, on=today, by=system(practice, "demo"))
