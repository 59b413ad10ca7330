"""The practice's settings in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import N_
from teamlet.office.forms import SettingForm
from teamlet.records.practice import queries
from teamlet.records.practice.words import SETTINGS

SETTING_LABELS = {
    "follow_up_first_day": N_("Follow-up: first day after the plan"),
    "follow_up_due_day": N_("Follow-up: day we aim for"),
    "follow_up_last_day": N_("Follow-up: last day"),
    "confidence_threshold": N_("How sure: below this we look for a smaller step"),
    "importance_threshold": N_("How important: below this we ask about another goal"),
    "plan_days": N_("Days a plan runs"),
    "contact_attempts": N_("Tries before a pause"),
    "outreach_pause_days": N_("Days of the pause"),
    "undo_minutes": N_("Minutes in which a save can be undone"),
    "call_from_hour": N_("Calls begin at"),
    "call_to_hour": N_("Calls end at"),
    "preparation_items": N_("Questions before a visit, at most"),
    "phq_2_positive": N_("Short mood questions: positive from"),
}
#: Columns of the practice itself, as the history of changes names them.
COLUMN_LABELS = {
    "name": N_("Name"),
    "phone": N_("Phone"),
    "after_hours_phone": N_("Phone after hours"),
    "address": N_("Address"),
    "time_zone": N_("Time zone"),
    "text_number": N_("Number for text messages"),
    "working_days": N_("Days on which we call"),
    "ehr_format": N_("Copy for the EHR"),
}


def setting_rows(by: Principal, bound: dict[str, SettingForm]) -> list[dict[str, Any]]:
    """Return every setting with its value, default, range, source and form."""
    values = queries.settings_of(by)
    return [
        {
            "name": name,
            "label": _(SETTING_LABELS[name]),
            "value": values[name],
            "setting": setting,
            "form": bound.get(name) or SettingForm(initial={"value": values[name]}, auto_id=f"{name}_%s"),
        }
        for name, setting in SETTINGS.items()
    ]


def change_rows(by: Principal) -> list[dict[str, Any]]:
    """Return who changed what from which value to which, newest first."""
    return [
        {
            "at": row.at,
            "by": row.by.name if row.by else _("the system"),
            "what": _((SETTING_LABELS | COLUMN_LABELS).get(row.name, row.name)),
            "old": _shown(row.old),
            "new": _shown(row.new),
        }
        for row in queries.setting_changes(by)
    ]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return _("own format") if value else _("shipped format")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
