"""Handing over: only to somebody who can take the patient."""

from __future__ import annotations

import pytest

from teamlet.ground.reasons import Refused
from teamlet.records.practice.models import Membership
from teamlet.records.visits.actions import hand_over, start_visit
from teamlet.records.visits.models import Handoff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["suspended", "of the neighboring practice"])
def test_a_patient_is_handed_to_active_people_of_this_practice_only(patient, neighbor, staff, at, who):
    moment, ma = at("2026-11-23T09:20"), staff("medical-assistant").principal
    visit = start_visit(patient=patient, at=moment, by=ma)
    receiver = staff("nurse", at=None if who == "suspended" else neighbor).membership
    if who == "suspended":
        Membership.objects.filter(pk=receiver.pk).update(state="suspended")
        receiver.refresh_from_db()
    with pytest.raises(Refused, match=r"practice\.membership_not_active"):
        hand_over(visit=visit, receiver=receiver, at=moment, by=ma)
    assert not Handoff.objects.exists()


def test_the_same_request_twice_is_one_handoff(patient, staff, at):
    moment, ma, nurse = at("2026-11-23T09:20"), staff("medical-assistant").principal, staff("nurse").membership
    visit = start_visit(patient=patient, at=moment, by=ma)
    first, again = (hand_over(visit=visit, receiver=nurse, at=moment, by=ma) for _ in range(2))
    assert first == again
