"""A small step chosen on a form that came back stands in the plan, said to be the patient's choice, until changed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.content.schema import Author, Mode
from teamlet.ground import clock
from teamlet.ground.access.models import User
from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.plans.models import PlanVersion

pytestmark = pytest.mark.django_db
STEP = "Walk to the corner and back"
CHOSE = "The patient chose this on the form. It can be changed."


@pytest.fixture
def strip(open_visit, at):
    at("2026-11-23T09:00")
    return open_visit("medical-assistant")


def fill(strip, step=STEP, *, back=True, author=Author.PATIENT, name=""):
    by, now = strip.person.principal, clock.now()
    form = issue_form(
        patient=strip.visit.patient, visit=strip.visit, purpose=FormPurpose.ASSESSMENT, parts=["goal_menu"], at=now,
        by=by,
    )  # fmt: skip
    said = Said(part="goal_menu@1", item="menu_step", value=step, author=author, author_name=name)
    save_answer(form=form, said=said, mode=Mode.STAFF, at=now, by=by)
    return submit_form(form=form, mode=Mode.STAFF, at=now, by=by) if back else form


def step_in(strip, more=""):
    page = unescape(strip.get(more).content.decode())
    return re.findall(r'<textarea[^>]*name="step"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[0], page


def test_it_stands_in_the_plan_and_is_said_to_be_theirs(strip):
    fill(strip)
    step, page = step_in(strip)
    assert step == STEP
    assert CHOSE in page


@pytest.mark.parametrize(("given", "back"), [(STEP, False), ("", True), (None, True)])
def test_what_is_not_back_or_left_out_fills_nothing(strip, given, back):
    fill(strip, given, back=back)
    step, page = step_in(strip)
    assert step == ""
    assert CHOSE not in page


def test_the_newest_form_counts(strip, at):
    fill(strip, "Drink water")
    at("2026-11-23T09:05")
    fill(strip)
    assert step_in(strip)[0] == STEP


def test_what_family_chose_says_so_and_the_patients_own_word_counts_before_it(strip, at):
    fill(strip, author=Author.CAREGIVER, name="Lucía")
    step, page = step_in(strip)
    assert step == STEP
    assert "Family chose this on the form; ask the patient." in page
    at("2026-11-23T08:50")
    fill(strip, "Drink water")
    step, page = step_in(strip)
    assert step == "Drink water"
    assert CHOSE in page


def test_it_can_be_changed_and_then_stays_changed(strip):
    fill(strip)
    page = strip.post(goal="feel better", step="stretch", edit="contact").content.decode()
    assert "stretch" in page
    assert CHOSE not in page
    assert strip.save(step="stretch").status_code == 302
    assert PlanVersion.objects.get().step_words == "stretch"
    step, page = step_in(strip, "?change=1")
    assert step == "stretch"
    assert CHOSE not in page


def test_the_step_of_last_time_comes_before_it_when_it_is_taken_over(open_visit, at):
    at("2026-11-09T09:00")
    earlier = open_visit("medical-assistant")
    earlier.save(step="stretch")
    earlier.post("finished/")
    at("2026-11-23T09:00")
    strip = open_visit("medical-assistant", patient=earlier.visit.patient)
    fill(strip)
    assert step_in(strip)[0] == STEP
    assert step_in(strip, "?from=goal")[0] == STEP
    assert step_in(strip, "?from=plan")[0] == "stretch"


def test_a_goal_of_the_clinician_keeps_the_chosen_step_for_the_plan(strip):
    fill(strip)
    strip.post("goal/", goal="keep up with Mateo", importance="8")
    step, page = step_in(strip)
    assert step == STEP
    assert "keep up with Mateo" in page


def test_each_form_costs_one_statement_and_its_step_none(strip):
    counts = []
    for _form in range(3):
        fill(strip)
        strip.get()
        with CaptureQueriesContext(connection) as asked:
            strip.get()
        counts.append(len(asked))
    assert [count - counts[0] for count in counts] == [0, 1, 2]


def test_in_spanish(strip):
    fill(strip, "Caminar hasta la esquina")
    User.objects.filter(pk=strip.person.user.pk).update(language="es")
    page = strip.get(**{"Accept-Language": "es"}).content.decode()
    assert "Esto lo eligió el paciente en el formulario. Se puede cambiar." in page
