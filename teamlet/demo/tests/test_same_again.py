"""The same seed and the same day give the same demo, another seed other people."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import transaction

from teamlet.demo.people import Crowd
from teamlet.demo.seed import build
from teamlet.demo.tests.digests import digest

pytestmark = pytest.mark.django_db
AS_OF = date(2027, 1, 31)
MANY = 90


def built() -> str:
    """Build the demo, return its digest, and forget it."""
    with transaction.atomic(), time_machine.travel("2027-01-31T16:00:00+00:00", tick=False):
        build(patients=MANY, as_of=AS_OF)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_and_day_give_the_same_demo():
    assert built() == built()


def test_another_seed_gives_other_people(practice):
    crowds = [
        [
            (one.person.given, one.person.family, one.person.birth_date)
            for one in Crowd(practice, seed, AS_OF).take(50, 1)
        ]
        for seed in (1, 1, 2)
    ]
    assert crowds[0] == crowds[1]
    assert crowds[0] != crowds[2]
