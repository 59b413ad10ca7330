"""What a report of a contact must name, and the plan it was told about."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.ground.reasons import ChangedMeanwhile, Refused
from teamlet.records.followups.actions import ContactSaid, ContactTold, agree_support, report_contact
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.words import Channel, ClosingReason
from teamlet.records.plans.actions import GoalSaid, PlanSaid, agree_plan
from teamlet.records.plans.actions.plans import latest_plan_version
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.words import FollowUpAnswer, PlanOutcome

pytestmark = pytest.mark.django_db


def step(words="Walk"):
    return PlanSaid(
        step_words=words,
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 12, 7),
        follow_up=FollowUpAnswer.AGREED,
    )


@pytest.fixture
def agreed(patient, staff, at):
    moment = at("2026-11-23T09:20")
    said = GoalSaid(words="Walk with my grandson")
    return agree_support(patient=patient, goal_said=said, plan_said=step(), at=moment, by=staff("coach").principal)


@pytest.fixture
def report(agreed, staff, at):
    moment = at("2026-12-04T10:00")

    def save(plan_seen=None, **said):
        told = ContactTold(channel=Channel.CALL, outcome=PlanOutcome.MOSTLY, **said)
        contact = Contact.objects.get(state="open")
        return report_contact(contact=contact, told=told, plan_seen=plan_seen, at=moment, by=staff("coach").principal)

    return save


def test_a_report_names_the_next_contact_or_why_there_is_none(report):
    with pytest.raises(Refused) as refused:
        report()
    assert refused.value.reason.code == "followups.next_or_reason"
    assert Contact.objects.get().state == "open"
    assert not ContactReport.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"next_contact": ContactSaid(agreed_on=date(2026, 12, 11))},
        {"closing": ClosingReason.DECLINED_FOLLOW_UP, "ask_again_on": date(2027, 3, 1)},
    ],
    ids=["next contact", "reason"],
)
def test_either_is_enough(report, said):
    report(**said)
    assert Contact.objects.get(follows=None).state == "reached"


def test_a_new_step_never_overwrites_a_plan_that_came_meanwhile(report, agreed, patient, staff, at):
    seen = latest_plan_version(patient)
    agree_plan(
        goal_version=agreed.goal_version,
        said=step("Swim"),
        at=at("2026-12-04T09:50"),
        by=staff("nurse").principal,
    )
    following = ContactSaid(agreed_on=date(2026, 12, 11))
    with pytest.raises(ChangedMeanwhile) as changed:
        report(plan_seen=seen, next_step="new", new_plan=step("Walk less"), next_contact=following)
    assert changed.value.section == "plan"
    assert PlanVersion.objects.order_by("-id").first().step_words == "Swim"
    assert Contact.objects.get().state == "open"


def test_the_same_step_needs_no_comparison(report, agreed, patient, staff, at):
    seen = latest_plan_version(patient)
    agree_plan(
        goal_version=agreed.goal_version, said=step("Swim"), at=at("2026-12-04T09:50"), by=staff("nurse").principal
    )
    report(plan_seen=seen, next_contact=ContactSaid(agreed_on=date(2026, 12, 11)))
    assert Contact.objects.get(follows=None).state == "reached"
