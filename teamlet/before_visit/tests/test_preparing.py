"""The sheet of a visit, what is due, tools, readings from home, the huddle: who sees what, and what a click does."""

from __future__ import annotations

from datetime import date, time
from html import unescape

import pytest
from django.urls import reverse

from teamlet.before_visit.presenters import huddle, sheet
from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.records.practice.models import Absence
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.actions.home import take_home_reading
from teamlet.records.visits.actions.orders import approve_order, end_order, save_order_draft
from teamlet.records.visits.actions.preparation import add_item, close_days, place_tool
from teamlet.records.visits.models import HomeReading, PlacedTool, PreparationItem, Visit
from teamlet.records.visits.rules.words import HomeKind, HomeState, ItemState, ItemWhat, Tool, ToolState
from teamlet.records.visits.words import VisitKind, VisitState

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
SUPPORTERS = ["medical-assistant", "nurse", "clinician", "coach", "behavioral-health", "care-manager", "educator"]
OTHERS = ["front-desk", "manager", "administrator", "peer", "advisor"]


def address(name, **kwargs):
    return reverse(f"before_visit:{name}", kwargs={"practice": "cedar", **kwargs})


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def now(at):
    return at("2026-11-23T07:30")


def book(patient, system, hour=9, minute=0, **more):
    more = {"kind": VisitKind.CHRONIC, "clinician": None, "day": ON} | more
    return plan_visit(patient=patient, starts=time(hour, minute), at=clock.now(), by=system, **more)


@pytest.fixture
def visit(now, patient, system):
    return book(patient, system)


def approve(by, code="blood_pressure"):
    return approve_order(code=code, number=0, until=date(2027, 11, 1), at=clock.now(), by=by)


# --- who opens what ---------------------------------------------------------------------------------------------------

PAGES = ["due", "home_readings", "left_over", "huddle", "huddle_now"]


@pytest.mark.parametrize("role", SUPPORTERS)
def test_support_opens_every_page(role, visit, client_of):
    client = client_of(role)
    assert [client.get(address(name)).status_code for name in PAGES] == [200] * len(PAGES)
    assert client.get(address("preparation", visit=visit.oid)).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_others_open_none(role, visit, client_of):
    client = client_of(role)
    assert {client.get(address(name)).status_code for name in PAGES} == {404}
    assert client.get(address("preparation", visit=visit.oid)).status_code == 404


def test_a_neighbors_visit_and_an_absent_one_are_not_there(visit, neighbor, neighbor_patient, client_of, at):
    from teamlet.ground.access.principal import system

    theirs = book(neighbor_patient, system(neighbor, "command"))
    nurse = client_of("nurse")
    for oid in (theirs.oid, "zzzzzzzzzzzzzzzz"):
        assert nurse.get(address("preparation", visit=oid)).status_code == 404
        for name in ("give", "place"):
            answer = nurse.post(address(name, visit=oid), {"stamp": stamps.make(), "what": "form", "about": "form"})
            assert answer.status_code == 404


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_says_what_is_missing_and_gives_it_to_somebody(visit, client_of, staff):
    nurse, coach = client_of("nurse"), staff("coach").membership
    page = text_of(nurse.get(address("preparation", visit=visit.oid)))
    assert "No number that works" in page
    assert "Ask what they want to talk about" in page
    given = {"what": "agenda", "about": "agenda", "owner": coach.oid, "seen": "0", "stamp": stamps.make()}
    answer = nurse.post(address("give", visit=visit.oid), given)
    assert answer.url == address("preparation", visit=visit.oid)
    item = PreparationItem.objects.get()
    assert (item.owner_id, item.what, item.state) == (coach.pk, "agenda", ItemState.OPEN)


