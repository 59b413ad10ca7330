"""The pages of a visit."""

from __future__ import annotations

from teamlet.during_visit.views.around import (
    caution,
    finish,
    in_error,
    not_today,
    suggestion,
    times,
    turned,
)
from teamlet.during_visit.views.handoffs import hand_over, handed_now, handoff
from teamlet.during_visit.views.parts import agenda, goal, menu, part
from teamlet.during_visit.views.path import strip, told
from teamlet.during_visit.views.start import open_planned, start

__all__ = [
    "agenda",
    "caution",
    "finish",
    "goal",
    "hand_over",
    "handed_now",
    "handoff",
    "in_error",
    "menu",
    "not_today",
    "open_planned",
    "part",
    "start",
    "strip",
    "suggestion",
    "times",
    "told",
    "turned",
]
