"""After a hospital stay or an emergency visit somebody talks with the patient within two working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import queries
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    Worry,
    note_hospital_visit,
    raise_red_flag,
    report_contact,
    reschedule_contact,
    settle_hospital_visit,
)
from teamlet.records.followups.actions.support import refresh_support
from teamlet.records.followups.models import Contact, HospitalVisit, NeedLevel
from teamlet.records.followups.queries.hospital import (
    answered_by,
    hospital_visit,
    hospital_visits_due,
    unanswered_in_records,
)
from teamlet.records.followups.rules.hospital import opens_contact, talk_by
from teamlet.records.followups.tests.calendar_days import HOLIDAYS, works
from teamlet.records.followups.tests.people import encounter, member
from teamlet.records.followups.tests.test_keeping_company import agreed
from teamlet.records.followups.words import Channel, ClosingReason, ContactState, UrgencyTier
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState
from teamlet.records.followups.words.vanished import Astray, WithoutContact
from teamlet.records.patients.models import Encounter
from teamlet.records.plans.words import FollowUpAnswer, PlanOutcome
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save

MONDAY = "2026-11-23T09:20"
TODAY = date(2026, 11, 23)
WEEK = frozenset(range(5))


# --- the day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "today", "day"),
    [
        ("2026-11-23", "2026-11-23", "2026-11-25"),
        ("2026-11-20", "2026-11-23", "2026-11-24"),
        ("2026-11-21", "2026-11-21", "2026-11-24"),
        ("2026-11-18", "2026-11-20", "2026-11-20"),
        ("2026-11-10", "2026-11-23", "2026-11-23"),
        ("2026-11-10", "2026-11-21", "2026-11-23"),
    ],
)
def test_the_second_working_day_after_it_or_at_once(event, today, day):
    found = talk_by(date.fromisoformat(event), today=date.fromisoformat(today), working_days=WEEK, holidays=frozenset())
    assert found == date.fromisoformat(day)


def test_every_day_of_four_years_leads_to_a_working_day_at_most_two_away():
    day = date(2024, 1, 1)
    while day < date(2028, 1, 1):
        found = talk_by(day, today=day, working_days=WEEK, holidays=HOLIDAYS)
        between = [day + timedelta(days=number) for number in range(1, (found - day).days + 1)]
        assert sum(works(each) for each in between) == 2
        assert works(found)
        late = talk_by(day - timedelta(days=20), today=day, working_days=WEEK, holidays=HOLIDAYS)
        assert works(late)
        assert late >= day
        assert not any(works(day + timedelta(days=number)) for number in range((late - day).days))
        day += timedelta(days=1)


def test_a_practice_that_never_works_asks_at_once():
    assert talk_by(TODAY, today=TODAY, working_days=frozenset(), holidays=frozenset()) == TODAY


@pytest.mark.parametrize(
    ("why", "safe", "worried"),
    [
        (WithoutContact.RESTS, True, True),
        (WithoutContact.NOT_ASKED, True, True),
        (WithoutContact.DECLINED, False, True),
        (WithoutContact.NOT_AGREED, False, False),
        (WithoutContact.NO_STEP, False, False),
        (WithoutContact.DECEASED, False, False),
        (Astray.NO_CONTACT, True, True),
        (Astray.ASK_AGAIN_PAST, True, True),
    ],
)
def test_who_gets_a_contact(why, safe, worried):
    assert opens_contact(why, safety_open=False) is safe
    assert opens_contact(why, safety_open=True) is worried


# --- from the record ---------------------------------------------------------------------------------


@pytest.fixture
def by(staff):
    return staff("medical-assistant").principal


@pytest.fixture
def look(practice, system, at):
    """Return ``look(moment)``: what the worker does, at that civil moment; the open contact afterwards."""

    def carry_out(moment=MONDAY):
        refresh_support(practice=practice, at=at(moment), by=system)
        return Contact.objects.filter(state=ContactState.OPEN).select_related("task").first()

    return carry_out


@pytest.mark.parametrize(
    ("kind", "place"), [("IMP", "hospital"), ("EMER", "emergency"), ("OBSENC", "hospital"), ("ACUTE", "hospital")]
)
def test_an_encounter_moves_the_contact_up_once(patient, staff, at, look, kind, place):
    agreed(patient, staff, at)
    before = Contact.objects.get()
    encounter(patient, kind, date(2026, 11, 22))
    contact = look()
    assert (contact.due_on, before.due_on) == (date(2026, 11, 24), date(2026, 12, 4))
    assert contact.task.owner_id == before.task.owner_id
    assert (contact.channel, contact.phone) == (before.channel, before.phone)
    [visit] = HospitalVisit.objects.all()
    assert (visit.place, visit.on, visit.told_by, visit.contact) == (place, date(2026, 11, 22), "record", contact)
    before.refresh_from_db()
    assert (before.state, before.closing_reason) == ("withdrawn", f"moved:{contact.oid}")
    for moment in (MONDAY, "2026-11-24T09:00", "2026-12-20T09:00"):
        assert look(moment) == contact
    assert HospitalVisit.objects.get() == visit


@pytest.mark.parametrize(
    ("kind", "day", "fields"),
    [
        ("AMB", date(2026, 11, 22), {}),
        ("IMP", date(2026, 10, 20), {}),
        ("IMP", date(2026, 11, 24), {}),
        ("IMP", date(2026, 11, 20), {"state": "in-progress"}),
        ("IMP", date(2026, 11, 20), {"state": "planned"}),
        ("EMER", date(2026, 11, 20), {"state": "cancelled"}),
        ("EMER", date(2026, 11, 20), {"entered_in_error": True}),
    ],
)
def test_what_is_no_event_of_late_moves_nothing(patient, staff, at, look, kind, day, fields):
    agreed(patient, staff, at)
    before = Contact.objects.get()
    encounter(patient, kind, day)
    Encounter.objects.update(**fields)
    assert look() == before
    assert not HospitalVisit.objects.exists()


def test_a_stay_counts_from_the_day_home(patient, staff, at, look):
    agreed(patient, staff, at)
    encounter(patient, "IMP", date(2026, 10, 1))
    Encounter.objects.update(state="in-progress")
    assert look().due_on == date(2026, 12, 4)
    home = datetime.fromisoformat("2026-11-23T03:00:00+00:00")
    Encounter.objects.update(state="finished", ended_at=home)
    assert look().due_on == date(2026, 11, 24)
    assert HospitalVisit.objects.get().on == date(2026, 11, 22)


def test_never_later_than_what_was_agreed(patient, staff, at, look, by):
    agreed(patient, staff, at)
    soon = ContactSaid(agreed_on=date(2026, 11, 24))
    contact = reschedule_contact(contact=Contact.objects.get(), said=soon, at=at(MONDAY), by=by)
    encounter(patient, "IMP", TODAY)
    assert look() == contact
    assert HospitalVisit.objects.get().contact == contact


def test_two_encounters_of_one_stay_move_it_once(patient, staff, at, look):
    agreed(patient, staff, at)
    encounter(patient, "EMER", date(2026, 11, 21))
    encounter(patient, "IMP", date(2026, 11, 22))
    contact = look()
    assert contact.due_on == date(2026, 11, 24)
    assert [visit.contact for visit in HospitalVisit.objects.all()] == [contact, contact]
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(("talked", "is_moved"), [("2026-11-21T10:00", False), ("2026-11-20T10:00", True)])
def test_who_was_talked_with_since_is_left_alone(patient, staff, at, look, by, talked, is_moved):
    agreed(patient, staff, at, moment="2026-11-09T10:00")
    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report_contact(contact=Contact.objects.get(), told=told, plan_seen=None, at=at(talked), by=by)
    encounter(patient, "IMP", date(2026, 11, 20))
    before = Contact.objects.get(state="open")
    assert (look() != before) is is_moved


def test_a_contact_of_paper_becomes_a_call(patient, staff, at, look, by):
    agreed(patient, staff, at)
    said = ContactSaid(agreed_on=date(2026, 12, 4), channel=Channel.LETTER)
    reschedule_contact(contact=Contact.objects.get(), said=said, at=at(MONDAY), by=by)
    encounter(patient, "IMP", TODAY)
    assert look().channel == "call"


def test_outreach_that_rests_is_taken_up_again(patient, staff, at, look, by):
    agreed(patient, staff, at)
    contact = Contact.objects.get()
    told = ContactTold(
        channel=Channel.CALL,
        outcome=PlanOutcome.PARTLY,
        closing=ClosingReason.NOT_READY,
        ask_again_on=date(2027, 1, 11),
    )
    report_contact(contact=contact, told=told, plan_seen=None, at=at(MONDAY), by=by)
    assert look() is None
    encounter(patient, "IMP", date(2026, 11, 24))
    opened = look("2026-11-25T09:00")
    assert (opened.due_on, opened.goal_id) == (date(2026, 11, 26), contact.goal_id)
    assert queries.vanished(patient.practice, date(2026, 11, 25)) == []


@pytest.mark.parametrize("worried", [False, True])
def test_who_wanted_no_contact_gets_one_only_while_safety_is_open(patient, staff, at, look, by, worried):
    agreed(patient, staff, at, follow_up=FollowUpAnswer.DECLINED)
    if worried:
        worry = Worry(UrgencyTier.SAME_DAY, ("fall",), "fell twice")
        raise_red_flag(patient=patient, contact=None, worry=worry, at=at(MONDAY), by=by)
    encounter(patient, "IMP", TODAY)
    contact = look()
    visit = HospitalVisit.objects.get()
    assert (contact is not None) is worried
    assert (visit.contact, visit.task is None) == (contact, worried)
    if not worried:
        assert (visit.task.kind, visit.task.due_on) == ("specialist_visit", date(2026, 11, 25))


def test_nobody_without_a_goal_and_nobody_who_died_is_asked_for(patient, staff, at, look, practice):
    stranger = make_patient(practice, given="Stranger")
    member(stranger, "diabetes")
    agreed(patient, staff, at)
    for each in (stranger, patient):
        encounter(each, "IMP", TODAY)
    patient.deceased_on = TODAY
    patient.save()
    look()
    assert not HospitalVisit.objects.exists()


def test_the_stay_of_a_record_that_was_joined_counts_for_the_one_that_is_kept(patient, staff, at, look, practice):
    agreed(patient, staff, at)
    other = make_patient(practice, given="Twice", merged_into=patient)
    encounter(other, "IMP", TODAY)
    assert look().due_on == date(2026, 11, 25)
    assert HospitalVisit.objects.get().patient == patient
    look()
    assert HospitalVisit.objects.count() == 1


def test_looking_at_many_takes_as_many_statements_as_at_one(practice, at):
    at(MONDAY)
    people = [make_patient(practice, given=f"P{number}") for number in range(4)]
    for each in people:
        encounter(each, "IMP", TODAY)
    counts = []
    for some in ([people[0].pk], [each.pk for each in people], range(people[0].pk, people[-1].pk + 1)):
        with CaptureQueriesContext(connection) as asked:
            unanswered_in_records(practice, some, on=TODAY)
        counts.append(len(asked))
    assert counts == [3, 3, 3]


# --- told by the team --------------------------------------------------------------------------------


def note(patient, by, at, on=TODAY, place=HospitalPlace.HOSPITAL):
    return note_hospital_visit(patient=patient, on=on, place=place, at=at(MONDAY), by=by)


def test_told_by_staff_it_moves_the_contact_and_raises_the_level(patient, staff, at, by, look):
    agreed(patient, staff, at)
    visit = note(patient, by, at)
    assert (visit.contact.due_on, visit.told_by, visit.by_id) == (date(2026, 11, 25), "staff", by.user_id)
    assert note(patient, by, at) == visit
    assert look() == visit.contact
    assert NeedLevel.objects.get(patient=patient, is_current=True).level == 4
    assert HospitalVisit.objects.count() == 1
    settle_hospital_visit(visit=visit, state=HospitalState.ENTERED_IN_ERROR, at=at(MONDAY), by=by)
    assert look() == visit.contact
    assert NeedLevel.objects.get(patient=patient, is_current=True).level < 4


def test_entered_in_error_it_can_be_noted_again(patient, at, by):
    visit = note(patient, by, at)
    settle_hospital_visit(visit=visit, state=HospitalState.ENTERED_IN_ERROR, at=at(MONDAY), by=by)
    again = note(patient, by, at)
    assert (again.pk, again.state, again.task.state) == (visit.pk, "open", "open")
    assert again.task_id != visit.task_id


def test_without_a_plan_somebody_gets_a_task(patient, at, by, practice):
    visit = note(patient, by, at)
    assert (visit.contact, visit.task.due_on, visit.task.about_oid) == (None, date(2026, 11, 25), visit.oid)
    assert hospital_visits_due(practice, on=date(2026, 11, 24)) == []
    assert hospital_visits_due(practice, on=date(2026, 11, 25)) == [visit]
    settle_hospital_visit(visit=visit, state=HospitalState.TALKED, at=at(MONDAY), by=by)
    assert hospital_visits_due(practice, on=date(2026, 11, 25)) == []
    visit.task.refresh_from_db()
    assert visit.task.state == "done"
    with pytest.raises(Refused):
        settle_hospital_visit(visit=visit, state=HospitalState.TALKED, at=at(MONDAY), by=by)


@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2026, 11, 24)])
def test_a_day_ahead_or_long_ago_is_refused(patient, at, by, day):
    with pytest.raises(Refused) as refused:
        note(patient, by, at, on=day)
    assert refused.value.reason.code == "followups.hospital_day"


def test_the_reason_goes_on_with_the_contact_that_takes_its_place(patient, staff, at, by):
    agreed(patient, staff, at)
    visit = note(patient, by, at)
    said = ContactSaid(agreed_on=date(2026, 11, 24))
    fresh = reschedule_contact(contact=visit.contact, said=said, at=at(MONDAY), by=by)
    assert answered_by(by, fresh.pk) == [visit]
    undo_save(save=Save.objects.get(kind="followups.reschedule"), at=at(MONDAY), by=by)
    assert answered_by(by, visit.contact_id) == [visit]


def test_moved_by_the_worker_an_earlier_move_cannot_be_undone(patient, staff, at, by, look):
    agreed(patient, staff, at)
    said = ContactSaid(agreed_on=date(2026, 12, 1))
    reschedule_contact(contact=Contact.objects.get(), said=said, at=at(MONDAY), by=by)
    encounter(patient, "IMP", TODAY)
    look()
    with pytest.raises(ChangedMeanwhile):
        undo_save(save=Save.objects.get(kind="followups.reschedule"), at=at(MONDAY), by=by)


def test_another_practice_has_none_of_it(patient, neighbor, staff, at, by):
    visit = note(patient, by, at)
    theirs = staff("nurse", at=neighbor).principal
    assert hospital_visit(neighbor, visit.oid) is None
    assert hospital_visits_due(neighbor, on=date(2027, 1, 1)) == []
    with pytest.raises(HospitalVisit.DoesNotExist):
        settle_hospital_visit(visit=visit, state=HospitalState.TALKED, at=at(MONDAY), by=theirs)