def test_an_error_stands_beside_the_field_and_keeps_what_was_typed(visit, client_of):
    nurse = client_of("nurse")
    said = {"do": "item", "what": "other", "words": " ", "owner": "", "stamp": stamps.make()}
    answer = nurse.post(address("preparation", visit=visit.oid), said)
    assert answer.status_code == 422
    assert "Please say in a few words" in text_of(answer)
    said = {
        "do": "home", "kind": "blood_pressure", "text": "132", "unit": "mmHg", "day": "2026-11-22",
        "stamp": stamps.make(),
    }  # fmt: skip
    answer = nurse.post(address("preparation", visit=visit.oid), said)
    assert answer.status_code == 422
    assert "Blood pressure has two numbers" in text_of(answer)
    assert 'value="132"' in text_of(answer)
    answer = nurse.post(address("preparation", visit=visit.oid), said | {"unit": "kg", "stamp": stamps.make()})
    assert "This is measured in mmHg." in text_of(answer)
    assert HomeReading.objects.count() == 0


def test_written_down_done_and_undone(visit, client_of, staff):
    nurse = client_of("nurse")
    said = {"do": "item", "what": "other", "words": "bring the big cuff", "owner": staff("nurse").membership.oid}
    assert nurse.post(address("preparation", visit=visit.oid), said | {"stamp": stamps.make()}).status_code == 302
    item = PreparationItem.objects.get()
    assert (item.words, item.state) == ("bring the big cuff", ItemState.OPEN)
    ended = nurse.post(
        address("end", preparation_item=item.oid), {"to": "done", "seen": "1", "back": "sheet", "stamp": stamps.make()}
    )
    assert ended.url == address("preparation", visit=visit.oid)
    item.refresh_from_db()
    assert (item.state, item.ended_by_id) == (ItemState.DONE, staff("nurse").user.pk)
    again = nurse.post(
        address("end", preparation_item=item.oid), {"reason": "later", "seen": "1", "stamp": stamps.make()}, follow=True
    )
    assert "Somebody ended this already: done." in text_of(again)


# --- due under standing orders ----------------------------------------------------------------------------------------


def test_due_has_a_line_to_copy_and_a_tick_and_orders_nothing(visit, client_of, staff):
    order = approve(staff("nurse").principal)
    assistant = client_of("medical-assistant")
    page = text_of(assistant.get(address("due") + "?day=2026-11-23"))
    assert "Blood pressure: arranged under standing order, version 1. Last on record: nothing on record." in page
    assert "Stop and call a licensed person at once at 180/120" in page
    where = address("due_answer", visit=visit.oid, standing_order=order.oid)
    answer = assistant.post(where, {"to": "ordered", "back": "due", "stamp": stamps.make()})
    assert answer.url == address("due") + "?day=2026-11-23"
    item = PreparationItem.objects.get()
    assert (item.state, item.order_id, item.about) == (ItemState.ORDERED, order.pk, "blood_pressure")
    assert "ordered in the EHR" in text_of(assistant.get(address("due") + "?day=2026-11-23"))


def test_a_role_not_named_reads_why_it_may_not(visit, client_of, staff):
    order = approve(staff("nurse").principal, "urine_albumin")
    from teamlet.records.patients.models import PopulationMember

    PopulationMember.objects.create(
        practice=visit.practice, patient=visit.patient, population="diabetes", title={"en": "Diabetes"},
        route="diagnosis", version="shipped:1", evidence=[], entry_evidence=[], labels="", entered_on=ON,
    )  # fmt: skip
    coach = client_of("coach")
    assert "Your role does not act under the standing order" in text_of(coach.get(address("due") + "?day=2026-11-23"))
    where = address("due_answer", visit=visit.oid, standing_order=order.oid)
    answer = coach.post(where, {"to": "ordered", "stamp": stamps.make()}, follow=True)
    assert "Your role does not act under" in text_of(answer)
    assert PreparationItem.objects.count() == 0


