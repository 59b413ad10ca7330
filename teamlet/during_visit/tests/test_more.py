"""What else belongs to a visit: the page with one line each, what was prepared, after the visit, explained twice."""

from __future__ import annotations

import re

import pytest

from teamlet.conftest import make_patient

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


class TestOneLineEach:
    @pytest.mark.parametrize(
        ("posted", "shown"),
        [
            ({"kind": "topic", "code": "topic_food", "result": "clear"}, "food and drink: <strong>Clear</strong>"),
            ({"kind": "topic", "code": "topic_feet", "result": "again"}, "Clear after explaining again"),
            ({"kind": "skill", "code": "skill_inhaler", "result": "not_checked"}, "Not checked"),
            ({"kind": "aid", "code": "aid_plate"}, "picture of a plate"),
            ({"kind": "introduction", "code": "introduction"}, "were introduced."),
        ],
    )
    def test_is_recorded_and_shown(self, open_visit, posted, shown):
        strip = open_visit()
        assert strip.post("shared/", **posted).status_code == 302
        assert shown in text_of(strip.get("more/"))

    @pytest.mark.parametrize("posted", [{"kind": "topic"}, {"kind": "topic", "code": "topic_nonsense"}])
    def test_what_is_not_on_the_list_is_asked_about(self, open_visit, posted):
        from teamlet.records.visits.models import Shared

        assert open_visit().post("shared/", **posted).status_code == 422
        assert not Shared.objects.exists()

    @pytest.mark.parametrize("odd", [{"result": "nonsense"}, {"result": "x" * 10_000}, {"code": "x" * 10_000}])
    def test_what_no_page_sends_is_no_server_error(self, open_visit, odd):
        strip = open_visit()
        strip.client.raise_request_exception = False
        answer = strip.post("shared/", **({"kind": "introduction", "code": "introduction"} | odd))
        assert answer.status_code in {302, 404}
        assert text_of(strip.get("more/"))

    def test_a_kind_that_does_not_exist(self, open_visit):
        assert open_visit().post("shared/", kind="prayer", code="x").status_code == 404

    def test_the_same_form_twice_is_one_line(self, open_visit):
        from teamlet.records.visits.models import Shared

        strip = open_visit()
        stamp = strip.stamp("more/")
        for _again in range(2):
            strip.post("shared/", stamp=stamp, kind="topic", code="topic_food", result="clear")
        assert Shared.objects.count() == 1

    def test_the_introduction_is_offered_once(self, open_visit, practice):
        strip = open_visit()
        assert "You choose what to work on." in text_of(strip.get("more/"))
        strip.post("shared/", kind="introduction", code="introduction")
        assert "You choose what to work on." not in text_of(strip.get("more/"))

    def test_cards_are_read_in_the_patients_language(self, open_visit):
        page = text_of(open_visit(language="es").get("more/"))
        assert '<p class="say" lang="es">' in page
        assert "Quiero saber si lo expliqué bien." in page
        assert "Three small pieces at most" in page

    def test_what_matters_is_asked_once_and_heads_the_plan(self, open_visit):
        strip = open_visit()
        assert "What matters most to you" in text_of(strip.get("more/"))
        assert strip.post("matters/", matters="Dance at Lucía's wedding").status_code == 302
        page = text_of(strip.get("more/"))
        assert "What matters most to you" not in page
        assert "Dance at Lucía" in text_of(strip.get())

    @pytest.mark.parametrize(
        ("answer", "weighs", "route"),
        [
            ("no", False, ""),
            ("talk_now", True, "talk_now"),
            ("behavioral_health", True, "behavioral_health"),
            ("material", True, "material"),
        ],
    )
    def test_feelings_have_three_ways(self, open_visit, answer, weighs, route):
        from teamlet.records.visits.models import Feelings

        strip = open_visit()
        assert strip.post("feelings/", answer=answer).status_code == 302
        row = Feelings.objects.get()
        assert (row.weighs, row.route) == (weighs, route)
        assert "Asked in this visit." in text_of(strip.get("more/"))

    def test_behavioral_health_is_asked_to_come(self, open_visit, staff):
        from teamlet.records.visits.models import Handoff

        them = staff("behavioral-health")
        open_visit().post("feelings/", answer="behavioral_health")
        one = Handoff.objects.get()
        assert (one.receiver, one.reason) == (them.membership, "behavioral_health")

    def test_when_nobody_of_behavioral_health_is_here_it_is_said(self, open_visit):
        strip = open_visit()
        data = {"answer": "behavioral_health", "stamp": strip.stamp()}
        page = text_of(strip.client.post(strip.address + "feelings/", data, follow=True))
        assert "Nobody of behavioral health is here now." in page

    def test_an_answer_that_does_not_exist(self, open_visit):
        assert open_visit().post("feelings/", answer="maybe").status_code == 404

    def test_an_educator_sees_that_it_was_asked_but_not_the_answer(self, open_visit, client_of):
        strip = open_visit()
        strip.post("feelings/", answer="talk_now")
        page = text_of(client_of("educator").get(strip.address + "more/"))
        assert "Asked in this visit." in page
        assert "It weighs on them." not in page

    def test_only_whom_the_patient_wants_may_join(self, open_visit, practice):
        from teamlet.records.patients.models import Helper

        patient = make_patient(practice)
        lucia = Helper.objects.create(patient=patient, name="Lucía", relation="daughter", may_join=True)
        otto = Helper.objects.create(patient=patient, name="Otto", relation="neighbor")
        strip = open_visit(patient=patient)
        page = text_of(strip.get("more/"))
        assert "Lucía joins today" in page
        assert "Not asked to join: Otto." in page
        strip.post("guests/", helper=lucia.oid)
        data = {"helper": otto.oid, "stamp": strip.stamp()}
        page = text_of(strip.client.post(strip.address + "guests/", data, follow=True))
        assert "Lucía, daughter" in page
        assert "Ask the patient first." in page
        assert "Otto," not in page

    def test_somebody_of_the_moment_joins_by_name(self, open_visit):
        strip = open_visit()
        strip.post("guests/", name="Aunt Ida", relation="aunt")
        assert "Aunt Ida, aunt" in text_of(strip.get("more/"))

    @pytest.mark.parametrize("role", ["front-desk", "manager", "peer"])
    def test_who_has_no_strip_has_none_of_this(self, open_visit, client_of, role):
        strip = open_visit()
        for page in ("more/", "after/"):
            assert client_of(role).get(strip.address + page).status_code == 404

    def test_the_neighbor_has_none_of_this(self, open_visit, staff, neighbor, client_of):
        strip = open_visit()
        stranger = client_of(staff("nurse", at=neighbor))
        for page in ("more/", "after/", "handoffs/"):
            assert stranger.get(f"/practice/juniper/visits/{strip.visit.oid}/{page}").status_code == 404
        for page in ("shared/", "matters/", "guests/", "feelings/", "suggest/", "take-topics/"):
            assert stranger.post(f"/practice/juniper/visits/{strip.visit.oid}/{page}").status_code == 404

    def test_a_form_of_another_patient_writes_nothing(self, open_visit, practice):
        from teamlet.records.visits.models import Shared

        strip = open_visit()
        other = open_visit(patient=make_patient(practice, given="Lena"))
        assert strip.post("shared/", stamp=other.stamp(), kind="topic", code="topic_food").status_code == 409
        assert not Shared.objects.exists()


