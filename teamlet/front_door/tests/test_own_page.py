"""The patient's own page: what it shows, what can be said there, and what becomes of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.front_door.tests.own_browser import NOON, SENSITIVE, Own, Phone, make_own
from teamlet.ground.access.roles import Role
from teamlet.ground.audit.models import Event
from teamlet.records.followups.models import Contact, OwnPageSaid, Pulse
from teamlet.records.instruments.models import SafetyAlert
from teamlet.records.outreach.models import OptOut
from teamlet.records.patients.actions import set_helper
from teamlet.records.patients.models import ContactPoint, HelpWish, Reading
from teamlet.records.plans.models import Tick
from teamlet.records.plans.words import GoalAudience
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def own(practice, staff, patient, at):
    at(NOON)
    return make_own(practice, staff, patient)


@pytest.fixture
def phone(own):
    return own.phone()


def tasks(own):
    return list(Task.objects.filter(patient=own.patient, kind="own_page", state="open"))


def mark(phone, day, done="done"):
    return phone.says("/my/day/", day=f"{day.isoformat()} {done}")


# --- what it shows -----------------------------------------------------------------------------------------------------


def test_the_page_says_goal_step_days_and_the_next_talk(own, phone):
    assert phone.path == "/my/"
    for words in ("Hello, Rosa", "Walk with Mateo", "Walk 10 minutes after dinner, 3 days a week", "Cedar Family",
                  "or the team will call", "(555) 010-2200", "I am off track, help me", "988", "911"):  # fmt: skip
        assert words in phone.page, words
    assert len(re.findall(r'class="day[ "]', phone.page)) == 7
    assert phone.response["Cache-Control"] == "no-store"
    assert "form-action 'self'" in phone.response["Content-Security-Policy"]


def test_the_page_speaks_the_patients_language_and_the_switch_stays(own):
    own.patient.language = "es"
    own.patient.save()
    phone = own.phone()
    assert "Hola, Rosa" in phone.page
    assert "Caminar" in phone.page or "camin" in phone.page.lower()
    phone.post("/my/language/", {"language": "en", "back": "/my/"})
    assert "Hello, Rosa" in phone.page
    phone.post("/my/language/", {"language": "xx", "back": "//elsewhere.example/"})
    assert phone.path == "/my/"


def test_a_language_that_we_lack_is_named_politely(own):
    own.patient.language = "vi"
    own.patient.save()
    assert "We do not have this page in Vietnamese yet" in own.phone().page


def test_a_goal_kept_to_a_few_or_sensitive_is_not_there(own, phone):
    own.agree("Drink less", goal={"audience": GoalAudience.BEHAVIORAL_HEALTH})
    own.agree("Feel less low", goal={"topic": SENSITIVE})
    phone.get("/my/")
    assert "Drink less" not in phone.page
    assert "Walk with Mateo" in phone.page


def test_a_patient_without_a_step_sees_a_plain_page(practice, staff, patient, at):
    at(NOON)
    phone = Own(practice, patient, staff(Role.COACH), None).phone()
    assert "There is no step here yet" in phone.page
    assert "Write to my team" in phone.page


def test_reading_is_in_the_trail_and_nothing_else_on_get(own, phone):
    before = Event.objects.count()
    phone.get("/my/")
    events = list(Event.objects.order_by("id")[before:])
    assert [(event.verb, event.patient_oid, event.actor) for event in events] == [
        ("followups.read_own_page", own.patient.oid, "own page")
    ]


# --- days --------------------------------------------------------------------------------------------------------------


def test_a_day_is_marked_and_taken_back(own, phone):
    mark(phone, TODAY)
    assert phone.path == "/my/#days"
    assert 'aria-pressed="true"' in phone.page
    assert [(row.day, row.author_name) for row in Tick.objects.all()] == [(TODAY, "")]
    mark(phone, TODAY)
    assert Tick.objects.filter(undone_at=None).count() == 1
    mark(phone, TODAY, "open")
    assert 'aria-pressed="true"' not in phone.page
    assert Tick.objects.filter(undone_at=None).count() == 0
    mark(phone, TODAY)
    assert Tick.objects.filter(undone_at=None).count() == 1


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=2), date(1900, 1, 1)])
def test_only_days_of_this_week_up_to_today_are_marked(own, phone, day):
    mark(phone, day)
    assert phone.status == 409
    assert not Tick.objects.exists()


@pytest.mark.parametrize("day", ["", "done", "2026-13-45 done", "2026-11-25 maybe", "2026-11-25", "x" * 5000])
def test_odd_days_are_answered_in_plain_words(phone, day):
    phone.says("/my/day/", day=day)
    assert phone.status == 409
    assert "This did not work" in phone.page


def test_a_mark_on_an_older_step_says_that_the_step_changed(own, phone):
    own.agree("Walk with Mateo and Luz", step_words="Dance")
    page_before = phone.stamp
    phone.post("/my/day/", {"stamp": page_before, "day": f"{TODAY} done"})
    assert phone.status == 409
    assert "Your step changed" in phone.page
    assert not Tick.objects.exists()


def test_two_phones_at_once(own, phone):
    other = own.phone()
    mark(phone, TODAY)
    mark(other, TODAY)
    assert Tick.objects.filter(undone_at=None).count() == 1
    mark(other, TODAY, "open")
    phone.get("/my/")
    assert 'aria-pressed="true"' not in phone.page


# --- how sure, a smaller step ------------------------------------------------------------------------------------------


def test_sure_enough_is_kept_and_asks_nobody(own, phone):
    phone.says("/my/sure/", sure="9")
    assert "We saved 9" in phone.page
    assert tasks(own) == []
    assert Reading.objects.filter(code="confidence").order_by("id").last().value == 9


def test_below_seven_offers_a_smaller_step_and_tells_the_owner(own, phone):
    phone.says("/my/sure/", sure="5")
    assert "Would a smaller step feel better?" in phone.page
    assert "Less: 5 minutes" in phone.page
    assert "Fewer days: 2 days a week" in phone.page
    assert "Wednesday, November 25" in phone.page
    (task,) = tasks(own)
    assert task.owner_id == own.contact.task.owner_id
    assert task.detail == {"what": "sure"}
    phone.says("/my/smaller/", change="smaller")
    assert "We told your team" in phone.page
    said = OwnPageSaid.objects.get(kind="smaller")
    assert said.values == {"change": "smaller", "amount": "5", "unit": "minutes"}
    assert tasks(own) == [task]
    phone.get("/my/")
    assert "You asked for a smaller step" in phone.page


@pytest.mark.parametrize("sure", ["", "11", "-1", "x", "٣", "99999"])
def test_an_odd_number_is_not_taken(own, phone, sure):
    phone.says("/my/sure/", sure=sure)
    assert phone.status == 409
    assert not OwnPageSaid.objects.exists()


def test_the_same_form_twice_is_said_once(own, phone):
    stamp = phone.stamp
    for _again in range(3):
        phone.post("/my/sure/", {"stamp": stamp, "sure": "4"})
        assert phone.status == 200
    assert OwnPageSaid.objects.count() == 1
    assert len(tasks(own)) == 1


# --- the call ----------------------------------------------------------------------------------------------------------


def test_another_day_is_asked_for_and_the_old_one_stays(own, phone):
    before = own.contact.due_on
    phone.get("/my/call/")
    days = re.findall(r'name="day" id="day_\d+" value="([\d-]+)"', phone.page)
    assert len(days) > 1
    phone.says("/my/call/", day=days[0], time="morning")
    assert "Until then the old day stays" in phone.page
    assert own.contact.due_on == before
    assert OwnPageSaid.objects.get().values == {"day": days[0], "time": "morning"}
    assert [task.detail["what"] for task in tasks(own)] == ["call"]


@pytest.mark.parametrize(("day", "time"), [("2026-01-01", ""), ("x", ""), ("2026-12-05", "night"), ("2030-01-01", "")])
def test_a_day_that_was_not_offered_is_not_taken(own, phone, day, time):
    phone.get("/my/call/")
    phone.says("/my/call/", day=day, time=time)
    assert phone.status == 409
    assert not OwnPageSaid.objects.exists()


def test_without_a_day_the_page_asks_for_one(own, phone):
    phone.get("/my/call/")
    phone.says("/my/call/", time="morning")
    assert phone.status == 422
    assert "Please choose a day" in phone.page


def test_no_call_please(own, phone):
    phone.get("/my/call/?none=yes")
    phone.says("/my/call/", none="1")
    assert "You asked us not to call" in phone.page
    assert Contact.objects.get(patient=own.patient).state == "open"
    assert len(tasks(own)) == 1


# --- words -------------------------------------------------------------------------------------------------------------


def test_off_track_goes_to_the_owner_the_same_working_day(own, phone):
    phone.says("/my/off-track/", words="My knee hurts a bit")
    assert "Someone from your team calls you by Wednesday, November 25" in phone.page
    (task,) = tasks(own)
    assert task.due_on == TODAY
    assert task.owner_id == own.contact.task.owner_id
    assert task.risk > 100


def test_off_track_in_the_evening_is_answered_on_the_next_working_day(own, at):
    at("2026-11-27T18:00")
    phone = own.phone()
    phone.says("/my/off-track/")
    assert "by Monday, November 30" in phone.page


@pytest.mark.parametrize("words", ["I want to die", "I have chest pain right now", "Quiero morir"])
@pytest.mark.parametrize("way", ["/my/write/", "/my/off-track/"])
def test_danger_words_show_the_crisis_lines_and_raise_the_alert(own, phone, words, way):
    phone.says(way, words=words)
    assert "You are not alone" in phone.page
    assert "988" in phone.page
    assert "by Wednesday" not in phone.page  # nobody is to wait for an answer
    alert = SafetyAlert.objects.get()
    said = OwnPageSaid.objects.get()
    assert (alert.patient, alert.where, alert.where_oid) == (own.patient, "own_page", said.oid)
    assert said.alert_oid == alert.oid
    assert words not in str(Event.objects.values_list("detail", flat=True))


def test_danger_words_are_heard_whatever_became_of_the_form(own, phone):
    phone.post("/my/write/", {"stamp": "spoiled", "words": "I want to die"})
    assert "You are not alone" in phone.page
    phone.post("/my/write/", {"words": "I want to die"})
    assert SafetyAlert.objects.count() == 1


def test_a_comment_becomes_a_task_and_later_ones_join_it(own, phone):
    for words in ("The new pill makes me dizzy", "And my shoes are too small"):
        phone.get("/my/")
        phone.says("/my/write/", words=words)
        assert "Your team reads this by" in phone.page
    (task,) = tasks(own)
    assert set(OwnPageSaid.objects.values_list("task", flat=True)) == {task.pk}


def test_nothing_written_is_nothing_sent(own, phone):
    phone.says("/my/write/", words="   ")
    assert phone.path == "/my/#write"
    assert not OwnPageSaid.objects.exists()


def test_help_with_topics_is_kept_as_wishes(own, phone):
    phone.get("/my/help/")
    phone.says("/my/help/", topics=["sleep", "medicines", "nonsense"])
    assert sorted(HelpWish.objects.values_list("topic", flat=True)) == ["medicines", "sleep"]
    assert OwnPageSaid.objects.get().values == {"topics": ["medicines", "sleep"]}
    phone.get("/my/help/")
    phone.says("/my/help/")
    assert phone.status == 422


def test_stop_reaches_every_number_and_address(own, phone):
    for kind, value in (("mobile", "(555) 010-3001"), ("email", "rosa@mail.example"), ("postal", "1 Main St")):
        ContactPoint.objects.create(patient=own.patient, kind=kind, value=value)
    phone.get("/my/messages/")
    assert not OptOut.objects.exists()
    phone.says("/my/messages/")
    assert "You get no more texts or emails" in phone.page
    assert sorted(OptOut.objects.values_list("channel", "address_key", "source")) == [
        ("email", "rosa@mail.example", "own_page"),
        ("text", "+15550103001", "own_page"),
    ]


def test_a_flood_is_answered_kindly_and_danger_is_still_heard(own, phone, monkeypatch):
    monkeypatch.setattr("teamlet.records.followups.actions.own_page._MOST", 3)
    for number in range(5):
        phone.get("/my/")
        phone.says("/my/write/", words=f"Hello {number}")
    assert "That is a lot for one day" in phone.page
    phone.get("/my/")
    phone.says("/my/write/", words="I want to die")
    assert "You are not alone" in phone.page
    assert SafetyAlert.objects.count() == 1


def test_what_others_said_is_not_there(own, phone, practice):
    theirs = Own(practice, make_patient(practice, given="Lena"), own.coach, None)
    their_phone = theirs.phone()
    their_phone.says("/my/write/", words="Lena's words")
    said = OwnPageSaid.objects.get()
    assert phone.get(f"/my/said/{said.oid}/").status_code == 404
    assert phone.get("/my/said/zzzzzzzzzzzzzzzz/").status_code == 404
    phone.post("/my/sure/", {"stamp": their_phone.stamp if "stamp" in their_phone.page else "", "sure": "3"})
    assert OwnPageSaid.objects.count() == 1


# --- two questions -----------------------------------------------------------------------------------------------------


def reached(own, days=1):
    from teamlet.records.followups.actions import ContactSaid, ContactTold, report_contact
    from teamlet.records.followups.words import Channel
    from teamlet.records.plans.words import PlanOutcome

    told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, next_contact=ContactSaid())
    report_contact(contact=own.contact, told=told, at=NOON - timedelta(hours=2), by=own.coach.principal)


def test_two_questions_after_a_contact_and_then_not_for_90_days(own, phone, at):
    assert "Two quick questions" not in phone.page
    reached(own)
    phone.get("/my/")
    assert "Two quick questions" in phone.page
    phone.says("/my/how-it-went/", listened="5", knows_next="9")
    assert "Thank you for telling us" in phone.page
    assert [(row.listened, row.knows_next) for row in Pulse.objects.all()] == [(5, None)]
    phone.get("/my/")
    assert "Two quick questions" not in phone.page
    phone.says("/my/how-it-went/", listened="1", knows_next="1")
    assert Pulse.objects.count() == 1


def test_passing_over_is_fine(own, phone):
    reached(own)
    phone.get("/my/")
    phone.says("/my/how-it-went/", skip="1", listened="5")
    assert [(row.listened, row.knows_next) for row in Pulse.objects.all()] == [(None, None)]
    phone.get("/my/")
    assert "Two quick questions" not in phone.page


# --- family ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mateo(own):
    nurse = own.coach.principal
    return set_helper(
        patient=own.patient, name="Mateo", relation="grandson", may_join=True, agreed_on=date(2026, 11, 1), by=nurse
    )


def test_a_helper_sees_the_step_and_days_and_is_named_on_what_they_do(own, mateo):
    phone = own.phone(helper=mateo)
    assert "You are helping Rosa" in phone.page
    assert "Walk 10 minutes" in phone.page
    for words in ("Walk with Mateo", "How sure", "off track", "will call", "Stop texts"):
        assert words not in phone.page, words
    mark(phone, TODAY)
    assert [(row.author_name, row.relation) for row in Tick.objects.all()] == [("Mateo", "grandson")]
    phone.says("/my/write/", words="She forgot her shoes")
    said = OwnPageSaid.objects.get()
    assert (said.author_name, said.relation) == ("Mateo", "grandson")
    theirs = own.phone()
    assert "Mateo marked" in theirs.page
    assert theirs.get(f"/my/said/{said.oid}/").status_code == 404


@pytest.mark.parametrize("path", ["sure/", "smaller/", "call/", "off-track/", "help/", "messages/", "how-it-went/"])
def test_a_helper_says_nothing_that_only_the_patient_says(own, mateo, path):
    phone = own.phone(helper=mateo)
    phone.says(f"/my/{path}", sure="3", topics="sleep", none="1", change="smaller")
    assert phone.path == "/my/"
    assert not OwnPageSaid.objects.exists()
    assert not Pulse.objects.exists()


def test_a_helper_is_out_as_soon_as_the_patient_says_so(own, mateo):
    phone = own.phone(helper=mateo)
    set_helper(
        patient=own.patient, helper=mateo, name="Mateo", relation="grandson", may_join=False, agreed_on=None,
        by=own.coach.principal,
    )  # fmt: skip
    phone.get("/my/")
    assert phone.path == "/my/closed/"


def test_a_sensitive_step_shows_nothing_to_a_helper(practice, staff, patient, at):
    at(NOON)
    own = Own(practice, patient, staff(Role.COACH), None)
    own.agree("Feel less low", goal={"topic": SENSITIVE})
    mateo = set_helper(
        patient=patient, name="Mateo", relation="", may_join=True, agreed_on=date(2026, 11, 1), by=own.coach.principal
    )
    phone = own.phone(helper=mateo)
    assert "There is no step here yet" in phone.page
    assert isinstance(phone, Phone)
