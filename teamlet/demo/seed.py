"""Building the demo: two practices side by side, made by our own generator, the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from teamlet.demo.cast import CEDAR, STAGES
from teamlet.demo.stage import set_stage
from teamlet.ground import clock
from teamlet.records.practice.queries import practice_by_key


def build(
    *, patients: int = 300, seed: int = 1, as_of: date | None = None, progress: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Build the demo unless it is there; return its practices and sign-ins.  A second time changes nothing."""
    at = clock.now()
    today = as_of or clock.today(CEDAR.time_zone)
    if practice_by_key(CEDAR.key) is None:
        with transaction.atomic():
            for stage in STAGES:
                set_stage(stage, today=today, at=at)
    return {
        "practices": [stage.key for stage in STAGES],
        "users": [
            {
                "email": stage.email(player.login),
                "password": stage.password(player.login),
                "role": player.roles[0].value,
                "practice": stage.key,
            }
            for stage in STAGES
            for player in stage.players
        ],
    }
