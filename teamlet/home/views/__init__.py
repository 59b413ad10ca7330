from __future__ import annotations

from teamlet.home.views.alerts import alert, alert_bar, alerts
from teamlet.home.views.arrivals import arrived
from teamlet.home.views.asking import asked, to_ask
from teamlet.home.views.handed import answer_handoff, handed_now
from teamlet.home.views.returned import form_in_error, returned, returned_form
from teamlet.home.views.start import saves, start, undo
from teamlet.home.views.taking import take

__all__ = [
    "alert",
    "alert_bar",
    "alerts",
    "answer_handoff",
    "arrived",
    "asked",
    "form_in_error",
    "handed_now",
    "returned",
    "returned_form",
    "saves",
    "start",
    "take",
    "to_ask",
    "undo",
]
