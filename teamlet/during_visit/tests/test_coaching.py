"""The coaching screens: a problem in seven steps, and goals on scales."""

from __future__ import annotations

import re

import pytest

from teamlet.conftest import make_patient

pytestmark = pytest.mark.django_db


class Desk:
    """A coach at one patient's coaching pages."""

    def __init__(self, client, patient):
        self.client, self.patient = client, patient
        self.problems = f"/practice/cedar/patients/{patient.oid}/problems/"
        self.scales = f"/practice/cedar/patients/{patient.oid}/scales/"

    def post(self, address, stamp=None, **fields):
        page = self.client.get(address).content.decode() if stamp is None else ""
        fields["stamp"] = stamp or re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
        return self.client.post(address, fields)


@pytest.fixture
def desk(client_of, patient):
    return Desk(client_of("coach"), patient)


@pytest.fixture
def sheet(desk):
    """The address of a problem with two ideas."""
    done = desk.post(desk.problems, words="Evenings are hard", ideas="walk at noon\ncall Otto", others="")
    assert done.status_code == 302
    return done["Location"]


def test_a_problem_goes_through_its_steps_on_one_page(desk, sheet):
    page = desk.client.get(sheet).content.decode()
    assert "Evenings are hard" in page
    assert "Pick one to try" in page
    assert desk.post(sheet, do="try", idea="walk at noon").status_code == 302
    assert "Look at how it went" in desk.client.get(sheet).content.decode()
    assert desk.post(sheet, do="same").status_code == 302
    page = desk.client.get(sheet).content.decode()
    assert "Try another idea" in page
    desk.post(sheet, do="try", idea="call Otto")
    desk.post(sheet, do="worse")
    assert desk.post(sheet, do="aside").status_code == 302
    assert "Set aside for now" in desk.client.get(sheet).content.decode()
    desk.post(sheet, do="open")
    assert "Work on it again" not in desk.client.get(sheet).content.decode()


def test_what_was_typed_stays_when_the_problem_has_no_words(desk):
    done = desk.post(desk.problems, words="  ", ideas="walk at noon", others="my sister")
    assert done.status_code == 422
    page = done.content.decode()
    assert "walk at noon" in page
    assert "my sister" in page


def test_two_coaches_do_not_overwrite_each_other(desk, sheet):
    stamp = re.findall(r'name="stamp" value="([^"]+)"', desk.client.get(sheet).content.decode())[-1]
    desk.post(sheet, do="name", words="Evenings", ideas="walk")
    late = desk.post(sheet, stamp=stamp, do="name", words="Nights are hard", ideas="sleep")
    assert late.status_code == 409
    assert "Nights are hard" in late.content.decode()


@pytest.mark.parametrize("do", ["nonsense", "", "try"])
def test_a_step_that_does_not_exist(desk, sheet, do):
    assert desk.post(sheet, do=do).status_code in {404, 422}


@pytest.mark.parametrize("role", ["front-desk", "manager", "peer"])
def test_who_has_no_part_in_it(desk, sheet, client_of, role):
    for address in (desk.problems, desk.scales, sheet):
        assert client_of(role).get(address).status_code == 404


def test_the_neighbor_finds_nothing(desk, sheet, neighbor, staff, client_of):
    stranger = client_of(staff("coach", at=neighbor))
    for address in (desk.problems, desk.scales, sheet):
        assert stranger.get(address.replace("/cedar/", "/juniper/")).status_code == 404
    assert desk.client.get("/practice/cedar/problems/zzzzzzzzzzzzzzzz/").status_code == 404


def test_a_form_of_another_patient_writes_nothing(desk, practice, client_of):
    from teamlet.records.plans.models import Problem

    other = Desk(desk.client, make_patient(practice, given="Lena"))
    page = other.client.get(other.problems).content.decode()
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
    assert desk.post(desk.problems, stamp=stamp, words="x", ideas="y").status_code == 409
    assert not Problem.objects.exists()


LEVELS = {
    "plus_2": "a walk each day", "plus_1": "five walks", "zero": "three walks", "minus_1": "one walk",
    "minus_2": "no walk", "baseline": "-1", "look_on_month": "2", "look_on_day": "1", "look_on_year": "2027",
}  # fmt: skip


class TestScales:
    @pytest.fixture
    def goal(self, patient, staff, at):
        from teamlet.records.plans.actions import GoalSaid, agree_goal

        now = at("2026-11-23T09:00")
        return agree_goal(patient=patient, said=GoalSaid("walk more"), at=now, by=staff("coach").principal).goal

    def test_are_set_rated_and_scored(self, desk, goal):
        assert "walk more" in desk.client.get(desk.scales).content.decode()
        assert desk.post(desk.scales, goal=goal.oid, do="set", **LEVELS).status_code == 302
        desk.post(desk.scales, goal=goal.oid, do="rate", rater="patient", level="1")
        page = desk.client.get(desk.scales).content.decode()
        for said in ("60.00", "+20.00", "At the start: 40.00", "five walks"):
            assert said in page

    def test_a_gap_is_said_and_the_words_stay(self, desk, goal):
        done = desk.post(desk.scales, goal=goal.oid, do="set", **(LEVELS | {"plus_2": ""}))
        assert done.status_code == 422
        assert "five walks" in done.content.decode()

    @pytest.mark.parametrize("posted", [{"rater": "patient", "level": "3"}, {"rater": "cat", "level": "1"}, {}])
    def test_levels_and_raters_are_known(self, desk, goal, posted):
        desk.post(desk.scales, goal=goal.oid, do="set", **LEVELS)
        assert desk.post(desk.scales, goal=goal.oid, do="rate", **posted).status_code == 422

    def test_a_goal_of_somebody_else_is_not_there(self, desk, goal, practice):
        other = Desk(desk.client, make_patient(practice, given="Lena"))
        page = other.client.get(other.problems).content.decode()
        stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
        assert other.post(other.scales, stamp=stamp, goal=goal.oid, do="set", **LEVELS).status_code == 404

    def test_a_goal_without_a_scale_is_not_rated(self, desk, goal):
        assert desk.post(desk.scales, goal=goal.oid, do="rate", rater="patient", level="1").status_code == 404
