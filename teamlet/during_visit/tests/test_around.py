"""Around the path: starting, topics, bubbles, the clinician's three fields, parts, not today, handing over."""

from __future__ import annotations

import re

import pytest

from teamlet.conftest import make_patient

pytestmark = pytest.mark.django_db
#: The strip without a plan takes no more statements than this: session, principal, frame, the records and the reading's audit event.
MOST_STATEMENTS = 41
PARTS = {
    "barriers": ({"barriers": ["weather", "tired"], "strategy": "walk in the hall"}, "walk in the hall"),
    "where": ({"where": "the park", "helpers": "Lucía, Otto"}, "Lucía, Otto"),
    "said-back": ({"teach_back": "clear"}, "Still open"),
    "sure": ({"confidence": "9"}, "9 of 10"),
    "wording": ({"gloss": "A short walk"}, "A short walk"),
    "contact": ({"follow_up": "declined"}, "no contact wanted"),
}


class TestStarting:
    def test_a_visit_for_whoever_walks_in(self, client_of, patient):
        from teamlet.records.visits.models import Visit

        client = client_of("medical-assistant")
        address = f"/practice/cedar/patients/{patient.oid}/visits/"
        first, second = client.post(address), client.post(address)
        visit = Visit.objects.get()
        assert first["Location"] == second["Location"] == f"/practice/cedar/visits/{visit.oid}/"
        assert client.get(address).status_code == 405

    def test_a_visit_of_the_days_list(self, practice, patient, staff, client_of):
        from teamlet.ground import clock
        from teamlet.records.visits.actions import plan_visit
        from teamlet.records.visits.words import VisitKind

        person = staff("medical-assistant")
        today = clock.today(practice.time_zone)
        visit = plan_visit(
            patient=patient,
            kind=VisitKind.CHRONIC,
            day=today,
            starts=None,
            clinician=None,
            at=clock.now(),
            by=person.principal,
        )
        client = client_of(person)
        address = f"/practice/cedar/visits/{visit.oid}/"
        assert client.get(address).status_code == 200
        visit.refresh_from_db()
        assert visit.state == "planned"
        assert client.post(address + "open/").status_code == 302
        visit.refresh_from_db()
        assert visit.state == "open"

    def test_the_neighbors_patient_is_not_there(self, client_of, neighbor_patient):
        client = client_of("medical-assistant")
        assert client.post(f"/practice/cedar/patients/{neighbor_patient.oid}/visits/").status_code == 404
        assert client.post("/practice/cedar/patients/zzzzzzzzzzzzzzzz/visits/").status_code == 404

    def test_the_neighbors_visit_is_not_there(self, open_visit, neighbor, staff, client_of):
        strip = open_visit()
        other = client_of(staff("nurse", at=neighbor))
        assert other.get(f"/practice/juniper/visits/{strip.visit.oid}/").status_code == 404
        assert other.get(strip.address).status_code == 404

    @pytest.mark.parametrize("role", ["front-desk", "peer", "advisor", "manager"])
    def test_who_has_no_strip(self, open_visit, client_of, role):
        assert client_of(role).get(open_visit().address).status_code == 404


class TestTopics:
    def test_words_verbatim_patients_first_one_star(self, open_visit):
        from teamlet.records.visits.models import Topic

        strip = open_visit()
        done = strip.post(
            "agenda/",
            **{
                "topic-0-words": "Blood pressure",
                "topic-0-topic_from": "clinician",
                "topic-1-words": "mi rodilla  de noche",
                "topic-1-starred": "on",
                "topic-2-words": "the pills",
                "topic-2-starred": "on",
                "topic-2-place": "later",
                "topic-3-words": "   ",
            },
        )
        assert done.status_code == 302
        rows = list(Topic.objects.order_by("position").values_list("words", "topic_from", "place", "starred"))
        assert rows == [
            ("mi rodilla  de noche", "patient", "today", True),
            ("the pills", "patient", "later", False),
            ("Blood pressure", "clinician", "today", False),
        ]

    def test_bubbles_become_topics_in_the_patients_language(self, open_visit):
        from teamlet.records.visits.models import Topic

        strip = open_visit(language="es")
        page = strip.get("menu/").content.decode()
        assert "Comer sano" in page
        codes = re.findall(r'name="topics" value="([^"]+)"', page)
        done = strip.post("menu/", topics=codes[:2], starred=codes[1], own="mis pies")
        assert done.status_code == 302
        assert [topic.starred for topic in Topic.objects.order_by("position")] == [False, True, False]
        assert Topic.objects.get(position=2).words == "mis pies"
        shown = strip.get("?from=topic").content.decode()
        assert "data-fill-step" in shown

    def test_more_than_three_are_asked_about(self, open_visit):
        strip = open_visit()
        codes = re.findall(r'name="topics" value="([^"]+)"', strip.get("menu/").content.decode())
        assert strip.post("menu/", topics=codes[:4]).status_code == 422


