"""Worries and cautions: whoever may see them, and that only a licensed person closes or decides."""

from __future__ import annotations

import pytest

from teamlet.ground.access.roles import LICENSED, SUPPORT, Role
from teamlet.records.followups.actions import Worry
from teamlet.records.followups.actions.worries import raise_red_flag
from teamlet.records.followups.words import UrgencyTier
from teamlet.records.patients.actions import add_contact_point
from teamlet.records.plans.models import CautionReview
from teamlet.records.tasks.models import Task

HOME = "/practice/cedar"


@pytest.fixture
def flag(patient, staff, at):
    coach = staff(Role.COACH).principal
    staff(Role.NURSE)
    worry = Worry(UrgencyTier.NOW_911, ("chest_pain",), "It hurts when I walk")
    return raise_red_flag(patient=patient, contact=None, worry=worry, at=at("2026-12-04T10:00"), by=coach)


def test_a_worry_is_above_every_page_of_a_licensed_person(client_of, flag):
    assert "1 worry waits for a licensed person." in client_of(Role.NURSE).get(f"{HOME}/").content.decode()
    assert "worry waits" not in client_of(Role.COACH).get(f"{HOME}/").content.decode()


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_everybody_in_support_reads_what_to_do_and_the_licensed_close(client_of, flag, role):
    client = client_of(role)
    text = client.get(f"{HOME}/worries/{flag.oid}/").content.decode()
    assert "Stay on the line" in text
    assert "It hurts when I walk" in text
    assert ("A nurse, clinician or behavioral health person closes this." in text) == (role not in LICENSED)
    answer = client.post(f"{HOME}/worries/{flag.oid}/", {"what_was_done": "Called 911, ambulance there at 10:12"})
    flag.refresh_from_db()
    assert (answer.status_code, flag.closed_at is not None) == ((302, True) if role in LICENSED else (409, False))


def test_the_page_shows_the_numbers_to_call(client_of, flag, patient, staff):
    add_contact_point(patient=patient, kind="mobile", value="(555) 010-2201", by=staff(Role.NURSE).principal)
    assert 'href="tel:(555)010-2201"' in client_of(Role.NURSE).get(f"{HOME}/worries/{flag.oid}/").text


def test_closing_says_what_was_done(client_of, flag):
    assert client_of(Role.NURSE).post(f"{HOME}/worries/{flag.oid}/", {"what_was_done": " "}).status_code == 422


def test_the_list_is_for_licensed_people(client_of, flag):
    assert "chest pain" in client_of(Role.CLINICIAN).get(f"{HOME}/worries/").content.decode().lower()
    assert client_of(Role.COACH).get(f"{HOME}/worries/").status_code == 404


def test_a_step_waits_until_a_licensed_person_decides(client_of, save):
    version = save(cautions=("hard_exercise",)).plan_version
    where = f"{HOME}/plans/{version.oid}/caution/"
    assert Task.objects.filter(kind="caution", state="open").exists()
    assert client_of(Role.COACH).post(where, {"decision": "may_start"}).status_code == 409
    assert "Waiting for a licensed person" in client_of(Role.COACH).get(where).content.decode()
    nurse = client_of(Role.NURSE)
    assert nurse.post(where, {"decision": "may_start", "note": "Slowly at first"}).status_code == 302
    assert CautionReview.objects.get().note == "Slowly at first"
    assert not Task.objects.filter(kind="caution", state="open").exists()
    assert "May start" in nurse.get(where).content.decode()


def test_the_page_says_wait_and_is_printed_again_after_the_decision(client_of, save):
    saved = save(cautions=("hard_exercise",))
    nurse = client_of(Role.NURSE)
    assert "Talk to your nurse before you start" in nurse.get(f"{HOME}/pages/{saved.page.oid}/").content.decode()
    nurse.post(f"{HOME}/plans/{saved.plan_version.oid}/caution/", {"decision": "may_start"})
    assert "A licensed person has decided since" in nurse.get(f"{HOME}/pages/{saved.page.oid}/").content.decode()
