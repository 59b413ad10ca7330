"""The first screen of people whose own pages come later: what the practice is, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the day; nothing about patients."""
    return {"today": clock.today(by.time_zone), "name": by.name}