class TestClinician:
    def test_three_fields_and_a_handoff(self, open_visit, staff):
        from teamlet.records.plans.models import GoalVersion
        from teamlet.records.visits.models import Handoff

        ana = staff("medical-assistant", name="Ana Ruiz")
        strip = open_visit("clinician")
        strip.post("agenda/", **{"topic-0-words": "my knee", "topic-0-starred": "on"})
        page = strip.get().content.decode()
        assert "Hand to Ana (free)" in page
        assert "data-gate" not in page
        assert "required" not in page
        done = strip.post("goal/", goal="my knee", importance="8", receiver=ana.oid)
        assert done.status_code == 302
        goal = GoalVersion.objects.get()
        assert (goal.words, goal.importance) == ("my knee", 8)
        assert Handoff.objects.get().receiver == ana.membership
        handed = strip.get().content.decode()
        assert "Hand to Ana" not in handed[handed.index('id="goal"') :]
        assert re.search(r'button--primary"[^>]*>\s*(?:<svg.*?</svg>)?<span>Save the goal', handed, re.DOTALL)

    def test_whoever_goes_on_finds_the_goal_in_the_form(self, open_visit, client_of):
        strip = open_visit("clinician")
        strip.post("goal/", goal="my knee", importance="8")
        page = client_of("medical-assistant").get(strip.address).content.decode()
        assert ">\nmy knee</textarea>" in page
        goal_is = re.search(r'name="goal_is" value="(\w+)"', page)[1]
        done = strip.save(goal="my knee", goal_is=goal_is)
        assert done.status_code == 302
        from teamlet.records.plans.models import Goal, GoalVersion

        assert Goal.objects.count() == 1
        assert GoalVersion.objects.order_by("-number").first().importance == 8

    def test_a_suggestion_is_answered(self, open_visit):
        from teamlet.records.plans.models import Goal

        strip = open_visit("clinician")
        strip.post("goal/", goal="check my feet", source="suggested")
        assert "Suggested by the team" in strip.get().content.decode()
        assert strip.post("suggestion/", acceptance="agree").status_code == 302
        assert Goal.objects.get().state == "agreed"

    def test_one_line_to_act_on_and_no_notice(self, open_visit, practice, staff, at):
        from teamlet.ground import clock
        from teamlet.records.followups.actions import Worry, raise_red_flag
        from teamlet.records.followups.words import UrgencyTier

        at("2026-11-09T09:00")
        staff("nurse")
        patient = make_patient(practice, given="Rosa", language="vi")
        make_patient(practice, given="Rosa", birth_date=patient.birth_date)
        earlier = open_visit(patient=patient)
        earlier.save(confidence="5", keep_reason="wants_to_try")
        at("2026-11-30T09:00")
        strip = open_visit("clinician", patient=patient)
        assert "Was 5 of 10 sure last time" in self.line(strip)
        earlier.save(step="stop taking my prednisone", confidence="9")
        at("2027-01-11T09:00")
        strip = open_visit("clinician", patient=patient)
        assert "waits for a nurse or clinician" in self.line(strip)
        raise_red_flag(
            patient=patient,
            contact=None,
            worry=Worry(UrgencyTier.SAME_DAY, words="dizzy"),
            at=clock.now(),
            by=strip.person.principal,
        )
        assert "new or worrying" in self.line(strip)

    def test_asking_again_and_a_late_contact_are_lines_too(self, open_visit, practice, at):
        at("2026-11-09T09:00")
        patient = make_patient(practice)
        first = open_visit(patient=patient)
        first.post("not-today/", reason="no_time")
        at("2026-11-30T09:00")
        second = open_visit("clinician", patient=patient)
        assert "ask again now" in self.line(second)
        first.save()
        at("2027-01-11T09:00")
        third = open_visit("clinician", patient=patient)
        assert "ask how it went" in self.line(third)

    def test_no_line_without_a_cause(self, open_visit):
        assert "next-action" not in open_visit("clinician").get().content.decode()

    def line(self, strip):
        page = strip.get().content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "notice--" not in main
        (said,) = re.findall(r'<p class="next-action">(.*?)</p>', main, re.DOTALL)
        return said

    def test_the_whole_path_is_one_link_away(self, open_visit):
        assert "data-path" in open_visit("clinician").get("?view=path").content.decode()


