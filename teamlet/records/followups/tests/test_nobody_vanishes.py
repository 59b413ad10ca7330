"""Nobody vanishes: whatever people do, in whatever order, every open goal has exactly one next contact with somebody
who works here, or a coded reason.

Histories of 30 acts are made up by Hypothesis; after each act ``queries.vanished`` must be empty.  How many:
``TEAMLET_HISTORIES`` (2,000 in ``make proof``).  The negative controls at the end leave out what keeps people from
vanishing, and must be found.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from teamlet.ground.access.principal import system
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.documents.actions import enter_in_error
from teamlet.records.followups import queries
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    ask_again,
    close_contact,
    record_attempt,
    report_contact,
    reschedule_contact,
    settle_deceased,
    withdraw_contact,
)
from teamlet.records.followups.models import Contact
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.words import AttemptResult, Channel, ClosingReason, ContactState
from teamlet.records.followups.words.vanished import Astray
from teamlet.records.patients.actions import correct_patient, merge_patients, undo_merge
from teamlet.records.patients.models import Patient
from teamlet.records.plans.actions import GoalSaid, PlanSaid
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import FollowUpAnswer, GoalAudience, GoalState, PlanOutcome
from teamlet.records.practice.actions.people import clear_absence, restore_membership, suspend_membership
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Absence, Membership, Save
from teamlet.records.practice.queries import absences
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.actions import (
    change_roles,
    leave_practice,
    move_task,
    move_tasks_of_absent,
    set_absence_and_move,
    set_duty_and_move,
    suspend_person,
)
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.words import Duty

from .test_actions import plan

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("TEAMLET_HISTORIES", "15"))
STEPS = 30
BEGAN = datetime.fromisoformat("2026-11-23T14:20:00+00:00")
ROLES = ("medical-assistant", "coach", "nurse", "clinician", "behavioral-health", "care-manager")
_ANSWERS = (FollowUpAnswer.AGREED, FollowUpAnswer.AGREED, FollowUpAnswer.DECLINED, FollowUpAnswer.NOT_ASKED)
_AUDIENCES = (GoalAudience.EVERYONE, GoalAudience.EVERYONE, GoalAudience.MY_TEAM, GoalAudience.BEHAVIORAL_HEALTH)
_OUTCOMES = (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.PARTLY, PlanOutcome.NOT_STARTED)
_ENDS = (
    ClosingReason.DECLINED_FOLLOW_UP,
    ClosingReason.NOT_READY,
    ClosingReason.GOAL_ACHIEVED,
    ClosingReason.UNABLE_TO_REACH,
    ClosingReason.MOVED,
    ClosingReason.NEW_GOAL,
)


class Life:
    """A practice in which things happen; ``n`` of every act chooses among what there is."""

    def __init__(
        self, practice: Any, staff: Any, patients: list[Any], people: list[Any] | None = None, manager: Any = None
    ) -> None:
        self.practice = practice
        self.manager = manager or staff("manager").principal
        self.people = people or [staff(role) for role in ROLES]
        self.patients = patients
        self.worker = system(practice, "worker")
        self.now = BEGAN
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def today(self) -> date:
        return self.now.date()

    def actor(self, n: int) -> Any:
        """Somebody who works here; the manager is always there."""
        states = dict(Membership.objects.filter(practice=self.practice).values_list("pk", "state"))
        here = [each for each in self.people if states[each.membership.pk] == MembershipState.ACTIVE]
        return here[n % len(here)].principal if here else self.manager

    def person(self, n: int) -> Any:
        return Membership.objects.get(pk=self.people[n % len(self.people)].membership.pk)

    def pick(self, rows: Any, n: int) -> Any:
        found = list(rows.order_by("id"))
        return found[n % len(found)] if found else None

    def contact(self, n: int) -> Any:
        rows = Contact.objects.filter(practice=self.practice, state=ContactState.OPEN)
        return self.pick(rows.select_related("task", "patient", "goal", "practice"), n)

    # --- acts -----------------------------------------------------------------------------------------------------

    def agree(self, n: int, m: int) -> None:
        said = GoalSaid(words=f"Goal {n}", audience=_AUDIENCES[m % 4])
        patient = Patient.objects.get(pk=self.patients[n % len(self.patients)].pk)
        agree_support(
            patient=patient, goal_said=said, plan_said=self._plan(m), contact_said=self._said(m),
            at=self.now, by=self.actor(n + m),
        )  # fmt: skip

    def revise(self, n: int, m: int) -> None:
        goal = self.pick(
            Goal.objects.filter(practice=self.practice, state__in=("agreed", "followed", "paused")).select_related(
                "patient"
            ),
            n,
        )
        if goal is None:
            return
        said = GoalSaid(
            words=f"Goal {n} said anew" if m % 2 else goal.versions.get(number=goal.number).words,
            audience=goal.audience,
        )
        agree_support(
            patient=goal.patient, goal=goal, goal_said=said, plan_said=self._plan(n), contact_said=self._said(n + m),
            fresh=m % 3 == 0, at=self.now, by=self.actor(m),
        )  # fmt: skip

    def report(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is None:
            return
        told = ContactTold(
            channel=Channel.CALL,
            outcome=_OUTCOMES[m % 3],
            new_plan=self._plan(0) if m % 3 == 1 else None,
            next_contact=self._said(m),
        )
        report_contact(contact=contact, told=told, at=self.now, by=self.actor(m))

    def report_and_end(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is None:
            return
        told = ContactTold(
            channel=Channel.CALL,
            outcome=_OUTCOMES[m % 3],
            closing=_ENDS[n % len(_ENDS)],
            ask_again_on=self.today + timedelta(days=1 + 10 * m),
        )
        report_contact(contact=contact, told=told, at=self.now, by=self.actor(m))

    def close(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is None:
            return
        facts = ClosingFacts(
            on=self.today,
            last_status=PlanOutcome.PARTLY,
            ask_again_on=self.today + timedelta(days=1 + 10 * n),
            tries_made=True,
        )
        close_contact(contact=contact, reason=_ENDS[m % len(_ENDS)], facts=facts, at=self.now, by=self.actor(n))

    def tried(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is not None:
            result = AttemptResult.WRONG_NUMBER if m % 2 else AttemptResult.NO_ANSWER
            record_attempt(contact=contact, channel=Channel.CALL, result=result, at=self.now, by=self.actor(m))

    def another_day(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is not None:
            reschedule_contact(contact=contact, said=self._said(m), at=self.now, by=self.actor(n))

    def give(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is not None:
            move_task(task=contact.task, to=self.person(m), at=self.now, by=self.actor(n))

    def undo(self, n: int, m: int) -> None:
        save = self.pick(Save.objects.filter(practice=self.practice, undone_at=None), -1 - n % 3)
        if save is not None:
            actor = next((each for each in self.people if each.user.pk == save.by_id), None)
            if actor is not None and self.person(self.people.index(actor)).state == MembershipState.ACTIVE:
                undo_save(save=save, at=self.now, by=actor.principal)

    def in_error(self, n: int, m: int) -> None:
        goal = self.pick(Goal.objects.filter(practice=self.practice).exclude(state=GoalState.ENTERED_IN_ERROR), n)
        if goal is not None:
            enter_in_error(goal=goal, wrong_patient=bool(m % 2), at=self.now, by=self.actor(m))

    def leave(self, n: int, m: int) -> None:
        leave_practice(membership=self.person(n), at=self.now, by=self.manager)

    def suspend(self, n: int, m: int) -> None:
        suspend_person(membership=self.person(n), at=self.now, by=self.manager)

    def restore(self, n: int, m: int) -> None:
        rows = Membership.objects.filter(practice=self.practice, state=MembershipState.SUSPENDED)
        if (person := self.pick(rows, n)) is not None:
            restore_membership(membership=person, by=self.manager)

    def away(self, n: int, m: int) -> None:
        first = self.today + timedelta(days=m)
        set_absence_and_move(
            membership=self.person(n),
            first_day=first,
            last_day=first + timedelta(days=3 * n),
            at=self.now,
            by=self.manager,
        )

    def back(self, n: int, m: int) -> None:
        rows = absences(self.practice, self.today, self.today + timedelta(days=60))
        if rows:
            clear_absence(absence=Absence.objects.get(pk=rows[n % len(rows)].pk), by=self.manager)

    def other_roles(self, n: int, m: int) -> None:
        roles = (Role.FRONT_DESK,) if m % 2 else (Role.COACH, Role.NURSE)
        change_roles(membership=self.person(n), roles=roles, at=self.now, by=self.manager)

    def duty(self, n: int, m: int) -> None:
        set_duty_and_move(
            practice=self.practice, duty=Duty.FOLLOW_UP, person=self.person(n), backup=self.person(n + 1 + m % 3),
            at=self.now, by=self.manager,
        )  # fmt: skip

    def join(self, n: int, m: int) -> None:
        one, other = (Patient.objects.get(pk=self.patients[each % len(self.patients)].pk) for each in (n, n + 1))
        merge_patients(patient=one, into=other, by=self.manager)

    def part(self, n: int, m: int) -> None:
        joined = self.pick(Patient.objects.filter(practice=self.practice, merged_into__isnull=False), n)
        if joined is not None:
            undo_merge(patient=joined, by=self.manager)

    def die(self, n: int, m: int) -> None:
        patient = Patient.objects.get(pk=self.patients[n % len(self.patients)].pk)
        correct_patient(patient=patient, deceased_on=self.today, by=self.manager)
        settle_deceased(practice=self.practice, at=self.now, by=self.worker)

    def not_dead(self, n: int, m: int) -> None:
        patient = Patient.objects.get(pk=self.patients[n % len(self.patients)].pk)
        correct_patient(patient=patient, deceased_on=None, by=self.manager)
        settle_deceased(practice=self.practice, at=self.now, by=self.worker)
        ask_again(practice=self.practice, on=self.today, at=self.now, by=self.worker)

    def days_pass(self, n: int, m: int) -> None:
        """What the worker does at night; a week at most between two of them."""
        for _night in range(1 + n % 3):
            self.now += timedelta(days=1 + m)
            move_tasks_of_absent(practice=self.practice, on=self.today, at=self.now, by=self.worker)
            ask_again(practice=self.practice, on=self.today, at=self.now, by=self.worker)

    def _plan(self, n: int) -> PlanSaid:
        first = self.today + timedelta(days=1)
        return plan(
            starts_on=first, ends_on=first + timedelta(days=13), follow_up=_ANSWERS[n % 4],
            cautions=("fasting",) if n == 7 else (), amount_words=f"{n} minutes",
        )  # fmt: skip

    def _said(self, n: int) -> ContactSaid:
        day = self.today + timedelta(days=n) if n % 2 else None
        return ContactSaid(agreed_on=day, owner=self.person(n) if n % 3 == 0 else None)


ACTS = (
    "agree", "agree", "revise", "revise", "report", "report", "report_and_end", "close", "tried", "another_day", "give",
    "undo", "undo", "undo", "in_error", "leave", "suspend", "restore", "away", "back", "other_roles", "duty", "join",
    "part", "die", "not_dead", "days_pass", "days_pass",
)  # fmt: skip
_act = st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 7))


def live(life: Life, acts: list[tuple[str, int, int]]) -> None:
    """Carry out the acts, each one all or nothing, and look for the vanished after each of them."""
    for name, n, m in acts:
        life.now += timedelta(minutes=1)
        with time_machine.travel(life.now, tick=False):
            try:
                getattr(life, name)(n, m)
            except (Refused, ChangedMeanwhile):
                life.refused[name] += 1
            else:
                life.done[name] += 1
            astray = queries.vanished(life.practice, life.today)
        assert astray == [], f"{[row.what.value for row in astray]} after {name}({n}, {m})"
    due = {
        patient: min(rows)
        if (rows := [each.due_on for each in Contact.objects.filter(patient_id=patient, state="open")])
        else None
        for patient in (each.pk for each in life.patients)
    }
    assert dict(Patient.objects.filter(pk__in=due).values_list("pk", "next_due")) == due


@pytest.fixture
def life(practice, staff, patient):
    from teamlet.conftest import make_patient

    others = [make_patient(practice, given=name, record_number=f"cedar-9{n}") for n, name in enumerate(("Ida", "Joe"))]
    return Life(practice, staff, [patient, *others])


def history(seed: int, steps: int = STEPS) -> list[tuple[str, int, int]]:
    """Return the acts that a seed stands for."""
    chance = random.Random(seed)
    return [(chance.choice(ACTS), chance.randrange(8), chance.randrange(8)) for _step in range(steps)]


def goes_wrong(life: Life, acts: list[tuple[str, int, int]]) -> str:
    """Return what is wrong after these acts, empty for nothing; leaves the database as it was."""
    life.now = BEGAN
    with transaction.atomic():
        try:
            live(life, acts)
        except AssertionError as wrong:
            return str(wrong).splitlines()[0]
        finally:
            transaction.set_rollback(True)
    return ""


def shortest(life: Life, acts: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Leave out every act without which it still goes wrong."""
    for number in reversed(range(len(acts))):
        fewer = acts[:number] + acts[number + 1 :]
        if goes_wrong(life, fewer):
            acts = fewer
    return acts


