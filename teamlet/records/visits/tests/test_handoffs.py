"""Handoffs that wait for somebody who left, is suspended, changed role or is away: never nobody's."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.ground.access.roles import Role
from teamlet.records.tasks.actions import change_roles, leave_practice, set_absence_and_move, suspend_person
from teamlet.records.visits.actions import hand_over, move_handoff, start_visit
from teamlet.records.visits.models import Handoff
from teamlet.records.visits.queries import handoffs_waiting_for
from teamlet.records.visits.words import HandoffState

pytestmark = pytest.mark.django_db

NINE, TEN = "2026-11-23T09:00", "2026-11-23T10:00"


@pytest.fixture
def office(staff):
    return staff("manager").principal


@pytest.fixture
def nurse(staff):
    return staff("nurse", name="Iris Bell")


@pytest.fixture
def coach(staff):
    return staff("coach", name="Ana Flores")


@pytest.fixture
def handoff(patient, nurse, coach, at):
    moment = at(NINE)
    visit = start_visit(patient=patient, at=moment, by=nurse.principal)
    return hand_over(visit=visit, receiver=coach.membership, at=moment, by=nurse.principal)


def go(how, person, at, office):
    when = at(TEN)
    if how == "left":
        return leave_practice(membership=person, at=when, by=office)
    if how == "suspended":
        return suspend_person(membership=person, at=when, by=office)
    if how == "role_change":
        return change_roles(membership=person, roles=[Role.FRONT_DESK], at=when, by=office)
    first = date(2026, 11, 23) if how == "absent" else date(2026, 12, 1)
    return set_absence_and_move(membership=person, first_day=first, last_day=first, at=when, by=office)[1]


@pytest.mark.parametrize("how", ["left", "suspended", "role_change", "absent"])
@pytest.mark.parametrize("started", [False, True])
def test_a_waiting_handoff_goes_to_somebody_who_is_here(how, started, handoff, nurse, coach, at, office):
    if started:
        move_handoff(handoff=handoff, to=HandoffState.STARTED, at=at(NINE), by=coach.principal)
    assert go(how, coach.membership, at, office) == 1
    handoff.refresh_from_db()
    assert handoff.receiver == nurse.membership, "back to who gave it, as nobody is named for the duty"
    assert (handoff.moved_from, handoff.moved_reason) == (coach.membership, how)
    assert (handoff.state, handoff.accepted_at) == (HandoffState.REQUESTED, None)
    assert handoffs_waiting_for(nurse.membership.pk) == [handoff]


def test_an_absence_later_moves_nothing_now(handoff, coach, at, office):
    assert go("later", coach.membership, at, office) == 0
    handoff.refresh_from_db()
    assert handoff.receiver == coach.membership


def test_another_support_role_keeps_the_handoff(handoff, coach, at, office):
    change_roles(membership=coach.membership, roles=[Role.CARE_MANAGER], at=at(TEN), by=office)
    handoff.refresh_from_db()
    assert handoff.receiver == coach.membership


def test_one_request_for_a_visit_is_enough(handoff, nurse, coach, at, office):
    own = Handoff.objects.create(
        visit=handoff.visit,
        practice=handoff.practice,
        giver=coach.membership,
        receiver=nurse.membership,
        asked_at=at(NINE),
    )
    go("left", coach.membership, at, office)
    assert handoffs_waiting_for(nurse.membership.pk) == [own]
    assert not handoffs_waiting_for(coach.membership.pk)


def test_what_is_over_stays_with_whoever_had_it(handoff, coach, at, office):
    move_handoff(handoff=handoff, to=HandoffState.DECLINED, at=at(NINE), by=coach.principal)
    assert go("left", coach.membership, at, office) == 0
    handoff.refresh_from_db()
    assert handoff.receiver == coach.membership


def test_the_day_says_from_whom_it_moved(handoff, nurse, coach, at, office, client_of):
    go("left", coach.membership, at, office)
    text = client_of(nurse).get("/practice/cedar/").content.decode()
    assert "moved from Ana: Left the practice" in text


def test_two_people_who_say_yes_to_one_patient(handoff, nurse, coach, at, office, client_of):
    """It moved while the first one's page was open: one of them takes the patient, the other reads who."""
    go("absent", coach.membership, at, office)
    where = f"/practice/cedar/handoffs/{handoff.oid}/"
    client_of(nurse).post(where, {"answer": "accept"})
    answer = client_of(coach).post(where, {"answer": "accept"}, follow=True)
    assert answer.status_code == 200
    assert "This patient went to Iris meanwhile. Nothing is lost." in answer.content.decode()
    handoff.refresh_from_db()
    assert (handoff.state, handoff.receiver) == (HandoffState.ACCEPTED, nurse.membership)
    assert client_of("clinician").post(where, {"answer": "accept"}).status_code == 404


def test_yes_and_no_from_two_tabs_keep_the_first_word(handoff, coach, client_of):
    where = f"/practice/cedar/handoffs/{handoff.oid}/"
    client_of(coach).post(where, {"answer": "patient_declined"})
    answer = client_of(coach).post(where, {"answer": "accept"}, follow=True)
    assert answer.status_code == 200
    assert "cannot become" in answer.content.decode()
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.PATIENT_DECLINED
