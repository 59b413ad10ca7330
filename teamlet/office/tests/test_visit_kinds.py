"""The least support of each kind of visit."""

from __future__ import annotations

import pytest
from django.urls import reverse

from teamlet.ground.access import stamps
from teamlet.records.visits.models import SupportMinimum
from teamlet.records.visits.queries import support_minimums
from teamlet.records.visits.words import SUPPORT_MINIMUM, SupportPart, VisitKind

pytestmark = pytest.mark.django_db
WHERE = "/practice/cedar/office/visit-kinds/"


def test_the_defaults_hold_until_the_office_chooses(practice, neighbor, client_of):
    manager = client_of("manager")
    assert manager.get(reverse("office:visit_kinds", args=["cedar"])).status_code == 200
    said = {kind.value: [part.value for part in parts] for kind, parts in SUPPORT_MINIMUM.items()}
    said["acute"] = ["last_step", "next_contact"]
    assert manager.post(WHERE, said | {"stamp": stamps.make()}).status_code == 302
    chosen = support_minimums(practice)
    assert chosen[VisitKind.ACUTE] == (SupportPart.LAST_STEP, SupportPart.NEXT_CONTACT)
    assert {kind: chosen[kind] for kind in VisitKind if kind != "acute"} == {
        kind: SUPPORT_MINIMUM[kind] for kind in VisitKind if kind != "acute"
    }
    assert SupportMinimum.objects.count() == 1
    assert support_minimums(neighbor) == SUPPORT_MINIMUM


def test_a_part_that_does_not_exist_is_refused_beside_its_kind(client_of):
    answer = client_of("manager").post(WHERE, {"acute": ["zorp"], "stamp": stamps.make()})
    assert answer.status_code == 422
    assert not SupportMinimum.objects.exists()


@pytest.mark.parametrize("role", ["nurse", "front-desk"])
def test_only_the_office_chooses(client_of, role):
    assert client_of(role).get(WHERE).status_code == 404
