"""An interpreter or a relay operator is asked for with the contact, and again when it moves."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    ask_for_booking,
    ask_for_missing,
    close_contact,
    report_contact,
    reschedule_contact,
    settle_booking,
    undo_booking,
    withdraw_contact,
)
from teamlet.records.followups.models import Booking, BookingChange, Contact
from teamlet.records.followups.queries.bookings import bookings_made, bookings_of, bookings_to_make
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.rules.bookings import booking_look, needed_help
from teamlet.records.followups.words import BookingState, Channel, ClosingReason, Help
from teamlet.records.patients.models import Patient
from teamlet.records.plans.words import PlanOutcome
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Membership, Save
from teamlet.records.tasks.actions import move_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind, TaskState

from .test_actions import GOAL, MONDAY, plan

INTERPRETER, RELAY = Help.INTERPRETER, Help.RELAY
DAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("interpreter", "language", "spoken", "channel", "wanted"),
    [
        (True, "es", ["en"], Channel.CALL, (INTERPRETER,)),
        (True, "es-MX", ["en", "es"], Channel.CALL, ()),
        (True, "", [], Channel.CALL, (INTERPRETER,)),
        (False, "es", ["en"], Channel.CALL, ()),
        (True, "es", ["en"], Channel.TEXT, ()),
        (True, "es", ["en"], Channel.LETTER, ()),
        (False, "en", ["en"], Channel.RELAY, (RELAY,)),
        (True, "es", ["en"], Channel.RELAY, (INTERPRETER, RELAY)),
        (True, "ase", ["en"], Channel.VIDEO, (INTERPRETER,)),
    ],
)
def test_who_must_be_on_the_line(interpreter, language, spoken, channel, wanted):
    assert needed_help(interpreter=interpreter, language=language, spoken=spoken, channel=channel) == wanted


@pytest.mark.parametrize(
    ("state", "booked", "was", "code"),
    [
        (BookingState.BOOKED, DAY, None, None),
        (BookingState.BOOKED, DAY + timedelta(days=1), None, "followups.booking_other_day"),
        (BookingState.NEEDED, None, None, None),
        (BookingState.NEEDED, None, DAY, "followups.booking_again"),
    ],
)
def test_what_is_worth_a_look(state, booked, was, code):
    found = booking_look(state, due_on=DAY, booked_on=booked, was_on=was)
    assert [reason.code for reason in found] == ([code] if code else [])


pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(staff):
    return staff("coach")


@pytest.fixture
def patient(patient):
    Patient.objects.filter(pk=patient.pk).update(language="es", interpreter=True)
    patient.refresh_from_db()
    return patient


@pytest.fixture
def agreed(practice, patient, staff, coach, at):
    said = ContactSaid(agreed_on=DAY, owner=coach.membership, phone="(555) 010-2233")
    by = staff("medical-assistant").principal
    agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), contact_said=said, at=at(MONDAY), by=by)
    return Contact.objects.get()


def to_book():
    return list(Task.objects.filter(kind=TaskKind.BOOK_HELP, state=TaskState.OPEN).values_list("due_on", flat=True))


def book(booking, coach, at, on=DAY, when="2026-11-24T09:00"):
    return settle_booking(
        booking=booking, to=BookingState.BOOKED, booked_on=on, booked_from=time(9, 30), reference="A 17",
        at=at(when), by=coach.principal,
    )  # fmt: skip


def test_it_is_asked_for_with_the_contact_and_is_the_front_desks_three_days_before(agreed, practice):
    booking = Booking.objects.get()
    assert (booking.help, booking.language, booking.state) == ("interpreter", "es", "needed")
    assert to_book() == [DAY - timedelta(days=3)]
    assert bookings_to_make(practice) == [booking]
    assert bookings_of(agreed) == [booking]


def test_nobody_is_asked_for_when_the_caller_speaks_the_language(patient, staff, coach, at):
    Membership.objects.filter(pk=coach.membership.pk).update(languages=["en", "es"])
    said = ContactSaid(owner=Membership.objects.get(pk=coach.membership.pk))
    agree_support(
        patient=patient, goal_said=GOAL, plan_said=plan(), contact_said=said, at=at(MONDAY), by=coach.principal
    )
    assert not Booking.objects.exists()
    assert not Contact.objects.get().with_help


def test_a_booking_ends_the_task(agreed, practice, coach, at):
    booking = book(Booking.objects.get(), coach, at)
    assert (booking.state, booking.booked_on, booking.reference) == ("booked", DAY, "A 17")
    assert to_book() == []
    assert (bookings_to_make(practice), bookings_made(practice)) == ([], [booking])


def test_a_booking_needs_a_day(agreed, coach, at):
    with pytest.raises(Refused):
        settle_booking(booking=Booking.objects.get(), to=BookingState.BOOKED, at=at(MONDAY), by=coach.principal)


def test_a_contact_that_moves_asks_again_and_says_for_when_it_was_booked(agreed, practice, coach, at):
    book(Booking.objects.get(), coach, at)
    later = DAY + timedelta(days=3)
    said = ContactSaid(agreed_on=later, owner=coach.membership)
    fresh = reschedule_contact(contact=agreed, said=said, at=at("2026-11-24T10:00"), by=coach.principal)
    old, new = Booking.objects.order_by("id")
    assert old.state == BookingState.OVER
    assert (new.contact, new.state, new.was_on) == (fresh, BookingState.NEEDED, DAY)
    assert to_book() == [later - timedelta(days=3)]
    assert bookings_to_make(practice) == [new]


def test_undo_of_the_move_brings_the_booking_back_as_it_stood(agreed, coach, at):
    first = book(Booking.objects.get(), coach, at)
    said = ContactSaid(agreed_on=DAY + timedelta(days=3), owner=coach.membership)
    reschedule_contact(contact=agreed, said=said, at=at("2026-11-24T10:00"), by=coach.principal)
    undo_save(save=Save.objects.latest("id"), at=at("2026-11-24T10:01"), by=coach.principal)
    first.refresh_from_db()
    assert (first.state, first.booked_on) == ("booked", DAY)
    assert to_book() == []


@pytest.mark.parametrize("end", ["reported", "closed"])
def test_a_contact_that_is_over_leaves_nothing_to_book(agreed, coach, at, end):
    moment = at("2026-11-24T10:00")
    if end == "reported":
        told = ContactTold(
            channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, closing=ClosingReason.MOVED, ask_again_on=DAY
        )
        report_contact(contact=agreed, told=told, at=moment, by=coach.principal)
    else:
        facts = ClosingFacts(on=moment.date(), last_status=PlanOutcome.MOSTLY, ask_again_on=DAY)
        close_contact(contact=agreed, reason=ClosingReason.MOVED, facts=facts, at=moment, by=coach.principal)
    assert Booking.objects.get().state == BookingState.OVER
    assert to_book() == []
    undo_save(save=Save.objects.latest("id"), at=at("2026-11-24T10:01"), by=coach.principal)
    assert Booking.objects.get().state == BookingState.NEEDED
    assert len(to_book()) == 1


def test_not_needed_may_be_asked_for_again(agreed, coach, at):
    booking, by = Booking.objects.get(), coach.principal
    settle_booking(booking=booking, to=BookingState.NOT_NEEDED, at=at(MONDAY), by=by)
    assert to_book() == []
    ask_for_booking(contact=agreed, kind=INTERPRETER, at=at(MONDAY), by=by)
    assert len(to_book()) == 1
    with pytest.raises(ChangedMeanwhile):
        ask_for_booking(contact=agreed, kind=INTERPRETER, at=at(MONDAY), by=by)


def test_one_that_the_agency_called_off_is_to_book_again(agreed, coach, at):
    booking = book(Booking.objects.get(), coach, at)
    settle_booking(booking=booking, to=BookingState.NEEDED, at=at("2026-11-25T09:00"), by=coach.principal)
    booking.refresh_from_db()
    assert (booking.state, booking.was_on, booking.booked_on) == ("needed", DAY, None)
    assert len(to_book()) == 1


def test_a_booking_of_a_contact_that_is_over_is_not_changed(agreed, coach, at):
    facts = ClosingFacts(on=DAY, last_status=PlanOutcome.MOSTLY, ask_again_on=DAY + timedelta(days=9))
    close_contact(contact=agreed, reason=ClosingReason.MOVED, facts=facts, at=at(MONDAY), by=coach.principal)
    with pytest.raises(ChangedMeanwhile):
        book(Booking.objects.get(), coach, at)


def test_whoever_takes_over_without_the_language_is_seen_at_night(patient, practice, staff, coach, system, at):
    Membership.objects.filter(pk=coach.membership.pk).update(languages=["en", "es"])
    said = ContactSaid(agreed_on=DAY, owner=Membership.objects.get(pk=coach.membership.pk))
    moment = at(MONDAY)
    agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), contact_said=said, at=moment, by=coach.principal)
    contact = Contact.objects.get()
    night = {"practice": practice, "on": date(2026, 11, 24), "at": moment, "by": system}
    assert ask_for_missing(**night) == 0
    move_task(task=contact.task, to=staff("nurse").membership, at=moment, by=coach.principal)
    assert ask_for_missing(**night) == 1
    assert ask_for_missing(**night) == 0
    assert Booking.objects.get().state == BookingState.NEEDED
    assert len(to_book()) == 1


def test_another_practice_does_not_reach_it(agreed, neighbor, staff, at):
    other = staff("coach", at=neighbor)
    with pytest.raises(Booking.DoesNotExist):
        book(Booking.objects.get(), other, at)


# --- taken back --------------------------------------------------------------------------------------


def stands():
    row = Booking.objects.get()
    return row.state, row.booked_on, row.booked_from, row.reference, row.was_on


def settle(to, coach, at, **fields):
    return settle_booking(booking=Booking.objects.get(), to=to, at=at("2026-11-24T09:05"), by=coach.principal, **fields)


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        (BookingState.BOOKED, {"booked_on": DAY, "booked_from": time(9), "reference": "B 2"}),
        (BookingState.NOT_AVAILABLE, {}),
        (BookingState.NOT_NEEDED, {}),
    ],
)
def test_an_answer_is_taken_back_with_its_task(agreed, coach, at, to, fields):
    settle(to, coach, at, **fields)
    assert to_book() == []
    undo_save(save=Save.objects.get(kind="followups.booking"), at=at("2026-11-24T09:06"), by=coach.principal)
    assert stands() == ("needed", None, None, "", None)
    assert to_book() == [DAY - timedelta(days=3)]


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        (BookingState.BOOKED, {"booked_on": DAY + timedelta(days=1), "booked_from": time(14), "reference": "Z"}),
        (BookingState.NOT_AVAILABLE, {}),
        (BookingState.NEEDED, {}),
    ],
)
def test_a_booking_comes_back_with_its_day_time_and_number(agreed, coach, at, to, fields):
    book(Booking.objects.get(), coach, at)
    before = stands()
    settle(to, coach, at, **fields)
    save = Save.objects.filter(kind="followups.booking").latest("id")
    undo_save(save=save, at=at("2026-11-24T09:06"), by=coach.principal)
    assert stands() == before == ("booked", DAY, time(9, 30), "A 17", None)
    assert to_book() == []


def test_an_answer_is_not_taken_back_after_another_or_when_the_contact_is_over(agreed, coach, at):
    book(Booking.objects.get(), coach, at)
    first = Save.objects.get(kind="followups.booking")
    settle(BookingState.NOT_AVAILABLE, coach, at)
    second = Save.objects.filter(kind="followups.booking").latest("id")
    with pytest.raises(ChangedMeanwhile):
        undo_save(save=first, at=at("2026-11-24T09:06"), by=coach.principal)
    withdraw_contact(contact=agreed, reason="declined", at=at("2026-11-24T09:06"), by=coach.principal)
    with pytest.raises(ChangedMeanwhile):
        undo_save(save=second, at=at("2026-11-24T09:07"), by=coach.principal)
    assert Booking.objects.get().state == "over"


def test_only_whoever_answered_takes_it_back_and_no_other_practice(agreed, coach, staff, neighbor, at):
    book(Booking.objects.get(), coach, at)
    save = Save.objects.get(kind="followups.booking")
    with pytest.raises(Refused):
        undo_save(save=save, at=at("2026-11-24T09:06"), by=staff("nurse").principal)
    theirs = staff("nurse", at=neighbor).principal
    with pytest.raises(BookingChange.DoesNotExist):
        undo_booking(about_oid=save.about_oid, at=at("2026-11-24T09:06"), by=theirs)
    assert Booking.objects.get().state == "booked"
