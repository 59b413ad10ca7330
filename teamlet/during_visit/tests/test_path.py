"""The path: seven fields, saved, printed, whatever is typed."""

from __future__ import annotations

import re
from datetime import date, time
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from teamlet.during_visit.tests.conftest import PATH

pytestmark = pytest.mark.django_db


def versions():
    from teamlet.records.plans.models import PlanVersion

    return list(PlanVersion.objects.order_by("id"))


def test_the_strip_opens_with_the_focus_in_the_goal(open_visit):
    page = open_visit().get()
    assert page.status_code == 200
    (focused,) = re.findall(r"<textarea[^>]*autofocus[^>]*>", page.content.decode())
    assert 'name="goal"' in focused


def test_seven_fields_save_goal_plan_and_contact_and_lead_to_the_page(open_visit):
    from teamlet.records.documents.models import TakeHomePage
    from teamlet.records.followups.models import Contact

    strip = open_visit()
    response = strip.save()
    page = TakeHomePage.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("after_visit:page", args=["cedar", page.oid]) + "?print=1"
    (version,) = versions()
    assert version.goal_version.words == "I want to keep up with Mateo"
    assert (version.step_words, version.amount_words) == ("walk", "10 minutes")
    assert (version.when_words, version.days_words) == ("after dinner", "3 days a week")
    assert (version.confidence_first, version.confidence) == (8, 8)
    contact = Contact.objects.get()
    assert (contact.from_time.hour, contact.to_time.hour) == (9, 12)
    shown = strip.get().content.decode()
    assert "Walk 10 minutes after dinner, 3 days a week." in shown
    assert "Still open, anyone can add: importance, what may get in the way, said it back" in shown


