from __future__ import annotations

from teamlet.home.views.alerts import alert, alert_bar, alerts
from teamlet.home.views.returned import returned, returned_form
from teamlet.home.views.start import answer_handoff, saves, start, undo

__all__ = [
    "alert",
    "alert_bar",
    "alerts",
    "answer_handoff",
    "returned",
    "returned_form",
    "saves",
    "start",
    "undo",
]