def test_care_to_expect_says_what_is_open_and_the_team_sees_the_same(open_visit, practice, at):
    from teamlet.records.patients.models import Condition, Reading

    at("2026-11-23T09:00")
    patient = make_patient(practice)
    common = {"practice": practice, "patient": patient}
    Condition.objects.create(
        **common,
        source_id="c1",
        code_system="http://hl7.org/fhir/sid/icd-10-cm",
        code="E11.9",
        display="Diabetes",
        clinical_state="active",
    )
    Reading.objects.create(
        **common, source_id="r1", code_system="http://loinc.org", code="4548-4", display="HbA1c", value=7, unit="%",
        at="2026-10-01T14:00Z", day="2026-10-01", origin="practice", status="final",
    )  # fmt: skip
    page = text_of(open_visit(patient=patient).get("more/"))
    assert "A blood test for your sugar over 3 months" in page
    assert re.search(r"sugar over 3 months.*?Last on", page, re.DOTALL)
    assert re.search(r"A kidney test each year.*?Nothing on record", page, re.DOTALL)
    assert re.search(r"back of your eyes.*?Ask the patient", page, re.DOTALL)


def test_the_five_are_said_in_words(open_visit):
    strip = open_visit()
    page = text_of(strip.get("more/"))
    assert page.count("not yet") == 5
    strip.save()
    strip.post("shared/", kind="topic", code="topic_food", result="clear")
    strip.post("agenda/", **{"topic-0-words": "my knee"})
    assert "not yet" not in text_of(strip.get("more/"))


class TestPrepared:
    @pytest.fixture
    def prepared(self, open_visit, practice):
        """A visit whose patient sent back two topics, the first one starred."""
        from teamlet.content.schema import Mode
        from teamlet.ground import clock
        from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
        from teamlet.records.instruments.words import FormPurpose

        strip = open_visit()
        by, now = strip.person.principal, clock.now()
        form = issue_form(
            patient=strip.visit.patient,
            visit=strip.visit,
            purpose=FormPurpose.VISIT_PREPARATION,
            parts=("visit_preparation",),
            at=now,
            by=by,
        )
        said = Said(part=form.parts[0], item="topics", value=["my sleep", "the new pills"])
        save_answer(form=form, said=said, mode=Mode.STAFF, at=now, by=by)
        submit_form(form=form, mode=Mode.STAFF, at=now, by=by)
        return strip

    def test_topics_come_over_with_one_click(self, prepared):
        from teamlet.records.visits.models import Topic

        page = text_of(prepared.get())
        assert "From the preparation:" in page
        assert prepared.post("take-topics/").status_code == 302
        rows = list(Topic.objects.order_by("position").values_list("words", "topic_from", "starred"))
        assert rows == [("my sleep", "patient", True), ("the new pills", "patient", False)]
        assert "From the preparation:" not in text_of(prepared.get())

    def test_topics_that_stand_are_kept_with_their_star(self, prepared):
        from teamlet.records.visits.models import Topic

        prepared.post("agenda/", **{"topic-0-words": "my knee", "topic-0-starred": "on", "topic-1-words": "my sleep"})
        prepared.post("take-topics/")
        newest = Topic.objects.filter(agenda__number=2).order_by("position").values_list("words", "starred")
        assert list(newest) == [("my knee", True), ("my sleep", False), ("the new pills", False)]