def test_an_expired_one_says_so_and_takes_nothing(visit, patient, system, client_of, staff, at):
    order = approve(staff("nurse").principal)
    at("2027-11-02T08:00")
    later = book(patient, system, day=date(2027, 11, 2))
    nurse = client_of("nurse")
    page = text_of(nurse.get(address("due") + "?day=2027-11-02"))
    assert "“Blood pressure” expired on Monday, November 1" in page
    where = address("due_answer", visit=later.oid, standing_order=order.oid)
    assert "expired on" in text_of(nurse.post(where, {"to": "ordered", "stamp": stamps.make()}, follow=True))
    assert PreparationItem.objects.count() == 0


def test_a_protocol_edited_while_the_list_is_open_keeps_the_version_that_was_read(visit, client_of, staff, now):
    nurse = staff("nurse").principal
    first = approve(nurse)
    assistant = client_of("medical-assistant")
    where = address("due_answer", visit=visit.oid, standing_order=first.oid)
    stamp = stamps.make()  # the list is open now
    save_order_draft(code="blood_pressure", body=first.body | {"every_days": 30}, seen=1, at=now, by=nurse)
    second = approve_order(code="blood_pressure", number=2, until=date(2027, 11, 1), at=now, by=nurse)
    answer = assistant.post(where, {"to": "ordered", "back": "due", "stamp": stamp}, follow=True)
    assert answer.status_code == 200
    item = PreparationItem.objects.get()
    assert (item.state, item.order_id, second.number) == (ItemState.ORDERED, first.pk, 2)
    assert "ordered in the EHR" in text_of(answer)


def test_a_protocol_ended_while_the_list_is_open_says_so_and_takes_nothing(visit, client_of, staff, now):
    nurse = staff("nurse").principal
    order = approve(nurse)
    where = address("due_answer", visit=visit.oid, standing_order=order.oid)
    end_order(code="blood_pressure", at=now, by=nurse)
    answer = client_of("medical-assistant").post(where, {"to": "ordered", "stamp": stamps.make()}, follow=True)
    assert answer.status_code == 200
    assert "The standing order “Blood pressure” was ended" in text_of(answer)
    assert PreparationItem.objects.count() == 0


@pytest.mark.parametrize("seen", ["9" * 5_000, "²", "-1", "x"])
def test_a_count_that_no_page_sends_counts_as_none(visit, client_of, seen):
    nurse = client_of("nurse")
    said = {"what": "form", "about": "phq_2\x00", "owner": "x\x00", "order": "\x00", "seen": seen}
    assert nurse.post(address("give", visit=visit.oid), said | {"stamp": stamps.make()}).status_code in {302, 404}
    sent = {"do": "item", "what": "ask", "words": "Bring the scale", "stamp": stamps.make()}
    nurse.post(address("preparation", visit=visit.oid), sent)
    item = PreparationItem.objects.filter(words="Bring the scale").first()
    assert item is not None
    nurse.post(address("end", preparation_item=item.oid), {"seen": seen, "stamp": stamps.make()})
    item.refresh_from_db()
    assert item.state == ItemState.DONE


# --- tools and readings -----------------------------------------------------------------------------------------------


def test_a_tool_is_placed_by_the_team_and_given_by_the_desk(visit, client_of, staff):
    nurse = client_of("nurse")
    assert nurse.post(address("place", visit=visit.oid), {"tool": "stress", "stamp": stamps.make()}).status_code == 302
    tool = PlacedTool.objects.get()
    assert "Hand-out 1: stress" in text_of(nurse.get(address("preparation", visit=visit.oid)))
    desk = client_of("front-desk")
    answer = desk.post(address("tool", placed_tool=tool.oid), {"to": "given", "stamp": stamps.make()})
    assert answer.url.endswith("?as=arrivals")
    tool.refresh_from_db()
    assert (tool.state, tool.given_by_id) == (ToolState.GIVEN, staff("front-desk").user.pk)
    nurse.post(address("tool", placed_tool=tool.oid), {"reason": "no_time", "stamp": stamps.make()})
    tool.refresh_from_db()
    assert (tool.state, tool.reason) == (ToolState.SKIPPED, "no_time")


