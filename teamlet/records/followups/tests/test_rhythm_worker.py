"""The worker's own jobs: what is due is drafted and, with a standing approval, waits to be sent."""

from __future__ import annotations

from datetime import time

import pytest

from teamlet import worker
from teamlet.records.followups.tests.test_rhythm import MONDAY, agree, local  # noqa: F401  (a fixture)
from teamlet.records.outreach import actions as outreach
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, Purpose

pytestmark = pytest.mark.django_db


def test_without_an_approval_a_person_looks_first_with_one_it_waits_to_be_sent(agree, practice, staff, at):  # noqa: F811
    agree()
    at(local(0, time(12)))
    worker.draft_messages("cedar")
    assert list(Message.objects.values_list("state", flat=True)) == ["draft"]
    outreach.approve_purpose(
        practice=practice, purpose=Purpose.PLAN_COPY, channel=Channel.TEXT, at=MONDAY, by=staff("nurse").principal
    )
    worker.draft_messages("cedar")
    worker.draft_messages("cedar")
    [message] = Message.objects.all()
    assert (message.state, message.send_after) == ("queued", local(1))


def test_a_practice_that_is_gone_is_passed_over(practice):
    worker.draft_messages("nobody")
    worker.draft_preparations("nobody")
    worker.draft_preparations("cedar")
    assert not Message.objects.exists()