def test_what_was_left_for_later_is_offered_at_the_next_visit(open_visit, practice, at):
    from teamlet.records.visits.models import Topic

    at("2026-11-09T09:00")
    patient = make_patient(practice)
    open_visit(patient=patient).post("agenda/", **{"topic-0-words": "the pills", "topic-0-place": "later"})
    at("2026-11-23T09:00")
    strip = open_visit(patient=patient)
    assert "Left for later last time:" in text_of(strip.get())
    strip.post("take-topics/")
    assert Topic.objects.get(agenda__visit=strip.visit).words == "the pills"
    assert "Left for later last time:" not in text_of(strip.get())


def test_nothing_prepared_takes_nothing(open_visit):
    from teamlet.records.visits.models import Agenda

    strip = open_visit()
    assert strip.post("take-topics/").status_code == 302
    assert not Agenda.objects.exists()


def test_a_topic_for_later_becomes_the_reason_of_a_return_visit(open_visit):
    strip = open_visit()
    strip.post("agenda/", **{"topic-0-words": "the pills", "topic-0-place": "later", "topic-1-words": "my knee"})
    assert "To book: a return visit for the pills" in text_of(strip.get())


def test_the_clinician_suggests_below_the_patients_topics(open_visit):
    from teamlet.records.plans.models import Goal

    strip = open_visit("clinician")
    strip.post("goal/", goal="walk to the store", importance="8")
    assert strip.post("suggest/", words="check my feet").status_code == 302
    page = text_of(strip.get())
    assert "check my feet" in page
    assert "walk to the store" in page
    assert sorted(Goal.objects.values_list("state", flat=True)) == ["agreed", "draft"]
    assert strip.post("suggest/", words="  ").status_code == 302
    assert Goal.objects.count() == 2


@pytest.mark.parametrize(("minute", "said"), [("00", ""), ("13", "for the plan: begin it now"), ("40", "small step")])
def test_a_line_protects_the_plan_and_no_clock_runs(open_visit, at, minute, said):
    at("2026-11-23T09:00")
    strip = open_visit()
    at(f"2026-11-23T09:{minute}")
    page = text_of(strip.get())
    assert ("time-left" in page) is bool(said)
    assert said in page
    strip.save()
    assert "time-left" not in text_of(strip.get())


class TestAfterTheVisit:
    def test_what_is_open_stands_in_order(self, open_visit):
        strip = open_visit()
        page = text_of(strip.get("after/"))
        assert "3 things are still open." in page
        strip.save()
        page = text_of(strip.get("after/"))
        assert "Ask them to say it back" in page
        names = re.findall(r'<li>.*?<a href="[^"]+">([^<]+)</a>', page)
        assert names.index("Ask them to say it back") < names.index("End the visit")

    def test_not_today_leaves_little_open(self, open_visit):
        strip = open_visit()
        strip.post("not-today/", reason="acute")
        assert "1 thing is still open." in text_of(strip.get("after/"))


def test_explained_twice_names_nobody(open_visit, client_of):
    strip = open_visit()
    assert "Nothing yet" in text_of(client_of("manager").get("/practice/cedar/explained-twice/"))
    strip.post("shared/", kind="topic", code="topic_food", result="again")
    page = text_of(client_of("manager").get("/practice/cedar/explained-twice/"))
    main = page[page.index("<main") : page.index("</main>")]
    assert "food and drink" in main
    for hidden in ("Rosa", "Marín", strip.person.membership.called):
        assert hidden not in main


def test_as_many_statements_for_three_lines_as_for_one(open_visit):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    strip, counts = open_visit(), []
    for code in (["topic_food"], ["topic_feet", "topic_stress"]):
        for one in code:
            strip.post("shared/", kind="topic", code=one, result="clear")
        strip.get("more/")
        with CaptureQueriesContext(connection) as asked:
            strip.get("more/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def test_goals_on_scales_are_offered_in_care_management_only(open_visit, practice, client_of):
    from datetime import date

    from teamlet.records.patients.models import PopulationMember

    strip = open_visit()
    assert "Goals on scales" not in text_of(strip.get("more/"))
    assert "Goals on scales" in text_of(client_of("care-manager").get(strip.address + "more/"))
    PopulationMember.objects.create(
        practice=practice,
        patient=strip.visit.patient,
        population="several_conditions",
        title={"en": "Several conditions"},
        route="risk",
        version="shipped:1",
        evidence=[],
        entry_evidence=[],
        labels="",
        entered_on=date(2026, 11, 1),
    )
    assert "Goals on scales" in text_of(strip.get("more/"))