@settings(
    max_examples=HISTORIES, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.integers(0, 2**40))
def test_nobody_vanishes(life, seed):
    acts = history(seed)
    if wrong := goes_wrong(life, acts):
        few = shortest(life, acts)
        pytest.fail(f"seed {seed}: {wrong}; it takes only {few}: {goes_wrong(life, few)}")


def test_the_histories_are_not_empty(life):
    for seed in range(5):
        assert goes_wrong(life, history(seed)) == ""
    assert set(life.done) == set(ACTS)
    assert life.done.total() > 3 * life.refused.total()


# --- negative controls: what is left out must be found ----------------------------------------------------------------


class Careless(Life):
    """A practice whose acts leave out what keeps people from vanishing."""

    def suspend(self, n: int, m: int) -> None:
        suspend_membership(membership=self.person(n), by=self.manager)

    def another_day(self, n: int, m: int) -> None:
        if (contact := self.contact(n)) is not None:
            withdraw_contact(contact=contact, reason="moved", at=self.now, by=self.actor(n))

    def die(self, n: int, m: int) -> None:
        patient = Patient.objects.get(pk=self.patients[n % len(self.patients)].pk)
        correct_patient(patient=patient, deceased_on=self.today, by=self.manager)

    def days_pass(self, n: int, m: int) -> None:
        self.now += timedelta(days=30)


