"""The demo as everybody meets it: a full cast, every state, nobody unowned, one page each, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Min

from teamlet.content import library, schema
from teamlet.demo.cast import STAGES
from teamlet.demo.seed import build
from teamlet.demo.tests.digests import digest
from teamlet.ground import clock
from teamlet.ground.access.roles import Role
from teamlet.ground.audit.verify import verify
from teamlet.records.documents.models import EhrCopy, PageGiven, TakeHomePage
from teamlet.records.documents.queries import LANGUAGES, copy_light, gather_facts
from teamlet.records.documents.rendering.typst_page import render_pdf
from teamlet.records.documents.words import CopyState, GivenChannel, PageVariant
from teamlet.records.followups.models import Attempt, Contact, ContactReport, RedFlag
from teamlet.records.followups.queries import due_list
from teamlet.records.followups.words import AttemptResult, ClosingReason, ContactState, DueState, UrgencyTier
from teamlet.records.patients.models import Condition, Patient, Reading
from teamlet.records.patients.queries import look_alikes_of
from teamlet.records.plans.models import ActionPlan, CautionReview, Goal, NotToday, PlanVersion
from teamlet.records.plans.words import (
    CautionDecision,
    FollowUpAnswer,
    GateChange,
    GoalAudience,
    GoalState,
    KeepReason,
    NotTodayReason,
    PlanOutcome,
    PlanState,
)
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.words import MembershipState
from teamlet.records.tasks.models import DutyAssignment, Task, TaskMove
from teamlet.records.tasks.words import Duty, MoveReason, TaskKind, TaskState
from teamlet.records.visits.models import Handoff, PathTiming, Visit
from teamlet.records.visits.words import HandoffState, VisitState

AS_OF = date(2026, 11, 24)
MORNING = "2026-11-24T14:30:00+00:00"
PATIENTS = 130


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Build the demo once for this module; it is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(MORNING, tick=False):
            built = build(patients=PATIENTS, as_of=AS_OF)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def that_morning(demo: dict[str, Any], db: None) -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def test_what_it_says_is_what_commands_promise(demo):
    assert demo["practices"] == ["cedar", "juniper"]
    assert len(demo["users"]) == sum(len(stage.players) for stage in STAGES)
    assert all(set(user) == {"email", "password", "role", "practice"} for user in demo["users"])
    assert {len(user["password"]) >= 12 for user in demo["users"]} == {True}
    assert set(Practice.objects.values_list("is_demo", flat=True)) == {True}


def test_every_role_has_somebody_who_can_sign_in(demo):
    assert {user["role"] for user in demo["users"] if user["practice"] == "cedar"} == {role.value for role in Role}
    for user in (demo["users"][0], demo["users"][-1]):
        member = Membership.objects.get(practice__key=user["practice"], user__email=user["email"])
        assert member.state == MembershipState.ACTIVE
        assert member.user.is_demo
        assert member.user.check_password(user["password"])


def test_every_duty_has_a_person_and_a_backup():
    for practice in Practice.objects.all():
        rows = DutyAssignment.objects.filter(practice=practice)
        assert {row.duty for row in rows} == set(Duty)
        assert all(row.person_id and row.backup_id and row.person_id != row.backup_id for row in rows)


#: What the demo shows at least once: the column, and every value that an action can give it.
SHOWN = [
    pytest.param(Goal, "state", set(GoalState), id="goals"),
    pytest.param(Goal, "audience", set(GoalAudience), id="audiences"),
    pytest.param(ActionPlan, "state", set(PlanState), id="plans"),
    pytest.param(PlanVersion, "gate_change", {"", *GateChange}, id="gate changes"),
    pytest.param(PlanVersion, "keep_reason", {"", *KeepReason}, id="reasons to keep a step"),
    pytest.param(PlanVersion, "follow_up", {FollowUpAnswer.AGREED, FollowUpAnswer.DECLINED}, id="follow-up answers"),
    pytest.param(CautionReview, "decision", set(CautionDecision) - {CautionDecision.OPEN}, id="decisions on cautions"),
    pytest.param(NotToday, "reason", set(NotTodayReason), id="not today"),
    pytest.param(Contact, "state", set(ContactState) - {ContactState.ENTERED_IN_ERROR}, id="contacts"),
    pytest.param(Attempt, "result", set(AttemptResult), id="tries"),
    pytest.param(ContactReport, "outcome", set(PlanOutcome), id="outcomes"),
    pytest.param(ContactReport, "urgency", set(UrgencyTier), id="tiers"),
    pytest.param(Handoff, "state", set(HandoffState), id="handoffs"),
    pytest.param(Visit, "state", set(VisitState) - {VisitState.ENTERED_IN_ERROR}, id="visits"),
    pytest.param(PageGiven, "channel", set(GivenChannel), id="ways of giving the page"),
    pytest.param(TakeHomePage, "language", set(LANGUAGES), id="languages of pages"),
    pytest.param(TakeHomePage, "variant", set(PageVariant), id="print sizes"),
    pytest.param(Task, "state", set(TaskState), id="tasks"),
    pytest.param(Task, "kind", set(TaskKind), id="kinds of task"),
    pytest.param(TaskMove, "reason", {MoveReason.ABSENT, MoveReason.BY_HAND}, id="moves"),
]


@pytest.mark.parametrize(("model", "column", "wanted"), SHOWN)
def test_the_demo_shows_every(model, column, wanted):
    found = set(model.objects.values_list(column, flat=True).distinct())
    assert {str(value) for value in wanted} - found == set()


def test_the_demo_shows_every_closing_reason():
    assert set(ClosingReason) - set(Contact.objects.values_list("closing_reason", flat=True)) == set()


def test_the_demo_shows_copies_that_are_current_old_and_never_made():
    copied = {copy_light(copy.plan_version).status for copy in EhrCopy.objects.select_related("plan_version__plan")}
    assert copied == {CopyState.CURRENT, CopyState.OLD}


def test_cautions_and_worries_wait_for_licensed_people():
    waiting = Task.objects.filter(state=TaskState.OPEN, kind__in=[TaskKind.CAUTION, TaskKind.RED_FLAG])
    licensed = {Role.NURSE, Role.CLINICIAN, Role.BEHAVIORAL_HEALTH}
    assert waiting.filter(kind=TaskKind.CAUTION).exists()
    assert RedFlag.objects.filter(closed_at=None).exists()
    assert RedFlag.objects.exclude(closed_at=None).exists()
    for task in waiting:
        assert licensed & set(task.owner.held_roles.values_list("role", flat=True))


def test_contacts_are_overdue_due_and_coming_up():
    practice = Practice.objects.get(key="cedar")
    found = dict.fromkeys(DueState, 0)
    for row in due_list(practice, AS_OF):
        found[row.state] += 1
    assert min(found.values()) >= 5
    assert found[DueState.OVERDUE] < found[DueState.UPCOMING]


def test_every_patients_next_due_is_that_of_the_open_contacts():
    found = dict(
        Task.objects.filter(kind=TaskKind.CONTACT, state=TaskState.OPEN)
        .values_list("patient_id")
        .annotate(first=Min("due_on"))
    )
    assert dict(Patient.objects.exclude(next_due=None).values_list("pk", "next_due")) == found


def test_no_task_is_without_somebody_who_works_here():
    for task in Task.objects.filter(state=TaskState.OPEN).select_related("owner"):
        assert task.owner.practice_id == task.practice_id
        assert task.owner.state == MembershipState.ACTIVE


def test_rows_of_the_two_practices_never_meet():
    for model in (Goal, ActionPlan, Contact, Task, Visit, Reading, Condition):
        assert not [
            row for row in model.objects.select_related("patient") if row.practice_id != row.patient.practice_id
        ]


def test_the_patients_are_many_kinds_of_people():
    patients = Patient.objects.filter(practice__key="cedar")
    assert patients.count() == PATIENTS
    languages = set(patients.values_list("language", flat=True))
    assert {"en", "es", "vi", "ht", "ar"} <= languages
    spanish = patients.filter(language="es").count()
    assert 0.18 * PATIENTS <= spanish <= 0.45 * PATIENTS
    assert patients.filter(deceased_on__isnull=False).exists()
    assert patients.filter(large_print=True).exists()
    assert patients.filter(birth_date__gt=AS_OF - timedelta(days=18 * 365)).exists()
    assert patients.exclude(matters="").exists()
    assert patients.filter(given="يوسف").exists()
    assert Condition.objects.exclude(sensitivity="none").exists()
    assert PathTiming.objects.values("membership").distinct().count() >= 2


def test_twins_are_taken_for_each_other():
    practice = Practice.objects.get(key="cedar")
    edna = Patient.objects.get(practice=practice, given="Edna", family="Halloran")
    assert "Edwina Halloran" in {other.name for other in look_alikes_of(practice, edna)}


def test_visits_were_yesterday_are_today_and_come_tomorrow():
    practice = Practice.objects.get(key="cedar")
    days = {AS_OF + timedelta(days=away) for away in (-1, 0, 1)}
    assert days <= set(Visit.objects.filter(practice=practice).values_list("day", flat=True))
    today = Visit.objects.filter(practice=practice, day=AS_OF)
    assert set(today.values_list("state", flat=True)) == {VisitState.OPEN, VisitState.PLANNED}
    assert today.filter(agenda_number__gt=0).count() >= 8


def test_nothing_has_happened_in_the_future():
    at = clock.now()
    assert not Contact.objects.filter(created_at__gt=at).exists()
    assert not PlanVersion.objects.filter(at__gt=at).exists()
    assert not ContactReport.objects.filter(at__gt=at).exists()
    assert not Reading.objects.filter(day__gt=AS_OF).exists()


def test_the_audit_trail_is_whole():
    verdict = verify()
    assert verdict.findings == []
    assert sum(chain.events for chain in verdict.chains) > 1000


def test_every_plan_takes_one_page_in_standard_print():
    versions = PlanVersion.objects.filter(plan__state=PlanState.ACTIVE).select_related(
        "plan__patient", "plan__practice", "goal_version", "by"
    )
    assert versions.count() > 60
    texts = {
        language: library.load_as(schema.DocumentTexts, "take_home").in_language(language) for language in LANGUAGES
    }
    for version in versions.prefetch_related("barriers", "caution_reviews"):
        language = version.plan.patient.language if version.plan.patient.language in LANGUAGES else "en"
        facts = gather_facts(version, language=language, variant=PageVariant.STANDARD, printed_on=AS_OF)
        assert render_pdf(facts, texts[language]).pages == 1, version.step_words


def test_a_second_time_changes_nothing(demo):
    before = digest()
    assert build(patients=40, seed=7, as_of=AS_OF + timedelta(days=5)) == demo
    assert digest() == before
