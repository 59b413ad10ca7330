"""A second save about the same contact keeps it; how sure is counted once per answer."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.records.followups.actions import ContactSaid, agree_support, record_attempt
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import AttemptResult, Channel, ContactState
from teamlet.records.patients.models import Reading
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save

from .test_actions import GOAL, MONDAY, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(staff):
    return staff("coach")


@pytest.fixture
def agreed(patient, staff, at):
    ma = staff("medical-assistant").principal
    return agree_support(patient=patient, goal_said=GOAL, plan_said=plan(), at=at(MONDAY), by=ma)


def test_a_second_save_that_changes_nothing_about_the_contact_keeps_it_with_its_tries(
    agreed, patient, staff, coach, at
):
    ma = staff("medical-assistant").principal
    contact = Contact.objects.get()
    record_attempt(
        contact=contact,
        channel=Channel.CALL,
        result=AttemptResult.NO_ANSWER,
        at=at("2026-11-23T09:22"),
        by=coach.principal,
    )
    second = agree_support(
        patient=patient,
        goal=agreed.plan.goal,
        goal_said=GOAL,
        plan_said=plan(amount_words="5 minutes"),
        at=at("2026-11-23T09:25"),
        by=ma,
    )
    kept = Contact.objects.get()
    assert (kept.pk, kept.state, kept.plan_version) == (contact.pk, ContactState.OPEN, second)
    assert kept.attempts.count() == 1
    undo_save(save=Save.objects.order_by("-id").first(), at=at("2026-11-23T09:30"), by=ma)
    kept.refresh_from_db()
    assert (kept.state, kept.plan_version.amount_words) == (ContactState.OPEN, "10 minutes")


@pytest.mark.parametrize(
    ("said", "changes", "many"),
    [
        (ContactSaid(), {}, 1),
        (ContactSaid(agreed_on=date(2026, 12, 4)), {}, 1),
        (ContactSaid(agreed_on=date(2026, 12, 3)), {}, 2),
        (ContactSaid(phone="(555) 010-9999"), {}, 2),
        (ContactSaid(channel=Channel.TEXT), {}, 2),
        (ContactSaid(), {"cautions": ("fasting",)}, 2),
    ],
)
def test_what_makes_it_another_contact(agreed, patient, staff, at, said, changes, many):
    ma = staff("medical-assistant").principal
    moment = at("2026-11-23T09:25")
    agree_support(
        patient=patient,
        goal=agreed.plan.goal,
        goal_said=GOAL,
        plan_said=plan(**changes),
        contact_said=said,
        at=moment,
        by=ma,
    )
    assert Contact.objects.count() == many
    assert Contact.objects.filter(state=ContactState.OPEN).count() == 1


def test_how_sure_is_a_new_reading_only_when_it_was_answered_anew(agreed, patient, staff, at):
    ma = staff("medical-assistant").principal
    for minute, changes in enumerate([{"amount_words": "5 minutes"}, {"confidence": 9}, {"where_words": "the park"}]):
        agree_support(
            patient=patient,
            goal=agreed.plan.goal,
            goal_said=GOAL,
            plan_said=plan(**({"confidence": 9} if minute == 2 else {}), **changes),
            at=at(f"2026-11-23T09:3{minute}"),
            by=ma,
        )
    scores = Reading.objects.filter(patient=patient, code="confidence", entered_in_error=False).order_by("id")
    assert list(scores.values_list("value", flat=True)) == [8, 9]