def test_a_save_is_one_transaction_of_so_many_statements(open_visit):
    """The transaction and one savepoint in it (here inside the test's own); PostgreSQL also locks the chain first."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    strip = open_visit()
    stamp = strip.stamp()
    with CaptureQueriesContext(connection) as asked:
        assert strip.save(stamp=stamp).status_code == 302
    said = [query["sql"].split()[0] for query in asked.captured_queries]
    assert (said.count("SAVEPOINT"), said.count("RELEASE")) == (2, 2)
    assert len(said) == 53 + (connection.vendor == "postgresql")


def test_nothing_beyond_the_words_is_required(open_visit):
    assert open_visit().save(amount="", when="", days="", confidence="", follow_up="").status_code == 302
    (version,) = versions()
    assert (version.confidence, version.follow_up) == (None, "not_asked")


def test_an_empty_form_is_shown_again(open_visit):
    assert open_visit().save(goal="", step="").status_code == 200
    assert versions() == []


def test_a_goal_without_a_step_is_saved_as_a_goal(open_visit):
    from teamlet.records.plans.models import GoalVersion

    strip = open_visit()
    response = strip.save(step="")
    assert response["Location"].endswith(f"{strip.address}#plan")
    assert GoalVersion.objects.get().words == "I want to keep up with Mateo"
    assert "I want to keep up with Mateo" in strip.get().content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "Caminar 🚶🏽‍♀️ con mi nieta 💚",
        "أريد أن أمشي مع حفيدي",
        "  spaces stay  ",
        "<script>alert(1)</script> & \"quotes\" 'too'",
        "line one\r\nline two",
    ],
    ids=["long", "emoji", "right-to-left", "spaces", "markup", "lines"],
)
def test_the_patients_words_are_never_rejected(open_visit, words):
    strip = open_visit()
    assert strip.save(goal=words).status_code == 302
    (version,) = versions()
    assert version.goal_version.words == words
    shown = strip.get()
    assert shown.status_code == 200
    assert b"<script>alert" not in shown.content


def test_the_form_told_back(open_visit):
    told = open_visit().told()
    assert "Walk 10 minutes after dinner, 3 days a week." in told
    assert "calls" in told
    assert "9–12" in told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"step": "lose weight"}, "What will you do?"),
        ({"when": "when the moon is full"}, "when the moon is full"),
        ({"days": "7", "confidence": "7"}, "Fewer days leave room"),
        ({"step": ""}, "calls"),
        ({"from_time": "x", "agreed_on_day": "40"}, "calls"),
    ],
)
def test_what_is_told_about(open_visit, fields, said):
    assert said in open_visit().told(**fields)


def test_the_pages_language_is_told_beside_the_staffs(open_visit):
    told = open_visit(language="es").told()
    assert "Caminar 10 minutos después de la cena, 3 días a la semana." in told
    assert "Prints as spoken" in open_visit(language="es").told(step="dance in the kitchen")


@pytest.mark.parametrize(
    ("sure", "says"),
    [("2", "paso más pequeño"), ("5", "llegar a 7"), ("8", "¿Qué le da esa seguridad?"), ("10", "mucha seguridad")],
)
def test_the_words_for_the_answer_come_with_it_in_the_patients_language(open_visit, sure, says):
    said = re.findall(r'<p class="say" lang="es">([^<]*)', open_visit(language="es").told(confidence=sure))
    assert any(says in words for words in said)
    assert not any("0 = ninguna" in words for words in said)


def test_no_words_for_an_answer_that_was_not_given(open_visit):
    assert 'class="say"' not in open_visit().told(confidence="")


@pytest.mark.parametrize("reads", ["en", "es"])
def test_what_to_say_is_for_the_patient_what_to_keep_in_mind_for_who_reads(open_visit, reads):
    shelf = open_visit(language="es").get(**{"Accept-Language": reads}).content.decode().split('class="prompts"')[1]
    assert "Y ahora, qué tanta seguridad" in shelf
    assert ("A smaller step is a good step." in shelf) == (reads == "en")
    assert ("Un paso más pequeño es un buen paso." in shelf) == (reads == "es")


def test_a_language_we_lack_is_named_and_saves_all_the_same(open_visit):
    strip = open_visit(language="vi")
    assert "Vietnamese" in strip.get().content.decode()
    assert strip.save()["Location"].endswith("#plan")
    assert len(versions()) == 1


class TestOddWords:
    @pytest.mark.parametrize("field", ["goal", "step", "strategy", "amount", "when"])
    @pytest.mark.parametrize("signs", ["\u200b\u2060", "\u3164"])
    def test_signs_that_nobody_sees_stand_beside_their_field(self, open_visit, field, signs):
        answer = open_visit().save(**{field: signs})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in page
        assert "nobody can see" in page
        assert versions() == []

    def test_words_lost_on_the_way_are_asked_for_again_and_the_rest_is_kept(self, open_visit):
        strip = open_visit()
        posted = urlencode(PATH | {"goal": b"Jos\xe9 y yo", "step": "walk with Mateo", "stamp": strip.stamp()})
        answer = strip.client.post(strip.address, posted, content_type="application/x-www-form-urlencoded")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="id_goal_error"' in page
        assert "There is a sign in it that cannot be kept." in page
        assert "walk with Mateo" in page
        assert versions() == []

    @pytest.mark.parametrize("amount", ["-5 min", "0", "400 days"])
    def test_an_odd_amount_is_kept_as_spoken_with_one_line(self, open_visit, amount):
        strip = open_visit()
        assert "Look once more at how much." in strip.told(amount=amount)
        assert "Look once more at how much." not in strip.told()
        assert strip.save(amount=amount).status_code == 302
        assert versions()[0].amount_words == amount


class TestContact:
    def test_another_day_time_and_person(self, open_visit, staff, at):
        from teamlet.records.followups.models import Contact

        at("2026-11-23T09:00")
        coach = staff("coach")
        done = open_visit().save(
            follow_up="change",
            agreed_on_month="12",
            agreed_on_day="2",
            agreed_on_year="2026",
            from_time="13:00",
            to_time="16:00",
            phone="(555) 010-9999",
            owner=coach.oid,
        )
        assert done.status_code == 302
        contact = Contact.objects.select_related("task__owner").get()
        assert (contact.due_on.isoformat(), contact.from_time.hour, contact.phone) == (
            "2026-12-02",
            13,
            "(555) 010-9999",
        )
        assert contact.task.owner == coach.membership

    def test_the_choice_of_who_calls_says_what_each_has_to_do_that_week(self, open_visit, staff, practice, at):
        from teamlet.conftest import make_patient
        from teamlet.records.tasks.models import CallBlock, Task

        now = at("2026-11-23T09:00")
        coach = staff("coach", name="Carla Vega").membership
        nurse = staff("nurse", name="Nina Park").membership
        CallBlock.objects.create(
            practice=practice, membership=coach, weekday=2, from_time=time(9), to_time=time(10), at=now
        )
        for number, day in enumerate((date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 9))):
            Task.objects.create(
                practice=practice, patient=make_patient(practice), kind="contact", about_oid=f"t{number}", owner=coach,
                owner_from="matrix", due_on=day, window_first=day, window_last=day, created_at=now,
            )  # fmt: skip
        strip = open_visit()
        page = strip.get().content.decode()
        assert "Carla Vega (2 that week, 16 of 60 minutes)" in page
        assert "Nina Park (0 that week)" in page
        assert "Contacts due in the week of Monday, November 30." in page
        assert "Whoever follows up here" in page
        strip.save(follow_up="change", owner=nurse.oid)
        saved = strip.get().content.decode()
        assert "Nina Park (1 that week)" in saved
        assert re.search(rf'<option value="{nurse.oid}" selected', saved)

    @pytest.mark.parametrize(
        ("day", "said"), [("2026-11-20", "before today"), ("2027-12-28", "400"), ("2026-12-25", "")]
    )
    def test_days_that_cannot_be_or_are_unusual(self, open_visit, at, day, said):
        at("2026-11-23T09:00")
        year, month, number = (str(int(part)) for part in day.split("-"))
        answer = open_visit().save(follow_up="change", agreed_on_year=year, agreed_on_month=month, agreed_on_day=number)
        assert answer.status_code == (422 if said else 302)
        if said:
            page = answer.content.decode()
            assert 'id="id_agreed_on_error"' in page
            assert "I want to keep up with Mateo" in page
            assert versions() == []

    def test_no_contact_is_an_answer(self, open_visit):
        from teamlet.records.followups.models import Contact

        assert open_visit().save(follow_up="declined").status_code == 302
        assert Contact.objects.count() == 0
        assert versions()[0].follow_up == "declined"

    def test_a_person_who_is_no_member_is_not_taken(self, open_visit):
        answer = open_visit().save(follow_up="change", owner="zzzzzzzzzzzzzzzz")
        assert answer.status_code == 422
        assert versions() == []

    @pytest.mark.parametrize("state", ["suspended", "removed"])
    def test_a_person_who_is_gone_is_named_beside_the_field(self, open_visit, staff, state):
        gone = staff("coach", name="Former Person", state=state)
        strip = open_visit()
        page = strip.save(follow_up="change", owner=gone.oid).content.decode()
        assert "This person cannot be given it any more." in page
        assert 'id="id_owner_error"' in page
        assert versions() == []
        strip.save(follow_up="declined")
        page = strip.post("parts/contact/", follow_up="agreed", channel="call", owner=gone.oid).content.decode()
        assert "This person cannot be given it any more." in page

    @pytest.mark.parametrize(
        ("day", "words"),
        [("24", "December 24, a holiday of the practice"), ("26", "December 26, when the practice does not work")],
    )
    def test_a_day_off_is_said_after_saving(self, open_visit, practice, at, day, words):
        from datetime import date

        from teamlet.records.practice.models import Holiday

        at("2026-11-23T09:00")
        Holiday.objects.create(practice=practice, day=date(2026, 12, 24), name="Day before Christmas")
        strip = open_visit()
        chosen = {"agreed_on_year": "2026", "agreed_on_month": "12", "agreed_on_day": day}
        done = strip.save(follow_up="change", **chosen)
        assert words in strip.client.get(done["Location"]).content.decode()
        assert words not in strip.client.get(done["Location"]).content.decode()
        strip.post("parts/contact/", follow_up="agreed", channel="call", **(chosen | {"agreed_on_day": "2"}))
        assert words not in strip.get().content.decode()
        strip.post("parts/contact/", follow_up="agreed", channel="call", **chosen)
        assert words in strip.get().content.decode()

    def test_a_chosen_person_who_was_replaced_is_said_after_saving(self, open_visit, staff):
        staff("coach", name="Ana Flores")
        chosen = staff("medical-assistant", name="Ben Osei")
        strip = open_visit("behavioral-health")
        done = strip.save(follow_up="change", audience="behavioral_health", owner=chosen.oid)
        text = strip.client.get(done["Location"]).content.decode()
        assert "It moved from Ben Osei: may not read this goal." in text

    def test_the_window_ends_after_it_begins(self, open_visit):
        answer = open_visit().save(follow_up="change", from_time="12:00", to_time="09:00")
        assert answer.status_code == 422
        assert "The time window ends before it begins." in answer.content.decode()


class TestCautions:
    @pytest.fixture
    def strip(self, open_visit):
        return open_visit()

    def test_a_step_that_needs_a_look_saves_and_waits(self, strip, client_of):
        from teamlet.records.plans.queries import caution_of

        assert "Talk to the nurse before the start." in strip.told(step="stop taking my prednisone")
        assert strip.save(step="stop taking my prednisone").status_code == 302
        assert versions()[0].cautions
        page = strip.get().content.decode()
        assert "Talk to your nurse before you start" in page
        assert 'name="decision"' not in page
        assert strip.post("caution/", decision="may_start").status_code == 404
        nurse = client_of("nurse")
        stamp = strip.stamp()
        done = nurse.post(strip.address + "caution/", {"decision": "may_start", "note": "taper", "stamp": stamp})
        assert done.status_code == 302
        assert caution_of(versions()[0]) == "may_start"
        assert "Talk to your nurse before you start" not in strip.get().content.decode()


class TestTimes:
    def test_the_browsers_count_is_kept_for_oneself(self, open_visit):
        strip = open_visit()
        strip.save(timing_active="45", timing_wall="60", timing_interactions="14")
        from teamlet.records.visits.models import PathTiming

        timing = PathTiming.objects.get()
        assert (timing.active_seconds, timing.wall_seconds, timing.interactions) == (45, 60, 14)
        mine = strip.client.get("/practice/cedar/my-times/")
        assert "45 seconds" in mine.content.decode()

    @pytest.mark.parametrize("wall", ["", "x", "-1", "0", "99999999999"])
    def test_a_count_that_cannot_be_is_left_out(self, open_visit, wall):
        from teamlet.records.visits.models import PathTiming

        done = open_visit().save(timing_active="45", timing_wall=wall, timing_interactions="14")
        assert done.status_code == 302
        assert PathTiming.objects.count() == 0
