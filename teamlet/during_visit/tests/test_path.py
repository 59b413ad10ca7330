"""The path: seven fields, saved, printed, whatever is typed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_strip_opens_with_the_focus_in_the_goal(open_visit):
    page = open_visit().get()
    assert page.status_code == 200
    assert 'name="goal"' in page.content.decode()


def test_seven_fields_save_goal_plan_and_contact_and_lead_to_the_page(open_visit):
    from teamlet.records.followups.models import Contact
    from teamlet.records.plans.models import PlanVersion

    strip = open_visit()
    response = strip.save()
    assert response.status_code == 302, response.content.decode()[:3000]
    version = PlanVersion.objects.get()
    assert version.goal_version.words == "I want to keep up with Mateo"
    assert (version.step_words, version.amount_words) == ("walk", "10 minutes")
    assert (version.when_words, version.days_words) == ("after dinner", "3 days a week")
    assert (version.confidence_first, version.confidence) == (8, 8)
    contact = Contact.objects.get()
    assert (contact.from_time.hour, contact.to_time.hour) == (9, 12)
    assert strip.get().status_code == 200