class TestParts:
    @pytest.mark.parametrize("part", PARTS)
    def test_each_part_is_added_by_itself(self, open_visit, part):
        from teamlet.records.plans.models import PlanVersion

        fields, seen = PARTS[part]
        strip = open_visit()
        strip.save()
        done = strip.post(f"parts/{part}/", **fields)
        assert done.status_code == 302, done.content.decode()[:2000]
        newest = PlanVersion.objects.order_by("-id").first()
        assert (newest.number, newest.step_words, newest.visit_id) == (2, "walk", strip.visit.pk)
        assert seen in strip.get("?" if part != "wording" else "?change=1").content.decode() or newest.gloss == seen

    def test_the_contact_stays_when_something_else_is_added(self, open_visit):
        from teamlet.records.followups.models import Contact

        strip = open_visit()
        strip.save()
        before = Contact.objects.get()
        strip.post("parts/where/", where="the park")
        after = Contact.objects.get(state="open")
        assert (after.due_on, after.from_time, after.task.owner_id) == (
            before.due_on,
            before.from_time,
            before.task.owner_id,
        )

    def test_importance_is_added_to_the_goal(self, open_visit):
        strip = open_visit()
        strip.save()
        done = strip.post("goal/", goal="I want to keep up with Mateo", importance="9", audience="my_team")
        assert done.status_code == 302
        assert "9 of 10" in strip.get().content.decode()

    def test_a_part_that_does_not_exist(self, open_visit):
        strip = open_visit()
        strip.save()
        assert strip.post("parts/nothing/").status_code == 404

    def test_change_brings_the_form_back_filled(self, open_visit):
        strip = open_visit()
        strip.save()
        page = strip.get("?change=1").content.decode()
        assert 'value="10 minutes"' in page
        assert (
            strip.save(goal_is=re.search(r'name="goal_is" value="(\w+)"', page)[1], amount="5 min").status_code == 302
        )
        from teamlet.records.plans.models import Goal

        assert Goal.objects.count() == 1

    def test_a_change_keeps_what_was_not_asked_again(self, open_visit):
        from teamlet.records.plans.models import PlanVersion

        strip = open_visit()
        strip.save()
        strip.post("parts/barriers/", barriers=["weather"], barrier_words="rain", strategy="the hall")
        strip.post("parts/where/", where="the park", helpers="Lucía")
        strip.post("parts/said-back/", teach_back="clear")
        goal_is = re.search(r'name="goal_is" value="(\w+)"', strip.get("?change=1").content.decode())[1]
        strip.save(goal_is=goal_is, amount="5 min", helpers="Lucía", strategy="the mall")
        newest = PlanVersion.objects.order_by("-id").first()
        assert (newest.amount_words, newest.where_words, newest.teach_back) == ("5 minutes", "the park", "clear")
        (barrier,) = newest.barriers.all()
        assert (barrier.code, barrier.words, barrier.strategy) == ("weather", "rain", "the mall")