def test_a_reading_from_home_is_accepted_once(visit, client_of, staff):
    nurse = client_of("nurse")
    said = {"do": "home", "kind": "blood_pressure", "text": "152/94", "unit": "mmHg", "day": "2026-11-22"}
    assert nurse.post(address("preparation", visit=visit.oid), said | {"stamp": stamps.make()}).status_code == 302
    row = HomeReading.objects.get()
    page = text_of(nurse.get(address("home_readings")))
    assert "152/94 mmHg" in page
    for _ in range(2):
        nurse.post(address("home_reading", home_reading=row.oid), {"to": "accepted", "stamp": stamps.make()})
    row.refresh_from_db()
    assert row.state == HomeState.ACCEPTED
    assert "152/94" not in text_of(nurse.get(address("home_readings")))


def test_an_urgent_reading_comes_first_and_says_how_soon(visit, patient, client_of, staff):
    by = staff("nurse").principal
    for text, kind, unit in (("132/84", HomeKind.BLOOD_PRESSURE, "mmHg"), ("48", HomeKind.GLUCOSE, "mg/dL")):
        take_home_reading(patient=patient, kind=kind, text=text, unit=unit, day=ON, at=clock.now(), by=by)
    page = text_of(client_of("nurse").get(address("home_readings")))
    assert page.index("48 mg/dL") < page.index("132/84")
    assert "a licensed person" in page


# --- the huddle -------------------------------------------------------------------------------------------------------


def test_only_flagged_patients_are_on_the_sheet(visit, practice, system, client_of, staff):
    book(make_patient(practice, given="Calm", family="Day"), system, hour=10)
    add_item(
        visit=visit, what=ItemWhat.HANDOFF, words="", owner=staff("coach").membership, at=clock.now(),
        by=staff("nurse").principal,
    )  # fmt: skip
    page = text_of(client_of("nurse").get(address("huddle")))
    assert "1 patient to talk about" in page
    assert "1 visit needs nothing special" in page
    assert "Rosa Marín" in page
    assert "Calm Day" not in page


def test_assignments_are_live_and_nothing_new_is_304(visit, client_of, staff):
    nurse = client_of("nurse")
    first = nurse.get(address("huddle_now"))
    mark = first["ETag"]
    assert f"data-live-etag='{mark}'" in text_of(nurse.get(address("huddle")))
    assert nurse.get(address("huddle_now"), headers={"If-None-Match": mark}).status_code == 304
    add_item(visit=visit, what=ItemWhat.ASK, words="who cooks", at=clock.now(), by=staff("coach").principal)
    changed = nurse.get(address("huddle_now"), headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert "who cooks" in text_of(changed)


def test_somebody_is_written_down_at_the_huddle_and_an_error_keeps_the_words(visit, client_of, staff):
    add_item(visit=visit, what=ItemWhat.ASK, words="first", at=clock.now(), by=staff("nurse").principal)
    nurse = client_of("nurse")
    said = {"visit": visit.oid, "what": "other", "words": "", "owner": "", "stamp": stamps.make()}
    assert nurse.post(address("huddle"), said).status_code == 422
    long = said | {"words": "x" * 300, "what": "ask", "stamp": stamps.make()}
    answer = nurse.post(address("huddle"), long)
    assert answer.status_code == 422
    assert "x" * 300 in text_of(answer)
    answer = nurse.post(address("huddle"), said | {"words": "walk her in", "stamp": stamps.make()})
    assert answer.url == address("huddle") + "?day=2026-11-23"
    assert nurse.post(address("huddle"), said | {"visit": "zzzz", "stamp": stamps.make()}).status_code == 404


def test_prints_say_see_chart_for_what_is_sensitive_and_initials(visit, client_of, staff):
    add_item(
        visit=visit, what=ItemWhat.OTHER, words="quiet room", is_sensitive=True, at=clock.now(),
        by=staff("nurse").principal,
    )  # fmt: skip
    page = text_of(client_of("nurse").get(address("huddle")))
    assert '<span class="no-print">quiet room</span><span class="print-only">see chart</span>' in page
    assert '<span class="print-only">RM</span>' in page


def test_the_teams_lines_and_who_is_out(visit, client_of, staff, now):
    nurse = client_of("nurse")
    Absence.objects.create(membership=staff("coach").membership, first_day=ON, last_day=date(2026, 11, 27), at=now)
    line = {"words": "teach-back in room 2", "day": "2026-11-23", "stamp": stamps.make()}
    assert nurse.post(address("huddle_line", what="testing"), line).status_code == 302
    assert nurse.post(address("huddle_line", what="nonsense"), line | {"stamp": stamps.make()}).status_code == 404
    page = text_of(nurse.get(address("huddle") + "?day=2026-11-27"))
    assert "teach-back in room 2" in page
    assert "until Nov 27, 2026" in page


def test_a_cancelled_visit_is_an_opening(visit, client_of):
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)
    page = text_of(client_of("nurse").get(address("huddle")))
    assert "Openings" in page
    assert "Rosa Marín" not in page


