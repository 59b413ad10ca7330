"""The ways of a warm handoff: in person, video, phone in the room, a call within two working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from teamlet.ground.reasons import Refused
from teamlet.records.tasks.models import Task
from teamlet.records.visits.actions import (
    HandoffSaid,
    book_handoff_call,
    hand_over,
    move_handoff,
    start_visit,
    try_next_way,
)
from teamlet.records.visits.models import HandoffChange
from teamlet.records.visits.queries import handoffs_waiting_for, may_answer
from teamlet.records.visits.rules import call_days, minutes_waiting, next_way
from teamlet.records.visits.words import HANDOFF_TRANSITIONS, HandoffFor, HandoffNo, HandoffState, HandoffWay

W, S = HandoffWay, HandoffState
WEEKDAYS = range(5)
NINE = "2026-11-23T09:00"


@pytest.mark.parametrize(
    ("way", "then"),
    [(W.IN_PERSON, W.VIDEO), (W.VIDEO, W.PHONE_IN_ROOM), (W.PHONE_IN_ROOM, W.BOOKED_CALL), (W.BOOKED_CALL, None)],
)
def test_the_order_of_the_ways(way, then):
    assert next_way(way) is then


@pytest.mark.parametrize(
    ("on", "holidays", "first", "last"),
    [
        (date(2026, 11, 23), [], date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 25), [date(2026, 11, 26)], date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 27), [], date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 31), [date(2027, 1, 1)], date(2027, 1, 4), date(2027, 1, 5)),
    ],
)
def test_a_promised_call_comes_within_two_working_days(on, holidays, first, last):
    assert call_days(on, WEEKDAYS, holidays) == (first, last)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (3600, 60), (-30, 0)])
def test_minutes_waiting(seconds, minutes):
    asked = datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert minutes_waiting(asked, asked + timedelta(seconds=seconds)) == minutes


def test_every_state_has_its_moves_and_two_are_the_end():
    assert set(HANDOFF_TRANSITIONS) == set(S)
    assert {state for state, moves in HANDOFF_TRANSITIONS.items() if not moves} == {S.DONE, S.PATIENT_DECLINED}


@pytest.fixture
def people(staff):
    return staff("clinician", name="Sam Roth"), staff("coach", name="Ana Flores")


@pytest.fixture
def handoff(patient, people, at):
    moment, giver = at(NINE), people[0].principal
    visit = start_visit(patient=patient, at=moment, by=giver)
    said = HandoffSaid(HandoffFor.SKILL, W.IN_PERSON, "goal0oid")
    return hand_over(visit=visit, receiver=people[1].membership, said=said, at=moment, by=giver)


@pytest.mark.django_db
class TestAHandoff:
    def test_says_what_for_and_keeps_every_change(self, handoff, people, at):
        ana = people[1].principal
        assert (handoff.reason, handoff.way, handoff.goal_oid) == ("skill", "in_person", "goal0oid")
        for to, clock in ((S.ACCEPTED, "09:04"), (S.STARTED, "09:06"), (S.DONE, "09:20")):
            handoff = move_handoff(handoff=handoff, to=to, at=at(f"2026-11-23T{clock}"), by=ana)
        rows = list(HandoffChange.objects.order_by("id").values_list("from_state", "to_state"))
        assert rows == [("", "requested"), ("requested", "accepted"), ("accepted", "started"), ("started", "done")]
        assert minutes_waiting(handoff.asked_at, handoff.accepted_at) == 4
        assert handoffs_waiting_for(people[1].membership.pk) == []

    def test_somebody_who_cannot_says_why_and_the_next_ways_are_tried_in_order(self, handoff, people, at):
        sam, ana = (person.principal for person in people)
        handoff = move_handoff(handoff=handoff, to=S.DECLINED, why=HandoffNo.WITH_PATIENT, at=at(NINE), by=ana)
        assert HandoffChange.objects.order_by("-id").first().reason == "with_patient"
        handoff = try_next_way(handoff=handoff, at=at(NINE), by=sam)
        assert (handoff.state, handoff.way, handoff.ended_at) == (S.REQUESTED, W.VIDEO, None)
        handoff = try_next_way(handoff=handoff, at=at(NINE), by=sam)
        assert handoff.way == W.PHONE_IN_ROOM
        with pytest.raises(Refused, match=r"visits\.handoff_no_next_way"):
            try_next_way(handoff=handoff, at=at(NINE), by=sam)

    def test_a_booked_call_is_somebodys_task_until_it_is_done(self, handoff, people, at):
        sam, ana = people
        task = book_handoff_call(handoff=handoff, at=at(NINE), by=sam.principal)
        assert (task.kind, task.about_oid, task.owner) == ("handoff", handoff.oid, ana.membership)
        assert (task.window_first, task.due_on) == (date(2026, 11, 24), date(2026, 11, 25))
        (waiting,) = handoffs_waiting_for(ana.membership.pk)
        assert (waiting.state, waiting.due_on) == (S.BOOKED, date(2026, 11, 25))
        assert may_answer(ana.membership.pk, waiting)
        assert not may_answer(sam.membership.pk, waiting)
        move_handoff(handoff=waiting, to=S.DONE, at=at("2026-11-24T10:00"), by=ana.principal)
        task = Task.objects.get()
        assert (task.state, task.end_reason) == ("done", "done")
        assert handoffs_waiting_for(ana.membership.pk) == []

    @pytest.mark.parametrize("first", [None, S.ACCEPTED, S.STARTED, S.DECLINED, S.BOOKED])
    def test_the_patient_may_say_no_at_any_time(self, handoff, people, at, first):
        by = people[1].principal
        if first is S.BOOKED:
            book_handoff_call(handoff=handoff, at=at(NINE), by=by)
        elif first is not None:
            handoff = move_handoff(handoff=handoff, to=first, at=at(NINE), by=by)
        handoff = move_handoff(handoff=handoff, to=S.PATIENT_DECLINED, at=at(NINE), by=by)
        assert handoff.state == S.PATIENT_DECLINED
        assert not Task.objects.filter(state="open").exists()

    @pytest.mark.parametrize("to", [S.REQUESTED, S.STARTED, S.DONE, S.BOOKED])
    def test_what_is_over_stays_over(self, handoff, people, at, to):
        by = people[1].principal
        handoff = move_handoff(handoff=handoff, to=S.PATIENT_DECLINED, at=at(NINE), by=by)
        with pytest.raises(Refused, match=r"visits\.handoff_may_not_move"):
            move_handoff(handoff=handoff, to=to, at=at(NINE), by=by)