@pytest.mark.parametrize(
    ("acts", "what"),
    [
        ([("agree", 0, 0), ("suspend", 0, 0)], Astray.NO_OWNER),
        ([("agree", 0, 0), ("another_day", 0, 0)], Astray.NO_CONTACT),
        ([("agree", 0, 0), ("die", 0, 0)], Astray.DECEASED),
        ([("agree", 0, 0), ("close", 0, 1), ("days_pass", 0, 0)], Astray.ASK_AGAIN_PAST),
        ([("agree", 0, 0), ("close", 0, 3), ("days_pass", 0, 0)], Astray.ASK_AGAIN_PAST),
    ],
    ids=["suspended-without-moving", "withdrawn-without-another", "dead", "paused-for-ever", "rests-for-ever"],
)
def test_what_is_left_out_is_found(life, acts, what):
    assert goes_wrong(life, acts) == ""
    careless = Careless(life.practice, None, life.patients, people=life.people, manager=life.manager)
    assert what.value in goes_wrong(careless, acts)


def test_a_careless_practice_is_found_out_by_a_random_history(life):
    careless = Careless(life.practice, None, life.patients, people=life.people, manager=life.manager)
    assert any(goes_wrong(careless, history(seed)) for seed in range(5))


def test_a_task_without_its_contact_and_an_ended_task_are_found(life, practice):
    with time_machine.travel(BEGAN, tick=False):
        life.agree(0, 0)
        life.agree(1, 0)
    one, two = Contact.objects.order_by("id")
    Task.objects.filter(pk=one.task_id).update(state="done")
    Contact.objects.filter(pk=two.pk).update(state="withdrawn", closing_reason="")
    found = queries.vanished(practice, life.today)
    assert {(row.patient, row.what) for row in found} == {
        (one.patient.oid, Astray.TASK_ENDED),
        (two.patient.oid, Astray.NO_CONTACT),
        (two.patient.oid, Astray.TASK_ALONE),
    }


