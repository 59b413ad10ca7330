"""A new step told at a contact while somebody else changes the plan: a comparison, never an overwrite."""

from __future__ import annotations

import re

import pytest

from teamlet.after_visit.tests.conftest import plan_said
from teamlet.after_visit.tests.test_contacts import GOOD, address
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.plans.actions import agree_plan
from teamlet.records.plans.models import PlanVersion

NEW = GOOD | {"next_step": "new", "step": "dance", "amount": "5 min", "when": "3", "days": "3"}


@pytest.fixture
def contact(saved, at):
    at("2026-12-04T10:00")
    return Contact.objects.get()


@pytest.fixture
def stamp_of(client_of, contact):
    """Return what the coach's form carries now."""

    def read(text):
        return re.search(r'name="stamp" value="([^"]+)"', text).group(1)

    return read


def test_a_step_changed_meanwhile_is_shown_beside_what_was_typed(client_of, contact, staff, at, stamp_of):
    coach = client_of("coach")
    stamp = stamp_of(coach.get(address(contact)).content.decode())
    version = PlanVersion.objects.get()
    agree_plan(
        goal_version=version.goal_version,
        said=plan_said(step_words="swim", parts={}),
        at=at("2026-12-04T10:01"),
        by=staff("nurse", name="Iris Bell").principal,
    )
    answer = coach.post(address(contact), NEW | {"stamp": stamp})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed the plan meanwhile" in text
    assert "Iris Bell" in text
    assert "dance" in text
    assert not ContactReport.objects.exists()
    assert PlanVersion.objects.order_by("-id").first().step_words == "swim"


def test_a_form_given_back_keeps_what_it_has_seen(client_of, contact, staff, at, stamp_of):
    coach = client_of("coach")
    stamp = stamp_of(coach.get(address(contact)).content.decode())
    agree_plan(
        goal_version=PlanVersion.objects.get().goal_version,
        said=plan_said(step_words="swim", parts={}),
        at=at("2026-12-04T10:01"),
        by=staff("nurse").principal,
    )
    given_back = coach.post(address(contact), NEW | {"stamp": stamp, "step": ""})
    assert given_back.status_code == 422
    again = coach.post(address(contact), NEW | {"stamp": stamp_of(given_back.content.decode())})
    assert again.status_code == 409


def test_without_a_change_the_new_step_is_saved(client_of, contact, stamp_of):
    coach = client_of("coach")
    stamp = stamp_of(coach.get(address(contact)).content.decode())
    assert coach.post(address(contact), NEW | {"stamp": stamp}).status_code == 302
    assert PlanVersion.objects.order_by("-id").first().step_words == "dance"
