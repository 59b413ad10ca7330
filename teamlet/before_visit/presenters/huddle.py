"""The huddle's sheet: the day, what is left over, the flagged patients with who does what, the team's own lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from teamlet.before_visit.presenters.preparing import (
    OPEN,
    DayFacts,
    Need,
    day_facts,
    found_missing,
    item_need,
    left_choices,
    needs_of,
    people_choices,
    plan_words,
    spoken,
    what_choices,
)
from teamlet.before_visit.presenters.sheet import expired_lines
from teamlet.content.schema.populations import Route
from teamlet.ground.access.principal import Principal
from teamlet.ground.ui.reason_words import say
from teamlet.records.patients.queries import patient_name
from teamlet.records.visits.models import Visit
from teamlet.records.visits.queries import schedule_on
from teamlet.records.visits.rules.words import ItemWhat
from teamlet.records.visits.words import CALLED_OFF, VISIT_KIND_LABELS, VISIT_STATE_LABELS, VisitKind, VisitState

#: How sure from which on somebody is not flagged for it.
SURE_ENOUGH = 7
#: Populations told with their reason; the others by name.
POPULATIONS = 2
#: What flags nobody unless somebody was named for it: asked in every visit, or done from the list of what is due.
_ASKED_ANYWAY = frozenset({ItemWhat.AGENDA, ItemWhat.LAST_STEP, ItemWhat.CONTACT_POINT, ItemWhat.ORDER})
_DIAGNOSIS = Route.DIAGNOSIS.value


def context(by: Principal, day: date) -> dict[str, Any]:
    """Return the sheet of a day; eight queries whatever the number of visits."""
    visits = schedule_on(by, day)
    expected = [visit for visit in visits if visit.state not in CALLED_OFF]
    facts = day_facts(by, day, expected)
    rows = [row for row in (_row(facts, visit) for visit in expected) if row["flags"]]
    team = {item.what: item for item in facts.items if item.visit_id is None}
    thanks = team.get(ItemWhat.THANKS)
    return {
        "day": day,
        "rows": rows,
        "flagged": len(rows),
        "expected": len(expected),
        "calm": len(expected) - len(rows),
        "away": [person for person in facts.people if not person.is_here],
        "late": [person for person in facts.people if person.calls_late or person.handoffs_open],
        "interpreters": [
            {"starts": visit.starts, "name": patient_name(visit.patient), "language": spoken(visit.patient)}
            for visit in expected
            if visit.patient.interpreter
        ],
        "openings": [_opening(visit) for visit in visits if visit.state in CALLED_OFF],
        "left": [
            {"need": item_need(item), "name": patient_name(item.patient), "day": item.day}
            for item in facts.items
            if item.visit_id is not None and item.patient is not None and item.day < day and item.state in OPEN
        ],
        "expired": expired_lines(facts),
        "testing": team[ItemWhat.TESTING].words if ItemWhat.TESTING in team else "",
        "thanks": thanks.words if thanks is not None and thanks.day == day else "",
        "people": people_choices(facts),
        "whats": what_choices(),
        "left_choices": left_choices(),
    }


def _opening(visit: Visit) -> dict[str, Any]:
    return {
        "starts": visit.starts,
        "minutes": visit.minutes,
        "state": _(VISIT_STATE_LABELS[VisitState(visit.state)]),
        "clinician": visit.clinician.called if visit.clinician else "",
    }


def _row(facts: DayFacts, visit: Visit) -> dict[str, Any]:
    person = visit.patient
    found = found_missing(facts, visit, has_topics=True)
    needs = needs_of(facts, visit, found)
    belongs = facts.populations.get(visit.patient_id, ())
    first, more = (
        [each for each in belongs if each.route != _DIAGNOSIS],
        [each for each in belongs if each.route == _DIAGNOSIS],
    )
    plan, form = plan_words(facts.plan(visit)), facts.form_state(visit)
    return {
        "oid": visit.oid,
        "patient": person.oid,
        "starts": visit.starts,
        "room": visit.room,
        "name": patient_name(person),
        "born": person.birth_date.year if person.birth_date else None,
        "kind": _(VISIT_KIND_LABELS[VisitKind(visit.kind)]),
        "clinician": visit.clinician.called if visit.clinician else "",
        "language": person.language,
        "spoken": spoken(person),
        "large_print": person.large_print,
        "interpreter": person.interpreter,
        "populations": [(each.label, say(each.reason)) for each in first[:POPULATIONS]],
        "more_populations": [each.label for each in (*first[POPULATIONS:], *more) if each.label],
        "plan": plan,
        "form": form,
        "needs": needs,
        "is_ready": visit.ready_at is not None,
        "arrived_at": visit.arrived_at,
        "flags": _is_flagged(needs, plan, form, is_in_focus=bool(first), interpreter=person.interpreter),
    }


def _is_flagged(needs: list[Need], plan: dict[str, Any], form: str, *, is_in_focus: bool, interpreter: bool) -> bool:
    """Whether the team talks about this patient at the huddle.

    A diagnosis alone, or something due alone, flags nobody: both are on the sheet of the visit.
    """
    counts = [need for need in needs if need.owner_oid or need.what not in _ASKED_ANYWAY]
    is_low = plan["sure"] is not None and plan["sure"] < SURE_ENOUGH
    return bool(counts or is_in_focus or is_low or interpreter or form == "back" or plan["not_reached"])


def shown(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return what the live part shows as plain data, for its ETag."""
    return {
        "rows": [
            (
                row["oid"],
                row["form"],
                row["is_ready"],
                str(row["arrived_at"] or ""),
                [_said(need) for need in row["needs"]],
            )
            for row in sheet["rows"]
        ],
        "left": [_said(row["need"]) for row in sheet["left"]],
        "people": sheet["people"],
        "team": (sheet["testing"], sheet["thanks"]),
    }


def _said(need: Need) -> tuple[str, ...]:
    return (need.about, need.label, need.owner_oid, need.state, need.left_why, str(need.number))
