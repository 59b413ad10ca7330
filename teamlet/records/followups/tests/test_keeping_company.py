"""The cadence walked day by day; light contacts after success; a new treatment of depression; not reached yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet.before_visit.presenters.preparing import plan_words
from teamlet.conftest import make_patient
from teamlet.ground.days import MONDAY_TO_FRIDAY
from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups import queries, rules
from teamlet.records.followups.actions import (
    ContactSaid,
    ContactTold,
    agree_support,
    close_contact,
    record_attempt,
    report_contact,
)
from teamlet.records.followups.actions.needs import set_level
from teamlet.records.followups.actions.report import propose_next
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.cadence import course_of
from teamlet.records.followups.queries.reaching import is_not_reached, last_contact_of_goal, never_rests
from teamlet.records.followups.rules import first_contact_days, next_after_contact
from teamlet.records.followups.tests.calendar_days import HOLIDAYS, works
from teamlet.records.followups.tests.people import medicine
from teamlet.records.followups.tests.test_actions import GOAL, plan
from teamlet.records.followups.words import AttemptResult, Channel, ClosingReason, ContactState, NextAttempt
from teamlet.records.followups.words.needs import Level, WhyAnotherLevel
from teamlet.records.plans.actions import GoalSaid
from teamlet.records.plans.models import Goal
from teamlet.records.plans.words import FollowUpAnswer, GoalState, PlanOutcome
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save

MONDAY = "2026-11-23T09:20"
TODAY = date(2026, 11, 23)


# --- the calendar ------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", Level)
def test_the_first_contact_lies_where_the_level_says_on_every_day_of_four_years(level):
    """Leap day, holidays and weekends included: level 3 inside 7 days, level 4 by the second working day."""
    day = date(2024, 1, 1)
    while day < date(2028, 1, 1):
        days = first_contact_days(day, level, holidays=HOLIDAYS)
        new = first_contact_days(day, level, depression_treatment_is_new=True, holidays=HOLIDAYS)
        assert new is not None
        assert new <= 7 or level is Level.CLOSE_SUPPORT
        if level.number <= 2:
            assert days is None
        else:
            assert days is not None
            made = rules.contact_date(day, within_days=days, holidays=HOLIDAYS)
            assert made.on is not None
            assert day < made.on <= day + timedelta(days=days)
            working = [each for each in range(1, days + 1) if works(day + timedelta(days=each))]
            assert len(working) == 2 if level is Level.CLOSE_SUPPORT else days == 7
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("level", "outcome", "gaps"),
    [
        (1, PlanOutcome.DONE_AS_PLANNED, [90, 90, 90, 90]),
        (2, PlanOutcome.DONE_AS_PLANNED, [28, 90, 90, 90]),
        (2, PlanOutcome.PARTLY, [14, 14, 14, 14]),
        (3, PlanOutcome.DONE_AS_PLANNED, [7, 7, 7, 14, 14]),
        (4, PlanOutcome.MOSTLY, [7, 7, 7, 7, 7]),
    ],
)
def test_two_years_of_contacts_follow_the_plan_and_never_end(level, outcome, gaps):
    day, end, walked = TODAY, TODAY + timedelta(days=730), []
    contacts = 0
    while day < end:
        contacts += 1
        well = outcome in (PlanOutcome.DONE_AS_PLANNED, PlanOutcome.MOSTLY)
        proposal = next_after_contact(
            outcome, contact_on=day, level=level, contacts_so_far=contacts,
            successes_in_a_row=contacts if well else 0, working_days=frozenset(range(7)),
        )  # fmt: skip
        assert proposal.on is not None
        walked.append((proposal.on - day).days)
        day = proposal.on
    assert walked[: len(gaps)] == gaps
    assert set(walked[len(gaps) :]) <= {gaps[-1]}


def test_every_proposal_of_two_years_is_a_working_day():
    day = TODAY
    while day < TODAY + timedelta(days=730):
        for level in range(1, 5):
            for new in (False, True):
                proposal = next_after_contact(
                    PlanOutcome.MOSTLY, contact_on=day, level=level, depression_treatment_is_new=new,
                    working_days=MONDAY_TO_FRIDAY, holidays=HOLIDAYS,
                )  # fmt: skip
                assert proposal.on is not None
                assert works(proposal.on)
                assert not new or proposal.on <= day + timedelta(days=7)
        day += timedelta(days=1)


# --- with the records --------------------------------------------------------------------------------


def agreed(patient, staff, at, moment=MONDAY, goal=GOAL, **changes):
    ma = staff("medical-assistant").principal
    return agree_support(patient=patient, goal_said=goal, plan_said=plan(**changes), at=at(moment), by=ma)


def told(outcome, **changes):
    return ContactTold(channel=Channel.CALL, outcome=outcome, **changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "due"),
    [(1, date(2026, 12, 4)), (2, date(2026, 12, 4)), (3, date(2026, 11, 30)), (4, date(2026, 11, 25))],
)
def test_the_first_contact_follows_the_level_in_force(practice, patient, staff, at, level, due):
    coach = staff("coach").principal
    why = WhyAnotherLevel.KNOWN_TO_TEAM
    set_level(patient=patient, level=Level(str(level)), why=why, at=at(MONDAY), by=coach)
    agreed(patient, staff, at)
    assert Contact.objects.get().due_on == due


@pytest.mark.django_db
def test_a_new_antidepressant_or_a_depression_plan_brings_it_inside_a_week(practice, patient, staff, at):
    other = make_patient(practice, given="Ivo")
    at(MONDAY)
    medicine(patient, "sertraline 50 MG Oral Tablet", date(2026, 11, 20))
    agreed(patient, staff, at)
    agreed(other, staff, at, goal=GoalSaid(words="Paint again", topic="small_joys"))
    assert [row.due_on for row in Contact.objects.order_by("id")] == [date(2026, 11, 30)] * 2
    contact = Contact.objects.select_related("patient", "practice", "plan_version__goal_version").get(patient=patient)
    proposal = propose_next(contact, told(PlanOutcome.DONE_AS_PLANNED), date(2026, 11, 30))
    assert proposal.decision.reason.code == "followups.next_depression"
    later = propose_next(contact, told(PlanOutcome.DONE_AS_PLANNED), date(2026, 12, 7))
    assert later.decision.reason.code == "followups.next_guided"  # no longer new


@pytest.mark.django_db
def test_the_next_contact_counts_what_was_told_so_far(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at)
    gaps = []
    day = date(2026, 12, 4)
    for _turn in range(3):
        contact = (
            Contact.objects.filter(state="open")
            .select_related("patient", "practice", "plan_version__goal_version")
            .get()
        )
        moment = at(f"{day.isoformat()}T10:00")
        proposal = propose_next(contact, told(PlanOutcome.DONE_AS_PLANNED), day)
        report_contact(
            contact=contact,
            told=told(PlanOutcome.DONE_AS_PLANNED, next_contact=ContactSaid(agreed_on=proposal.on)),
            at=moment,
            by=ma,
        )
        gaps.append((proposal.on - day).days)
        day = proposal.on
    goal = Goal.objects.get()
    assert course_of(practice, goal.pk).successes == course_of(practice, goal.pk).contacts == 3
    assert gaps[0] <= 28
    assert all(85 <= gap <= 90 for gap in gaps[1:])


@pytest.mark.django_db
def test_after_success_a_light_contact_keeps_it_up_and_is_undone_with_it(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at)
    contact = Contact.objects.get()
    moment = at("2026-12-04T10:00")
    day = date(2027, 3, 4)
    report_contact(
        contact=contact,
        told=told(PlanOutcome.DONE_AS_PLANNED, closing=ClosingReason.GOAL_ACHIEVED, ask_again_on=day),
        at=moment,
        by=ma,
    )
    light = Contact.objects.get(state=ContactState.OPEN)
    assert (light.due_on, light.follows, light.task.owner) == (day, contact, contact.task.owner)
    assert Goal.objects.get().state == GoalState.ACHIEVED
    later = at("2027-03-04T10:00")
    again = told(PlanOutcome.MOSTLY, closing=ClosingReason.GOAL_ACHIEVED, ask_again_on=date(2027, 6, 2))
    report_contact(contact=light, told=again, at=later, by=ma)
    assert Contact.objects.get(state=ContactState.OPEN).due_on == date(2027, 6, 2)
    undo_save(save=Save.objects.order_by("-id").first(), at=later, by=ma)
    assert Contact.objects.get(state=ContactState.OPEN) == light


@pytest.mark.django_db
def test_undo_of_a_closed_contact_withdraws_its_light_contact(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at)
    contact = Contact.objects.get()
    moment = at("2026-12-04T10:00")
    facts = rules.ClosingFacts(on=date(2026, 12, 4), last_status=PlanOutcome.MOSTLY, ask_again_on=date(2027, 3, 4))
    close_contact(contact=contact, reason=ClosingReason.GOAL_ACHIEVED, facts=facts, at=moment, by=ma)
    light = Contact.objects.get(state=ContactState.OPEN)
    undo_save(save=Save.objects.order_by("-id").first(), at=moment, by=ma)
    assert Contact.objects.get(state=ContactState.OPEN) == contact
    close_contact(contact=contact, reason=ClosingReason.GOAL_ACHIEVED, facts=facts, at=moment, by=ma)
    light = Contact.objects.get(state=ContactState.OPEN)
    record_attempt(contact=light, channel=Channel.CALL, result=AttemptResult.NO_ANSWER, at=moment, by=ma)
    with pytest.raises(ChangedMeanwhile):
        undo_save(save=Save.objects.filter(kind="followups.close").order_by("-id").first(), at=moment, by=ma)


# --- not reached yet ---------------------------------------------------------------------------------


def tried(contact, by, at, *days):
    for day in days:
        moment = at(f"2026-12-{day:02}T{9 + day % 9:02}:00")
        record_attempt(contact=contact, channel=Channel.CALL, result=AttemptResult.NO_ANSWER, at=moment, by=by)


@pytest.mark.django_db
def test_two_days_without_an_answer_flag_the_next_visit(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at)
    contact = Contact.objects.get()
    tried(contact, ma, at, 4)
    assert not is_not_reached(last_contact_of_goal(practice, contact.goal_id))
    assert not queries.listed_plans(ma, [patient.pk])[patient.pk].not_reached
    tried(contact, ma, at, 7)
    assert is_not_reached(last_contact_of_goal(practice, contact.goal_id))
    listed = queries.listed_plans(ma, [patient.pk])[patient.pk]
    assert listed.not_reached
    assert plan_words(listed)["went"] == "not reached yet: ask how it went"


@pytest.mark.django_db
def test_nobody_with_close_support_is_paused(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at)
    contact = Contact.objects.get()
    tried(contact, ma, at, 4, 7, 8)
    record_attempt(
        contact=contact, channel=Channel.TEXT, result=AttemptResult.DELIVERED, at=at("2026-12-09T09:00"), by=ma
    )
    record_attempt(
        contact=contact, channel=Channel.LETTER, result=AttemptResult.DELIVERED, at=at("2026-12-10T09:00"), by=ma
    )
    on = date(2026, 12, 21)
    contact = Contact.objects.select_related("patient", "practice").get()
    assert queries.next_attempt(contact, on).decision.status is NextAttempt.UNABLE_TO_REACH
    set_level(
        patient=patient, level=Level.CLOSE_SUPPORT, why=WhyAnotherLevel.KNOWN_TO_TEAM, at=at("2026-12-21T09:00"), by=ma
    )
    assert never_rests(practice, patient.pk) == (True, False)
    plan_now = queries.next_attempt(contact, on)
    assert plan_now.decision.status is NextAttempt.ATTEMPT
    assert plan_now.flag_for_visit
    facts = rules.ClosingFacts(
        on=on, last_status=PlanOutcome.UNKNOWN, ask_again_on=on + timedelta(days=90), tries_made=True
    )
    with pytest.raises(Refused) as refused:
        close_contact(
            contact=contact, reason=ClosingReason.UNABLE_TO_REACH, facts=facts, at=at("2026-12-21T09:00"), by=ma
        )
    assert refused.value.reason.code == "followups.no_rest_need"


@pytest.mark.django_db
def test_who_could_not_be_reached_is_asked_at_the_visit(practice, patient, staff, at):
    ma = staff("medical-assistant").principal
    agreed(patient, staff, at, follow_up=FollowUpAnswer.AGREED)
    contact = Contact.objects.get()
    moment = at("2026-12-21T09:00")
    facts = rules.ClosingFacts(
        on=date(2026, 12, 21), last_status=PlanOutcome.UNKNOWN, ask_again_on=date(2027, 3, 21), tries_made=True
    )
    close_contact(contact=contact, reason=ClosingReason.UNABLE_TO_REACH, facts=facts, at=moment, by=ma)
    assert is_not_reached(last_contact_of_goal(practice, contact.goal_id))
    assert queries.listed_plans(ma, [patient.pk])[patient.pk].not_reached