class TestNotToday:
    @pytest.mark.parametrize("reason", ["acute", "not_ready", "no_time", "has_a_plan"])
    def test_one_chip(self, open_visit, reason):
        from teamlet.records.plans.models import NotToday

        strip = open_visit()
        assert strip.post("not-today/", reason=reason).status_code == 302
        assert NotToday.objects.get().reason == reason
        assert "Ask again at the next visit." in strip.get().content.decode()

    def test_declined_with_a_day_to_ask_again(self, open_visit):
        from teamlet.records.plans.models import NotToday

        strip = open_visit()
        day = {"ask_again_on_month": "3", "ask_again_on_day": "1", "ask_again_on_year": "2027"}
        assert strip.post("not-today/", reason="not_ready", declined="on", **day).status_code == 302
        row = NotToday.objects.get()
        assert (row.declined, row.ask_again_on.isoformat()) == (True, "2027-03-01")

    def test_a_reason_that_does_not_exist(self, open_visit):
        assert open_visit().post("not-today/", reason="lazy").status_code == 422


def test_handing_over_from_the_strip(open_visit, staff):
    from teamlet.records.visits.models import Handoff

    strip, nurse = open_visit(), staff("nurse")
    assert strip.post("handoff/", receiver=nurse.oid).status_code == 302
    assert Handoff.objects.get().receiver == nurse.membership
    assert strip.post("handoff/", receiver=staff("front-desk").oid).status_code == 404


def test_entered_in_error_takes_everything_back(open_visit):
    from teamlet.records.documents.models import TakeHomePage
    from teamlet.records.followups.models import Contact
    from teamlet.records.plans.models import Goal

    strip = open_visit()
    strip.save()
    assert strip.post("in-error/", why="wrong_patient").status_code == 302
    assert Goal.objects.get().state == "entered_in_error"
    assert Contact.objects.get().state == "entered_in_error"
    assert TakeHomePage.objects.get().withdrawn_at is not None
    assert "I want to keep up with Mateo" not in strip.get().content.decode()


def test_the_turned_screen_shows_goal_step_and_rulers_only(open_visit, practice):
    patient = make_patient(practice, given="Rosa", language="es", matters="secret wish")
    strip = open_visit(patient=patient)
    strip.post("agenda/", **{"topic-0-words": "something private"})
    strip.save()
    page = strip.get("turned/").content.decode()
    assert '<html lang="es"' in page
    assert "I want to keep up with Mateo" in page
    assert "Caminar 10 minutos después de la cena, 3 días a la semana" in page
    assert "¿Qué tanta seguridad siente" in page
    for hidden in ("something private", "secret wish", "Marín", patient.record_number, "1961"):
        assert hidden not in page


def test_the_visit_is_over_and_can_still_be_added_to(open_visit):
    strip = open_visit()
    assert strip.post("finished/").status_code == 302
    strip.visit.refresh_from_db()
    assert strip.visit.state == "finished"
    assert strip.save().status_code == 302


def test_last_time_comes_with_the_next_visit(open_visit, practice, at):
    at("2026-11-09T09:00")
    patient = make_patient(practice)
    open_visit(patient=patient).save()
    at("2026-11-30T09:00")
    strip = open_visit(patient=patient)
    page = strip.get().content.decode()
    assert "Last time" in page
    assert "Walk 10 minutes after dinner, 3 days a week" in page
    again = strip.get("?from=plan").content.decode()
    assert 'value="10 minutes"' in again
    goal_is = re.search(r'name="goal_is" value="(\w+)"', again)[1]
    assert strip.save(goal_is=goal_is).status_code == 302
    from teamlet.records.plans.models import ActionPlan

    assert sorted(ActionPlan.objects.values_list("state", flat=True)) == ["active", "finished"]


def test_opening_the_strip_is_recorded(open_visit):
    from teamlet.ground.audit.models import Event

    strip = open_visit()
    strip.get()
    assert Event.objects.filter(verb="visits.read_strip").count() == 1


def test_as_many_statements_for_one_topic_as_for_three(open_visit):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    strip = open_visit()
    counts = []
    for many in (1, 3):
        strip.post("agenda/", **{f"topic-{place}-words": f"topic {place}" for place in range(many)})
        strip.get()
        with CaptureQueriesContext(connection) as seen:
            strip.get()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_STATEMENTS