def test_what_the_day_left_stands_on_the_owners_list_and_the_next_huddle(visit, practice, system, client_of, staff, at):
    nurse = staff("nurse")
    add_item(
        visit=visit, what=ItemWhat.OTHER, words="send the log book", owner=nurse.membership, at=clock.now(),
        by=nurse.principal,
    )  # fmt: skip
    close_days(practice=practice, on=date(2026, 11, 24), at=at("2026-11-24T00:05"), by=system)
    at("2026-11-24T08:00")
    client = client_of("nurse")
    assert "send the log book" in text_of(client.get(address("left_over")))
    assert "send the log book" in text_of(client.get(address("huddle")))
    assert "send the log book" not in text_of(client_of("coach").get(address("left_over")))
    item = PreparationItem.objects.get()
    client.post(address("end", preparation_item=item.oid), {"to": "done", "back": "left_over", "stamp": stamps.make()})
    assert "send the log book" not in text_of(client.get(address("left_over")))


# --- how many questions -----------------------------------------------------------------------------------------------


def fill(practice, system, by, count, start):
    for number in range(start, start + count):
        person = make_patient(practice, given=f"P{number}", birth_date=date(1960, 1, 1), interpreter=number % 3 == 0)
        row = book(person, system, hour=8 + number % 9, minute=number % 60)
        add_item(visit=row, what=ItemWhat.ASK, words=f"n {number}", at=clock.now(), by=by)
        place_tool(visit=row, tool=Tool.BUBBLE_SHEET, at=clock.now(), by=by)


def test_the_huddle_asks_eight_questions_for_one_and_for_forty(now, practice, system, staff, django_assert_num_queries):
    by = staff("nurse").principal
    approve(by)
    made = 0
    for count in (1, 40):
        fill(practice, system, by, count - made, made)
        made = count
        with django_assert_num_queries(8):
            found = huddle.context(by, ON)
        assert len(found["rows"]) == count
        with django_assert_num_queries(8):
            assert len(sheet.due_list(by, ON)["rows"]) == count


def test_the_sheet_asks_the_same_with_one_thing_and_with_three(visit, system, staff, django_assert_num_queries):
    by = staff("nurse").principal
    approve(by)
    for count in (1, 3):
        for number in range(count):
            add_item(visit=visit, what=ItemWhat.ASK, words=f"n {number}", at=clock.now(), by=by)
        with django_assert_num_queries(11):
            found = sheet.sheet(by, visit)
        assert len([need for need in found["needs"] if need.what == "ask"]) == count
