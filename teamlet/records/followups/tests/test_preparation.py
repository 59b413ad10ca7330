"""A few questions before a visit, by message: seven and two days before, one link, never after the answers came."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamlet.conftest import make_patient
from teamlet.records.followups.actions.preparation import draft_preparations
from teamlet.records.instruments.actions import issue_form, issue_link, revoke_form
from teamlet.records.instruments.models import FormLink
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.outreach import actions as outreach
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.records.visits.models import Visit

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=NEW_YORK)
#: A Wednesday, 16 days later.
VISIT = date(2026, 12, 9)


def before(days: int, clock: time = time(12)) -> datetime:
    return datetime.combine(VISIT - timedelta(days=days), clock, NEW_YORK)


@pytest.fixture
def asked(practice, staff):
    """Return ``asked()``: a form to prepare a visit, of a patient who agreed to be written to about it."""
    ma = staff("medical-assistant").principal

    def make(parts=("visit_preparation",), consent=True, day=VISIT, **fields):
        patient = make_patient(practice, **fields)
        ContactPoint.objects.create(patient=patient, kind="mobile", value="(555) 010-3001")
        if consent:
            outreach.give_consent(
                patient=patient, purpose=Purpose.VISIT_PREPARATION, channel=Channel.TEXT, how=ConsentHow.IN_PERSON,
                at=BEGAN, by=ma,
            )  # fmt: skip
        visit = Visit.objects.create(practice=practice, patient=patient, kind="planned", day=day, created_at=BEGAN)
        return issue_form(
            patient=patient, visit=visit, purpose=FormPurpose.VISIT_PREPARATION, parts=parts, at=BEGAN, by=ma
        )

    return make


@pytest.fixture
def look(practice, system):
    """Return ``look(at)``: what the worker does; how many messages there are then."""

    def turn(at):
        after = 0
        while after := draft_preparations(practice=practice, after=after, at=at, by=system):
            pass
        return Message.objects.count()

    return turn


def test_seven_and_two_days_before_with_one_link(asked, look, practice):
    form = asked()
    assert look(before(9)) == 0
    counts = [look(before(day)) for day in (8, 7, 6, 5, 4, 3, 2, 1)]
    assert counts == [1, 1, 1, 1, 1, 2, 2, 2]
    first, second = Message.objects.order_by("id")
    assert [each.send_after.astimezone(NEW_YORK) for each in (first, second)] == [
        before(7, time(10)),
        before(2, time(10)),
    ]
    assert first.body == second.body
    assert first.body.startswith("Cedar Family Practice: A few questions before your visit: http://localhost:8000/f/")
    assert (first.about, first.about_oid, first.purpose) == ("instruments.form", form.oid, "visit_preparation")
    assert FormLink.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"consent": False}, {"birth_date": date(2012, 5, 3)}, {"birth_date": None}, {"language": ""}],
    ids=["did not agree", "under 18", "no birth date", "language not known"],
)
def test_who_gets_none(asked, look, fields):
    asked(**fields)
    assert look(before(7)) == 0
    assert FormLink.objects.count() == 0


def test_a_form_with_questions_about_danger_does_not_stop_the_others(asked, look):
    asked(parts=("phq_9",))
    asked(given="Ana")
    assert look(before(7)) == 1
    assert Message.objects.get().patient.given == "Ana"


def test_a_link_that_a_person_handed_out_goes_on_opening(asked, look, staff):
    form = asked()
    link, _token = issue_link(form=form, at=BEGAN, by=staff("nurse").principal)
    assert look(before(7)) == 0
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_form_taken_back_takes_its_message_along(asked, look, staff):
    form = asked()
    look(before(7))
    revoke_form(form=form, at=before(6), by=staff("nurse").principal)
    assert Message.objects.get().state == "cancelled"
    assert look(before(3)) == 1


def test_a_visit_that_was_cancelled_is_not_asked_about(asked, look, practice, staff, system):
    asked()
    look(before(8))
    message = Message.objects.get()
    outreach.release_message(message=message, at=before(8), by=staff("nurse").principal)
    Visit.objects.update(state="cancelled")
    claim = {"practice": practice, "channel": Channel.TEXT, "worker": "one", "limit": 9, "lease": timedelta(minutes=1)}
    assert outreach.claim_messages(**claim, at=before(7), by=system) == []
    message.refresh_from_db()
    assert message.state_reason["code"] == "outreach.no_longer_wanted"
    assert look(before(3)) == 1
