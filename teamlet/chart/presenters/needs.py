"""A patient's level of need with everything it rests on, what the level means, and what the team set before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _, ngettext

from teamlet.chart.presenters.person import header
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import ROLE_LABELS
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import date_words
from teamlet.records.followups import rules
from teamlet.records.followups.actions.needs import hand_mark
from teamlet.records.followups.models import NeedLevel
from teamlet.records.followups.queries.needs import level_of, need_of, past_levels
from teamlet.records.followups.queries.slips import as_reason, slips_of
from teamlet.records.followups.rules.needs import Input
from teamlet.records.followups.words.needs import (
    INPUT_STATE_LABELS,
    LEVEL_LABELS,
    NEED_INPUT_LABELS,
    WHY_ANOTHER_LEVEL_LABELS,
    InputState,
    Level,
    NeedInput,
    WhyAnotherLevel,
)
from teamlet.records.followups.words.slips import SLIP_RESULT_LABELS, SlipResult, SlipState
from teamlet.records.patients import rules as patient_rules
from teamlet.records.patients.models import Patient
from teamlet.records.patients.words import Sensitivity, Showing, View

#: Inputs that rest on labeled answers: shown to roles that may see those in a chart.
_LABELS = {
    NeedInput.MOOD: Sensitivity.MENTAL_HEALTH,
    NeedInput.CRISIS: Sensitivity.MENTAL_HEALTH,
    NeedInput.SOCIAL_NEED: Sensitivity.SOCIAL,
    NeedInput.SOCIAL_INSTABILITY: Sensitivity.SOCIAL,
}
_TONES = {InputState.PRESENT: "tag--look", InputState.NOT_PRESENT: "tag--done", InputState.NOT_KNOWN: ""}


def needs(by: Principal, patient: Patient, today: date) -> dict[str, Any]:
    """Return everything the page of the level of need shows."""
    row = level_of(by, patient.pk)
    need = need_of(by, patient.pk, on=today)
    hidden = {
        code.value
        for code, label in _LABELS.items()
        if patient_rules.may_see(label, by.roles, View.CHART).status is not Showing.SHOWN
    }
    said = [reason for reason in need.decision.reasons if reason.values.get("input") not in hidden]
    return {
        "who": header(by, patient, today, "support"),
        "level": f"{need.level.number} · {_(LEVEL_LABELS[need.level])}",
        "reasons": [in_words(reason) for reason in said],
        "from_inputs": _(LEVEL_LABELS[need.from_inputs]),
        "inputs": [_input(each, hidden=each.code.value in hidden) for each in need.inputs],
        "other_way": need.other_way,
        "may_rest": need.may_rest,
        "cadence": cadence_words(need.level),
        "by_hand": _by_hand(row),
        "past": [_past(each) for each in past_levels(by, patient.pk)],
        "slips": [_slip(each) for each in slips_of(by, patient.pk, limit=8)],
        "stamp": stamps.make(patient_oid=patient.oid, seen={"level": hand_mark(row)}),
        "clear_stamp": stamps.make(patient_oid=patient.oid, seen={"level": hand_mark(row)}),
    }


def in_words(reason: Reason) -> Reason:
    """Return a reason with its days in the reader's words."""
    language = get_language() or "en"
    values = {
        name: date_words(date.fromisoformat(str(value)), language) if name in ("day", "date") and value else value
        for name, value in reason.values.items()
    }
    return Reason(reason.code, values)


def cadence_words(level: Level) -> list[str]:
    """Return what the stepped contact plan says of a level, in short sentences."""
    cadence = rules.CADENCES[level]
    low, high = cadence.first_days
    if cadence.working_days:
        first = ngettext(
            "First contact inside %(num)s working day after the event or plan.",
            "First contact inside %(num)s working days after the event or plan.",
            high,
        ) % {"num": high}
    elif low == 1:
        first = _("First contact inside {days} days.").format(days=high)
    else:
        first = _("First contact on days {first} to {last}.").format(first=low, last=high)
    company, well = cadence.often_days
    if cadence.often_times:
        then = _("Then every {days} days, {times} times; after that every {more} days.").format(
            days=well, times=cadence.often_times, more=cadence.then_days
        )
    elif cadence.light_after is None:
        then = _("Then every {days} days.").format(days=well)
    elif cadence.light_after:
        then = _(
            "Then every {few} to {many} days; after {times} good times in a row a light contact every {days} days."
        ).format(few=company, many=well, times=cadence.light_after, days=rules.MAINTENANCE_DAYS)
    else:
        then = _("Then every {days} days; sooner when the step needs company.").format(days=well)
    people = ", ".join(_(ROLE_LABELS[role]) for role in cadence.owners)
    return [first, then, _("Usually with: {people}.").format(people=people)]


def _input(each: Input, *, hidden: bool) -> dict[str, Any]:
    label = _(NEED_INPUT_LABELS[each.code])
    if hidden:
        return {"label": label[:1].upper() + label[1:], "state": _("Not shown to your role"), "tone": "", "value": ""}
    return {
        "label": label[:1].upper() + label[1:],
        "state": _(INPUT_STATE_LABELS[each.state]),
        "tone": _TONES[each.state],
        "value": date_words(each.day, get_language() or "en") if each.day else each.value,
    }


def _by_hand(row: NeedLevel | None) -> dict[str, Any] | None:
    if row is None or row.set_level is None:
        return None
    return {
        "level": _(LEVEL_LABELS[Level(str(row.set_level))]),
        "why": _(WHY_ANOTHER_LEVEL_LABELS[WhyAnotherLevel(row.set_why)]),
        "words": row.set_words,
        "who": row.set_by.name if row.set_by else "",
        "on": row.set_on,
        "until": row.set_until,
    }


def _past(row: NeedLevel) -> dict[str, Any]:
    by_hand = row.set_level is not None
    return {
        "at": row.at,
        "level": f"{row.level} · {_(LEVEL_LABELS[Level(str(row.level))])}",
        "why": _(WHY_ANOTHER_LEVEL_LABELS[WhyAnotherLevel(row.set_why)]) if by_hand else _("as the record gives it"),
        "who": row.set_by.name if by_hand and row.set_by else "",
    }


def _slip(row: Any) -> dict[str, Any]:
    return {
        "oid": row.oid,
        "reasons": [in_words(as_reason(each)) for each in row.reasons],
        "is_open": row.state == SlipState.OPEN,
        "owner": row.task.owner.called if row.task else "",
        "result": _(SLIP_RESULT_LABELS[SlipResult(row.result)]) if row.result else "",
    }
