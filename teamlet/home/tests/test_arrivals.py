"""The front desk's screen: what to hand over and say, what is not back, and nothing that may not be read aloud."""

from __future__ import annotations

from datetime import date, time
from html import unescape

import pytest
from django.urls import reverse

from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.models import User
from teamlet.ground.audit.models import Event
from teamlet.home.presenters.arrivals import context, sentence
from teamlet.records.instruments.actions import issue_form
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Save
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.actions.preparation import place_tool
from teamlet.records.visits.models import PlacedTool, Visit
from teamlet.records.visits.rules.words import Tool, ToolState
from teamlet.records.visits.words import VisitKind, VisitState

pytestmark = pytest.mark.django_db
ON, NEXT = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def now(at):
    return at("2026-11-23T09:00")


def book(patient, system, day=ON, hour=9, minute=20):
    return plan_visit(
        patient=patient, kind=VisitKind.CHRONIC, day=day, starts=time(hour, minute), clinician=None, at=clock.now(),
        by=system,
    )  # fmt: skip


def screen(client):
    return unescape(client.get(reverse("home:start", kwargs={"practice": "cedar"})).content.decode())


def give_form(visit, by):
    return issue_form(
        patient=visit.patient, visit=visit, purpose=FormPurpose.VISIT_PREPARATION, parts=("visit_preparation",),
        at=clock.now(), by=by,
    )  # fmt: skip


def test_the_tool_its_language_and_one_sentence(now, patient, system, staff, client_of):
    Patient.objects.filter(pk=patient.pk).update(language="es", large_print=True)
    place_tool(visit=book(patient, system), tool=Tool.BUBBLE_SHEET, at=now, by=staff("nurse").principal)
    page = screen(client_of("front-desk"))
    assert "Bubble sheet" in page
    assert "large print" in page
    assert sentence("bubble_sheet", "es") in page


@pytest.mark.parametrize("tool", list(Tool))
def test_every_tool_has_its_sentence_and_a_name_that_says_nothing(tool, now, patient, system, staff, client_of):
    place_tool(visit=book(patient, system), tool=tool, at=now, by=staff("nurse").principal)
    page = screen(client_of("front-desk")).lower()
    assert sentence(tool.value, "en").lower() in page
    assert not {"phq", "stress", "pain", "caregiver", "depress", "diabetes"} & set(page.replace(":", " ").split())


def test_given_and_did_not_want_record_who_and_when(now, patient, system, staff, client_of):
    visit, desk = book(patient, system), client_of("front-desk")
    for tool in (Tool.BUBBLE_SHEET, Tool.STRESS):
        place_tool(visit=visit, tool=tool, at=now, by=staff("nurse").principal)
    first, second = PlacedTool.objects.order_by("id")
    address = "before_visit:tool"
    for row, said in ((first, {"to": "given"}), (second, {"reason": "did_not_want"})):
        url = reverse(address, kwargs={"practice": "cedar", "placed_tool": row.oid})
        assert desk.post(url, said | {"back": "arrivals", "stamp": stamps.make()}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.given_by_id, first.given_at) == (ToolState.GIVEN, staff("front-desk").user.pk, now)
    assert (second.state, second.reason) == (ToolState.SKIPPED, "did_not_want")
    assert "Bubble sheet, 9:00" in screen(desk)


def test_a_form_is_started_on_the_tablet_or_not_back_for_tomorrow(now, patient, practice, system, staff, client_of):
    nurse = staff("nurse").principal
    today = give_form(book(patient, system), nurse)
    other = make_patient(practice, given="Luis", family="Vega", birth_date=date(1970, 1, 1))
    later = give_form(book(other, system, day=NEXT), nurse)
    page = screen(client_of("front-desk"))
    assert reverse("before_visit:form_tablet", kwargs={"practice": "cedar", "form": today.oid}) in page
    assert reverse("before_visit:form_end", kwargs={"practice": "cedar", "form": later.oid}) in page
    assert "Not returned for Tuesday, November 24" in page


