"""A patient who agreed to check-ins by text, a message that waits, and a worker's claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint

#: Noon in New York, on a Monday.
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def maya(staff: Any) -> Any:
    """Who releases and decides."""
    return staff(Role.NURSE)


@pytest.fixture
def person(practice: Any, system: Any) -> Callable[..., Any]:
    """Return ``person(phone)``: a patient with this mobile number who agreed to check-ins by text."""

    def make(phone: str = "(555) 010-3001", **fields: Any) -> Any:
        patient = make_patient(practice, **fields)
        ContactPoint.objects.create(patient=patient, kind="mobile", value=phone)
        actions.give_consent(
            patient=patient,
            purpose=Purpose.CHECK_IN,
            channel=Channel.TEXT,
            how=ConsentHow.IN_PERSON,
            at=NOON - timedelta(days=3),
            by=system,
        )
        return patient

    return make


@pytest.fixture
def draft(system: Any) -> Callable[..., Message]:
    """Return ``draft(patient, occurrence)``: a check-in by text, due at noon."""

    def make(patient: Any, occurrence: str = "", **fields: Any) -> Message:
        said: dict[str, Any] = {
            "purpose": Purpose.CHECK_IN,
            "channel": Channel.TEXT,
            "language": "en",
            "body": "Cedar Family Practice: how did it go this week? Reply 1, 2, 3 or 4. STOP to end.",
            "why": Reason("outreach.approved"),
            "occurrence": occurrence or f"check-in/{patient.oid}",
            "send_after": NOON,
            "at": NOON - timedelta(hours=1),
            "by": system,
        }
        return actions.draft_message(patient=patient, **(said | fields))

    return make


@pytest.fixture
def queued(person: Any, draft: Any, maya: Any) -> Callable[..., Message]:
    """Return ``queued(phone)``: a released check-in to a new patient."""

    def make(phone: str = "(555) 010-3001", **fields: Any) -> Message:
        message = draft(person(phone), **fields)
        return actions.release_message(message=message, at=NOON - timedelta(hours=1), by=maya.principal)

    return make


@pytest.fixture
def claim(practice: Any, system: Any) -> Callable[..., list[Any]]:
    """Return ``claim()``: what a worker takes at noon."""

    def take(at: datetime = NOON, worker: str = "one", limit: int = 50) -> list[Any]:
        return actions.claim_messages(
            practice=practice,
            channel=Channel.TEXT,
            worker=worker,
            limit=limit,
            lease=timedelta(seconds=60),
            at=at,
            by=system,
        )

    return take


@pytest.fixture
def say(practice: Any, system: Any) -> Callable[..., Any]:
    """Return ``say(claimed, answer)``: what a worker writes down."""

    def write(claimed: Any, answer: Any, at: datetime = NOON, can_ask: bool = True) -> Any:
        return actions.record_outcomes(
            practice=practice,
            provider="fake",
            said=[actions.Said(claimed.pk, claimed.fence, answer)],
            can_ask=can_ask,
            quiet=30.0,
            at=at,
            by=system,
        )

    return write
