"""The pages of a visit."""

from __future__ import annotations

from teamlet.during_visit.views.after import after, twice
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
from teamlet.during_visit.views.more import feelings, guest, matters, more, shared, suggest, take_topics
from teamlet.during_visit.views.parts import agenda, answers, goal, menu, part
from teamlet.during_visit.views.path import strip, told
from teamlet.during_visit.views.problems import problem, problem_sheet
from teamlet.during_visit.views.scales import scales
from teamlet.during_visit.views.start import open_planned, start

__all__ = [
    "after",
    "agenda",
    "answers",
    "caution",
    "feelings",
    "finish",
    "goal",
    "guest",
    "hand_over",
    "handed_now",
    "handoff",
    "in_error",
    "matters",
    "menu",
    "more",
    "not_today",
    "open_planned",
    "part",
    "problem",
    "problem_sheet",
    "scales",
    "shared",
    "start",
    "strip",
    "suggest",
    "suggestion",
    "take_topics",
    "times",
    "told",
    "turned",
    "twice",
]
