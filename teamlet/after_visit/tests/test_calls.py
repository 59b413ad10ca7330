"""Who has how much to do, which day fits, who must be on the line, English beside Spanish."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.records.followups.models import Booking, Contact
from teamlet.records.followups.rules.load import DayFacts, PersonLoad, suggest_days, suggest_owner
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Membership
from teamlet.records.tasks.actions import set_absence_and_move, set_call_block
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import TaskKind

pytestmark = pytest.mark.django_db
LIST = "/practice/cedar/bookings/"
MONDAY = date(2026, 11, 30)


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "expected", "codes"),
    [
        ([PersonLoad(1, 9, 5), PersonLoad(2, 4, 2)], 2, ["tasks.load_least", "tasks.load_here"]),
        ([PersonLoad(1, 9, 5), PersonLoad(2, 1, 1, is_here=False)], 1, ["tasks.load_least", "tasks.load_here"]),
        (
            [PersonLoad(1, 9, 5, speaks=True), PersonLoad(2, 1, 1, speaks=False)],
            1,
            ["tasks.load_speaks", "tasks.load_least", "tasks.load_here"],
        ),
        ([PersonLoad(1, 3, 3, 24, 30), PersonLoad(2, 8, 8, 64, 120)], 2, ["tasks.load_least", "tasks.load_here"]),
        # Nobody who makes no calls is suggested because there is nothing with them.
        ([PersonLoad(1), PersonLoad(2, 4, 2)], 2, ["tasks.load_least", "tasks.load_here"]),
        (
            [PersonLoad(1, is_named=True), PersonLoad(2, 4, 2)],
            1,
            ["tasks.load_least", "tasks.load_named", "tasks.load_here"],
        ),
        ([PersonLoad(1, is_here=False)], None, ["tasks.load_nobody"]),
        ([], None, ["tasks.load_nobody"]),
    ],
    ids=["least", "away", "language", "full", "no-calls", "named", "nobody-here", "nobody"],
)
def test_who_is_suggested(people: Any, expected: Any, codes: Any) -> None:
    found = suggest_owner(people, until=MONDAY)
    assert (found.person, [reason.code for reason in found.reasons]) == (expected, codes)
    assert sorted(found.order) == sorted(row.person for row in people)


def test_payer_and_race_are_no_facts() -> None:
    assert set(PersonLoad.__slots__) == {
        "person",
        "open",
        "week",
        "planned",
        "kept",
        "speaks",
        "is_here",
        "is_named",
        "is_pool",
    }
    assert set(DayFacts.__slots__) == {"on", "is_here", "kept", "planned", "hours"}


NINE, TEN, NOON = time(9), time(10), time(12)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]


@pytest.mark.parametrize(
    ("days", "more", "expected"),
    [
        ([DayFacts(day) for day in DAYS], {}, [1, 0, 2]),
        ([DayFacts(day, is_here=day != DAYS[1]) for day in DAYS], {}, [0, 2]),
        ([DayFacts(day, is_here=False) for day in DAYS], {}, [1, 0, 2]),
        (
            [DayFacts(day, kept=8, planned=int(day == DAYS[1]), hours=((NINE, TEN),)) for day in DAYS],
            {"keeps_time": True},
            [0, 2, 1],
        ),
        (
            [DayFacts(day, kept=60, hours=((NINE, TEN) if day != DAYS[1] else (NOON, time(13)),)) for day in DAYS],
            {"keeps_time": True, "convenient": (NINE, NOON)},
            [0, 2, 1],
        ),
        ([], {}, []),
    ],
    ids=["nearest", "away", "all-away", "full", "patients-time", "none"],
)
def test_which_days_fit(days: Any, more: Any, expected: Any) -> None:
    found = suggest_days(days, aim=DAYS[1], **more)
    assert [day.on for day in found] == [DAYS[n] for n in expected]


def test_the_time_is_what_both_have() -> None:
    (day,) = suggest_days(
        [DayFacts(MONDAY, kept=60, hours=((time(11), time(13)),))], aim=MONDAY, convenient=(NINE, NOON), keeps_time=True
    )
    assert (day.from_time, day.to_time) == (time(11), NOON)
    assert [reason.code for reason in day.reasons] == [
        "followups.day_in_window",
        "followups.day_room",
        "followups.day_fits",
    ]


# --- the page of a contact --------------------------------------------------------------------------------------------


@pytest.fixture
def contact(saved: Any) -> Contact:
    return Contact.objects.select_related("task__owner").get()


@pytest.fixture
def spanish(patient: Any) -> Patient:
    Patient.objects.filter(pk=patient.pk).update(language="es", interpreter=True)
    patient.refresh_from_db()
    return patient


def _page(contact: Contact) -> str:
    return f"/practice/cedar/contacts/{contact.oid}/"


def test_load_and_suggestion_are_seen_before_giving_it_to_somebody(client_of: Any, staff: Any, contact: Any) -> None:
    ben = staff("coach", name="Ben Ames")
    set_call_block(
        membership=ben.membership, weekday=4, from_time=NINE, to_time=TEN, at=contact.created_at,
        by=staff("manager").principal,
    )  # fmt: skip
    text = client_of("nurse").get(_page(contact)).text
    assert "Suggested: Ben Ames" in text
    assert "Has the least open: 0 contacts" in text
    assert "Ben Ames (0 that week, 0 of 60 minutes)" in text
    assert "Ana Flores (1 that week)" in text


def test_days_that_fit_are_named_with_why(client_of: Any, staff: Any, contact: Any) -> None:
    first = contact.window_first
    set_absence_and_move(
        membership=contact.task.owner, first_day=contact.window_last, last_day=contact.window_last,
        at=contact.created_at, by=staff("manager").principal,
    )  # fmt: skip
    text = client_of("nurse").get(_page(contact)).text
    fits = text[text.index("Days that fit (Ana calls)") :].split("</ul>")[0]
    assert fits.count("<li>") == 2
    assert "as agreed" in fits
    assert f"{first:%B} {first.day}" in fits


def test_english_stands_beside_spanish(client_of: Any, spanish: Any, contact: Any) -> None:
    text = client_of("nurse").get(_page(contact)).text
    assert "¿Puedo hablar con" in text
    assert '<p class="meta" lang="en">“May I speak with' in text


def test_no_english_beside_english(client_of: Any, contact: Any) -> None:
    assert '<p class="meta" lang="en">' not in client_of("nurse").get(_page(contact)).text


def test_the_interpreter_is_on_the_page_of_the_contact(client_of: Any, spanish: Any, contact: Any) -> None:
    text = client_of("nurse").get(_page(contact)).text
    assert 'id="on-the-line"' in text
    assert "To book" in text
    assert "Un intérprete está con nosotros en la línea." in text


def test_a_caller_who_speaks_the_language_needs_none(client_of: Any, spanish: Any, save: Any, staff: Any) -> None:
    coach = staff("coach", name="Ana Flores", called="Ana")
    Membership.objects.filter(pk=coach.membership.pk).update(languages=["en", "es"])
    save(by=coach.principal)
    contact = Contact.objects.get()
    text = client_of("nurse").get(_page(contact)).text
    assert "Ana speaks Spanish; no interpreter is needed with them." in text
    assert not Booking.objects.exists()


def test_somebody_who_took_over_asks_for_an_interpreter(client_of: Any, patient: Any, contact: Any) -> None:
    Patient.objects.filter(pk=patient.pk).update(language="vi", interpreter=True)
    nurse = client_of("nurse")
    assert "Interpreter not asked for yet" in nurse.get(_page(contact)).text
    assert nurse.post(f"{_page(contact)}bookings/", {"kind": "interpreter"}).status_code == 302
    assert Booking.objects.get().state == "needed"
    text = nurse.get(_page(contact)).text
    assert "not asked for yet" not in text
    assert "An interpreter is with us on the line." in text


@pytest.mark.parametrize("kind", ["", "x", "operator"])
def test_only_known_help_is_asked_for(client_of: Any, contact: Any, kind: str) -> None:
    assert client_of("nurse").post(f"{_page(contact)}bookings/", {"kind": kind}).status_code == 404


# --- the front desk ---------------------------------------------------------------------------------------------------


@pytest.fixture
def booking(spanish: Any, contact: Any) -> Booking:
    return Booking.objects.get()


def test_for_whom(client_of: Any, booking: Any) -> None:
    for role in Role:
        expected = 200 if role in SUPPORT | {Role.FRONT_DESK, Role.MANAGER} else 404
        assert client_of(role).get(LIST).status_code == expected, role


def test_the_list_says_nothing_about_health(client_of: Any, booking: Any) -> None:
    text = client_of("front-desk").get(LIST).text
    assert "Rosa Marín" in text
    assert "Spanish" in text
    assert "Mateo" not in text


def test_the_front_desk_books(client_of: Any, booking: Any) -> None:
    desk = client_of("front-desk")
    said = {"booked_on": "2026-12-04", "booked_from": "09:30", "reference": "A 17", "to": "booked"}
    assert desk.post(f"{LIST}{booking.oid}/", said).status_code == 302
    booking.refresh_from_db()
    assert (booking.state, booking.booked_on, booking.booked_from, booking.reference) == (
        "booked", date(2026, 12, 4), time(9, 30), "A 17",
    )  # fmt: skip
    assert "(A 17)" in desk.get(LIST).text
    assert not Task.objects.filter(kind=TaskKind.BOOK_HELP, state="open").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"booked_on": ""}, "Write for which day it is booked."), ({"booked_on": "2026-02-30"}, "day")],
)
def test_what_is_missing_is_said_beside_the_field(client_of: Any, booking: Any, changes: Any, told: str) -> None:
    said = {"booked_on": "2026-12-04", "booked_from": "", "reference": "A 17", "to": "booked"} | changes
    answer = client_of("front-desk").post(f"{LIST}{booking.oid}/", said)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="A 17"' in answer.text


def test_an_odd_answer_is_no_error_of_ours(client_of: Any, booking: Any) -> None:
    answer = client_of("front-desk").post(f"{LIST}{booking.oid}/", {"to": "over", "booked_on": "2026-12-04"})
    assert answer.status_code == 422
    booking.refresh_from_db()
    assert booking.state == "needed"


def test_a_booking_for_another_day_is_worth_a_look(client_of: Any, booking: Any) -> None:
    desk = client_of("front-desk")
    desk.post(f"{LIST}{booking.oid}/", {"booked_on": "2026-12-05", "booked_from": "", "reference": "", "to": "booked"})
    assert "It is booked for" in desk.get(LIST).text


def test_whoever_came_from_the_contact_goes_back_there(client_of: Any, booking: Any, contact: Any) -> None:
    said = {"booked_on": "2026-12-04", "to": "booked", "back": "contact"}
    answer = client_of("nurse").post(f"{LIST}{booking.oid}/", said)
    assert answer.headers["Location"] == _page(contact)


def test_of_another_practice_or_absent_is_not_found(client_of: Any, booking: Any, neighbor: Any) -> None:
    assert client_of("coach", at=neighbor).post(f"/practice/juniper/bookings/{booking.oid}/", {}).status_code == 404
    assert client_of("coach", at=neighbor).get(LIST).status_code == 404
    assert client_of("coach").post(f"{LIST}absent/", {}).status_code == 404
    assert "Rosa" not in client_of("coach", at=neighbor).get("/practice/juniper/bookings/").text


def test_as_many_questions_for_one_as_for_three(client_of: Any, booking: Any, practice: Any, save: Any) -> None:
    desk = client_of("front-desk")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    desk.get(LIST)
    one = asked()
    for name in ("Ida", "Joe"):
        save(make_patient(practice, given=name, language="es", interpreter=True))
    assert Booking.objects.count() == 3
    assert asked() == one