def test_people_of_one_birth_date_are_marked_and_those_called_off_are_not_there(
    now, patient, practice, system, client_of
):
    book(patient, system)
    book(make_patient(practice, given="Rita", family="Soto"), system, minute=40)
    gone = book(make_patient(practice, given="Gone", family="Home", birth_date=date(1950, 1, 1)), system)
    Visit.objects.filter(pk=gone.pk).update(state=VisitState.CANCELLED)
    page = screen(client_of("front-desk"))
    assert page.count("check the birth date") == 2
    assert "Gone Home" not in page


def test_one_and_three_arrivals_ask_the_same(now, practice, system, staff, django_assert_num_queries):
    desk, nurse = staff("front-desk").principal, staff("nurse").principal
    for number in range(3):
        for day in (ON, NEXT):
            visit = book(make_patient(practice, given=f"P{number}{day.day}", interpreter=True), system, day=day)
            give_form(visit, nurse)
            place_tool(visit=visit, tool=Tool.BUBBLE_SHEET, at=now, by=nurse)
        if number in {0, 2}:
            with django_assert_num_queries(9):
                found = context(desk, {})
            assert len(found["arrivals"]) == len(found["not_back"]) == number + 1


# --- the tick: somebody is here ---------------------------------------------------------------------------------------


def tick(client, visit, *, here="yes", practice="cedar"):
    url = reverse("home:arrived", kwargs={"practice": practice, "visit": visit.oid})
    return client.post(url, {"here": here, "stamp": stamps.make()})


def groups_of(by):
    return {group["label"]: [row["name"] for row in group["rows"]] for group in context(by, {})["groups"]}


def test_arrived_keeps_who_and_when_and_moves_to_the_waiting_room(now, patient, system, staff, client_of):
    visit, desk = book(patient, system), client_of("front-desk")
    assert groups_of(staff("front-desk").principal) == {"Next hour": ["Rosa Marín"]}
    response = tick(desk, visit)
    assert (response.status_code, response["Location"]) == (302, "/practice/cedar/?as=arrivals")
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.arrived_by, visit.state) == (now, staff("front-desk").user, "planned")
    assert groups_of(staff("front-desk").principal) == {"In the waiting room": ["Rosa Marín"]}
    page = screen(desk)
    assert "arrived 9:00 am" in page
    assert "Not here after all" in page
    assert Event.objects.filter(verb="visits.mark_arrived", about_oid=visit.oid).count() == 1


def test_twice_is_once_and_the_first_time_stays(at, now, patient, system, staff, client_of):
    visit, desk = book(patient, system), client_of("front-desk")
    tick(desk, visit)
    at("2026-11-23T09:12")
    tick(client_of("nurse"), visit)
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.arrived_by) == (now, staff("front-desk").user)
    assert Save.objects.filter(kind="visits.arrived").count() == 1


@pytest.mark.parametrize("way", ["undo", "not here after all"])
def test_it_can_be_taken_back(way, now, patient, system, client_of):
    visit, desk = book(patient, system), client_of("front-desk")
    tick(desk, visit)
    if way == "undo":
        save = Save.objects.get(kind="visits.arrived")
        assert "Arrival saved at 9:00 am." in screen(desk)
        assert desk.post(reverse("home:undo", kwargs={"practice": "cedar", "save": save.oid})).status_code == 302
    else:
        tick(desk, visit, here="no")
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.arrived_by) == (None, None)


@pytest.mark.parametrize(
    ("state", "day", "here", "said"),
    [
        ("planned", NEXT, "yes", "This visit is on another day."),
        ("cancelled", ON, "yes", "This visit was called off."),
        ("no_show", ON, "yes", "This visit was called off."),
        ("entered_in_error", ON, "yes", "This visit was entered in error"),
        ("open", ON, "no", "Somebody opened the visit already"),
    ],
)
def test_what_cannot_be_said(state, day, here, said, now, patient, system, client_of):
    visit, desk = book(patient, system, day=day), client_of("front-desk")
    Visit.objects.filter(pk=visit.pk).update(state=state, arrived_at=now if here == "no" else None)
    assert said in screen_after(desk, visit, here)
    visit.refresh_from_db()
    assert visit.arrived_at == (now if here == "no" else None)


def screen_after(client, visit, here):
    url = reverse("home:arrived", kwargs={"practice": "cedar", "visit": visit.oid})
    return unescape(client.post(url, {"here": here, "stamp": stamps.make()}, follow=True).content.decode())


