"""Tries are counted per window."""

from __future__ import annotations

import pytest

from teamlet.ground.access import tries
from teamlet.ground.access.models import Tries

pytestmark = pytest.mark.django_db


def test_tries_are_counted_per_window(at):
    at("2026-11-23T09:00")
    assert [tries.take("a", limit=3, seconds=60) for _ in range(5)] == [True, True, True, False, False]
    assert tries.take("b", limit=3, seconds=60)
    at("2026-11-23T09:00:59")
    assert not tries.take("a", limit=3, seconds=60)
    at("2026-11-23T09:01")
    assert tries.take("a", limit=3, seconds=60)
    tries.give_back("a")
    assert [tries.take("a", limit=3, seconds=60) for _ in range(4)] == [True, True, True, False]
    at("2026-11-24T10:00")
    assert tries.forget_old() == 2
    assert Tries.objects.count() == 0