def test_a_second_contact_for_a_goal_is_refused_by_the_database(life):
    with time_machine.travel(BEGAN, tick=False):
        life.agree(0, 0)
    contact = Contact.objects.get()
    task = Task.objects.get(pk=contact.task_id)
    task.pk, task.oid, task.about_oid = None, "another", "another"
    task.save(force_insert=True)
    contact.pk, contact.oid, contact.task = None, "another", task
    with pytest.raises(IntegrityError), transaction.atomic():
        contact.save(force_insert=True)


def test_the_neighbor_is_not_looked_at(life, neighbor, practice):
    with time_machine.travel(BEGAN, tick=False):
        life.agree(0, 0)
    withdraw_contact(contact=Contact.objects.get(), reason="moved", at=BEGAN, by=life.manager)
    assert len(queries.vanished(practice, life.today)) == 1
    assert queries.vanished(neighbor, life.today) == []


def test_the_reasons_are_said(life, practice):
    with time_machine.travel(BEGAN, tick=False):
        life.agree(0, 2)
        life.agree(1, 3)
        life.agree(2, 0)
    goals = list(Goal.objects.order_by("id"))
    found = queries.reasons_without(practice, [goal.pk for goal in goals], life.today)
    assert {pk: decision.reason.code for pk, decision in found.items()} == {
        goals[0].pk: "followups.without_declined",
        goals[1].pk: "followups.without_not_asked",
    }