def test_an_arrival_once_the_visit_is_open_is_not_undone(now, patient, system, client_of):
    visit, desk = book(patient, system), client_of("front-desk")
    tick(desk, visit)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.OPEN)
    save = Save.objects.get(kind="visits.arrived")
    assert desk.post(reverse("home:undo", kwargs={"practice": "cedar", "save": save.oid})).status_code == 409
    visit.refresh_from_db()
    assert visit.arrived_at == now


def test_the_neighbor_and_roles_away_from_patients_tick_nothing(now, patient, system, staff, neighbor, client_of):
    visit = book(patient, system)
    stranger = client_of(staff("front-desk", at=neighbor))
    assert tick(stranger, visit).status_code == 404
    assert tick(stranger, visit, practice="juniper").status_code == 404
    assert tick(client_of("advisor"), visit).status_code == 404
    assert tick(client_of("front-desk"), Visit(oid="z" * 16)).status_code == 404
    visit.refresh_from_db()
    assert visit.arrived_at is None


def test_rooming_huddle_and_visit_see_it(now, practice, patient, system, staff, client_of):
    first = book(make_patient(practice, given="Ada", interpreter=True, birth_date=date(1970, 1, 1)), system)
    visit = book(patient, system, hour=10)
    Patient.objects.filter(pk=patient.pk).update(interpreter=True)
    assistant = client_of("medical-assistant")
    huddle = reverse("before_visit:huddle", kwargs={"practice": "cedar"}) + "?day=2026-11-23"
    live = reverse("before_visit:huddle_now", kwargs={"practice": "cedar"}) + "?day=2026-11-23"
    assert "arrived" not in assistant.get(huddle).content.decode()
    before = assistant.get(live)
    tick(client_of("front-desk"), visit)
    today = screen(assistant)
    assert today.index("Arrived 9:00 am") < today.index("Rosa Marín") < today.index(first.patient.given)
    assert "arrived 9:00 am" in today
    assert "arrived 9:00 am" in assistant.get(huddle).content.decode()
    after = assistant.get(live, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    strip = reverse("during_visit:strip", kwargs={"practice": "cedar", "visit": visit.oid})
    assert "arrived 9:00 am" in assistant.get(strip).content.decode()


def test_who_waits_is_not_folded_away_at_rooming(now, practice, patient, system, staff, client_of):
    for number in range(10):
        other = make_patient(practice, given=f"P{number}", birth_date=date(1970, 1, 1 + number))
        book(other, system, hour=9, minute=number)
    late = book(patient, system, hour=15)
    nurse = client_of("nurse")

    def now_and_next():
        return screen(nurse).partition("Later today")[0]

    assert "Rosa Marín" not in now_and_next()
    tick(client_of("front-desk"), late)
    assert "Rosa Marín" in now_and_next()


def test_the_tick_in_spanish(now, patient, system, staff, client_of):
    book(patient, system)
    desk = staff("front-desk")
    User.objects.filter(pk=desk.user.pk).update(language="es")
    page = client_of(desk).get("/practice/cedar/", headers={"Accept-Language": "es"}).content.decode()
    assert "Ya llegó" in page


def test_an_interpreter_to_book_for_a_contact_is_named_with_the_way_to_book(client_of, practice, staff, at):
    from datetime import date

    from teamlet.conftest import make_patient
    from teamlet.records.documents.actions import save_support
    from teamlet.records.plans.actions import GoalSaid, PlanSaid
    from teamlet.records.plans.words import FollowUpAnswer

    patient = make_patient(practice, given="Ida", family="Cruz", language="es", interpreter=True)
    plan = PlanSaid(
        step_words="Walk", starts_on=date(2026, 11, 24), ends_on=date(2026, 12, 7), follow_up=FollowUpAnswer.AGREED
    )
    save_support(
        patient=patient, visit=None, goal_said=GoalSaid(words="Dance at the wedding"), plan_said=plan,
        at=at("2026-11-23T09:20"), by=staff("coach").principal,
    )  # fmt: skip
    text = client_of("front-desk").get("/practice/cedar/").text
    row = text[text.index('id="interpreters"') :].split("</li>")[0]
    assert "Ida Cruz" in row
    assert "/practice/cedar/bookings/" in row
    assert "Dance" not in text
