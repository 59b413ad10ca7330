"""Two people, two tabs, two clicks: nothing is overwritten, nothing typed is lost, nothing is saved twice."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.conftest import make_patient
from teamlet.during_visit.tests.conftest import PATH, Strip
from teamlet.records.patients.models import Patient

pytestmark = pytest.mark.django_db


def plans():
    from teamlet.records.plans.models import PlanVersion

    return list(PlanVersion.objects.order_by("id"))


def test_the_second_save_gets_both_versions_side_by_side(open_visit, client_of):
    strip = open_visit()
    nurse = client_of("nurse")
    old = strip.stamp()
    assert strip.save(stamp=old, step="swim").status_code == 302
    answer = nurse.post(strip.address, PATH | {"step": "dance", "stamp": strip_stamp_of(old)})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "swim" in page
    assert "dance" in page
    assert page.count("differs") == 1, "what was typed the same, with its shortcuts, does not differ"
    assert "Keep mine" in page
    assert len(plans()) == 1
    from re import search

    fresh = search(r'name="stamp" value="([^"]+)"', page)[1]
    assert nurse.post(strip.address, PATH | {"step": "dance", "stamp": fresh}).status_code == 302
    assert [plan.step_words for plan in plans()] == ["swim", "dance"]


def test_mine_can_be_edited_first(open_visit):
    strip = open_visit()
    old, other = strip.stamp(), strip.stamp()
    strip.save(stamp=old, step="swim")
    answer = strip.save(stamp=other, step="dance", edit="1")
    assert answer.status_code == 200
    assert ">\ndance</textarea>" in answer.content.decode()
    assert len(plans()) == 1


def test_the_agenda_has_a_version_of_its_own(open_visit):
    strip = open_visit()
    first, second = strip.stamp(), strip.stamp()
    assert strip.post("agenda/", stamp=first, **{"topic-0-words": "My knee"}).status_code == 302
    answer = strip.post("agenda/", stamp=second, **{"topic-0-words": "The pills"})
    assert answer.status_code == 409
    assert "My knee" in answer.content.decode()
    assert "The pills" in answer.content.decode()
    assert strip.save(stamp=strip.stamp()).status_code == 302


def test_a_double_click_saves_once(open_visit):
    strip = open_visit()
    stamp = strip.stamp()
    first, second = strip.save(stamp=stamp), strip.save(stamp=stamp)
    assert first["Location"] == second["Location"]
    assert len(plans()) == 1


def test_two_tabs_on_two_patients(open_visit, practice):
    rosa, otis = make_patient(practice, given="Rosa"), make_patient(practice, given="Otis")
    left, right = open_visit(patient=rosa), open_visit(patient=otis)
    of_rosa, of_otis = left.stamp(), right.stamp()
    assert right.save(stamp=of_otis, step="swim").status_code == 302
    assert left.save(stamp=of_rosa, step="walk").status_code == 302
    assert {plan.plan.patient_id: plan.step_words for plan in plans()} == {rosa.pk: "walk", otis.pk: "swim"}


def test_a_form_made_for_another_patient_writes_nothing(open_visit, practice):
    left = open_visit(patient=make_patient(practice, given="Rosa"))
    right = open_visit(patient=make_patient(practice, given="Otis"))
    assert right.save(stamp=left.stamp()).status_code == 409
    assert plans() == []


@pytest.mark.parametrize("stamp", ["", "forged", "eyJrIjoieCJ9:1abc:def"])
@pytest.mark.parametrize("where", ["", "agenda/", "goal/", "not-today/", "in-error/"])
def test_a_stamp_that_is_not_ours_writes_nothing(open_visit, stamp, where):
    strip = open_visit()
    if where == "in-error/":
        strip.save()
    before = len(plans())
    answer = strip.post(where, stamp=stamp, goal="x", step="y", reason="acute", **{"topic-0-words": "z"})
    assert answer.status_code == 409
    assert len(plans()) == before


def strip_stamp_of(stamp):
    """Return a fresh stamp that has seen what ``stamp`` saw: the page as a colleague opened it then."""
    from teamlet.ground.access import stamps

    known = stamps.read(stamp)
    return stamps.make(patient_oid=known.patient_oid, seen=known.seen)


class TestTwoTabs:
    """One person with two patients open in two tabs: each form lands where it was made, or nowhere."""

    @pytest.fixture
    def tabs(self, open_visit):
        from teamlet.ground import clock
        from teamlet.records.visits.actions import start_visit

        one = open_visit("nurse", given="Rosa")
        other = make_patient(one.visit.practice, given="Mateo", family="Ruiz")
        visit = start_visit(patient=other, at=clock.now(), by=one.person.principal)
        return one, Strip(one.client, visit, one.person)

    def test_each_form_lands_on_the_patient_it_was_made_for(self, tabs):
        from teamlet.records.plans.models import GoalVersion

        first, second = tabs
        stamps = first.stamp(), second.stamp()
        assert second.save(stamp=stamps[1], goal="Sleep through the night").status_code == 302
        assert first.save(stamp=stamps[0], goal="Walk with Mateo").status_code == 302
        said = {row.goal.patient_id: row.words for row in GoalVersion.objects.select_related("goal")}
        assert said == {first.visit.patient_id: "Walk with Mateo", second.visit.patient_id: "Sleep through the night"}

    @pytest.mark.parametrize("part", ["", "goal/", "agenda/"])
    def test_the_stamp_of_the_other_patient_writes_nothing(self, tabs, part):
        from teamlet.records.plans.models import Goal
        from teamlet.records.visits.models import Agenda

        first, second = tabs
        fields = PATH | {"topic-0-words": "My knee", "topic-TOTAL_FORMS": "1", "topic-INITIAL_FORMS": "0"}
        answer = second.post(part, stamp=first.stamp(), **fields)
        assert answer.status_code == 409
        assert "another patient" in answer.content.decode()
        assert not Goal.objects.exists()
        assert not Agenda.objects.exists()


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ({"deceased_on": date(2026, 11, 1)}, "The record says that the patient has died."),
        ({"merged_into": True}, "This record is joined to "),
    ],
)
def test_nothing_is_agreed_with_somebody_who_died_or_was_joined_meanwhile(open_visit, practice, meanwhile, said):
    strip = open_visit()
    stamp = strip.stamp()
    if "merged_into" in meanwhile:
        meanwhile = {"merged_into": make_patient(practice)}
    Patient.objects.filter(pk=strip.visit.patient_id).update(**meanwhile)
    answer = strip.save(stamp=stamp, goal="swim again")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "swim again" in page
    assert not plans()
