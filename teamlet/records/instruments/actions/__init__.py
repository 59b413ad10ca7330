"""Every write of forms, answers, scores and safety alerts."""

from __future__ import annotations

from teamlet.records.instruments.actions.answers import Said, Saved, next_sequence, save_answer
from teamlet.records.instruments.actions.errors import enter_form_in_error
from teamlet.records.instruments.actions.forms import expire_forms, issue_form, revoke_form, set_form_language
from teamlet.records.instruments.actions.links import (
    Entered,
    bind_tablet,
    draw_curtain,
    end_tablet,
    issue_link,
    note_unknown_link,
    open_link,
    open_tablet,
    resume_tablet,
    touch_tablet,
    try_door,
    try_pin,
    verify_birth_date,
)
from teamlet.records.instruments.actions.paper import HandedOut, hand_out_paper
from teamlet.records.instruments.actions.safety import (
    Alarm,
    CoverSaid,
    acknowledge_alert,
    close_alert,
    escalate_alerts,
    name_safety_cover,
    raise_safety_alert,
)
from teamlet.records.instruments.actions.submitting import read_form, submit_form

__all__ = [
    "Alarm",
    "CoverSaid",
    "Entered",
    "HandedOut",
    "Said",
    "Saved",
    "acknowledge_alert",
    "bind_tablet",
    "close_alert",
    "draw_curtain",
    "end_tablet",
    "enter_form_in_error",
    "escalate_alerts",
    "expire_forms",
    "hand_out_paper",
    "issue_form",
    "issue_link",
    "name_safety_cover",
    "next_sequence",
    "note_unknown_link",
    "open_link",
    "open_tablet",
    "raise_safety_alert",
    "read_form",
    "resume_tablet",
    "revoke_form",
    "save_answer",
    "set_form_language",
    "submit_form",
    "touch_tablet",
    "try_door",
    "try_pin",
    "verify_birth_date",
]
