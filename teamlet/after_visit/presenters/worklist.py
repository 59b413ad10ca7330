"""The worklist: who waits for a contact, in which order, filtered by codes in the address."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui.frame import NavItem
from teamlet.records.documents.queries import step_text
from teamlet.records.followups import queries, rules
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.words import CHANNEL_LABELS, DUE_STATE_LABELS, Channel, DueState
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.queries import may_show_on_lists
from teamlet.records.plans.words import PLAN_OUTCOME_LABELS, PlanOutcome
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_members, teams
from teamlet.records.tasks.models import TaskMove
from teamlet.records.tasks.queries import last_moves
from teamlet.records.tasks.words import MOVE_REASON_LABELS, MoveReason

PAGE = 50
Cursor = tuple[int, date, str, int]


def worklist_page(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the list with its filters; eight queries whatever its length, nine with a team."""
    today = clock.today(by.time_zone)
    people = active_members(by, roles=SUPPORT)
    whose = _whose(asked.get("of", "me"), people, by)
    state = {each.value: each for each in DueState}.get(asked.get("state", ""))
    rows = queries.worklist(
        by,
        on=today,
        owner_ids=_owner_ids(whose, people, by),
        state=state,
        after=read_cursor(asked.get("after", "")),
        limit=PAGE + 1,
    )
    shown = rows[:PAGE]
    return {
        "today": today,
        "rows": lines(by, shown, today),
        "counts": _counts(by, whose, state, people, today),
        "whose": whose,
        "owners": _owner_tabs(by, whose, state, people),
        "person": next((person.user.name for person in people if person.oid == whose), ""),
        "next": _address(by, whose, state, after=write_cursor(shown[-1])) if len(rows) > PAGE else None,
        "first": _address(by, whose, state) if asked.get("after") else None,
        "is_filtered": state is not None,
        "everyone": _address(by, "everyone", None),
    }


def lines(by: Principal, rows: list[Contact], today: date) -> list[dict[str, Any]]:
    """Return the rows as the list shows them; two queries."""
    reports = queries.last_report_of(by, [row.goal_id for row in rows])
    moves = last_moves(by, [row.task_id for row in rows])
    return [line(row, today, reports.get(row.goal_id), moves.get(row.task_id)) for row in rows]


def line(row: Contact, today: date, report: ContactReport | None, move: TaskMove | None) -> dict[str, Any]:
    """Return one person of the list: who, their step, how it went, when it is due, whose it is."""
    due = rules.due_state(today, row.due_on, row.window_last)
    open_to_all = may_show_on_lists(row.plan_version)
    return {
        "oid": row.oid,
        "name": patient_name(row.patient),
        "language": row.patient.language,
        "interpreter": row.patient.interpreter,
        "step": step_text(row.plan_version, "en") if open_to_all else _("see chart"),
        "last": _(PLAN_OUTCOME_LABELS[PlanOutcome(report.outcome)]) if report and open_to_all else "",
        "sure": row.plan_version.confidence if open_to_all else None,
        "sure_now": report.confidence if report and open_to_all else None,
        "state": due.status.value,
        "state_label": _(DUE_STATE_LABELS[due.status]),
        "due": row.due_on,
        "ends": row.window_last,
        "window": (row.from_time, row.to_time) if row.from_time and row.to_time else None,
        "channel": _(CHANNEL_LABELS[Channel(row.channel)]),
        "tries": row.tries,  # type: ignore[attr-defined]
        "is_urgent": row.task.risk >= rules.risk_rank(caution_open=True),
        "owner": row.task.owner.called,
        "moved_from": move.from_owner.called if move else "",
        "moved_why": _(MOVE_REASON_LABELS[MoveReason(move.reason)]) if move else "",
    }


def write_cursor(row: Contact) -> str:
    """Return where the next page begins, as one word of an address: numbers and dates only."""
    risk, last, since, pk = queries.cursor_of(row)
    return base64.urlsafe_b64encode(json.dumps([risk, last.isoformat(), since, pk]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """Return what ``write_cursor`` wrote, or None for anything else: then the list begins at its beginning."""
    try:
        risk, last, since, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return int(risk), date.fromisoformat(last), clock_text(since), int(pk)
    except (ValueError, TypeError, binascii.Error, OverflowError):
        return None


def clock_text(value: object) -> str:
    """Return an instant's text unchanged.  Raises ``ValueError`` when it is none."""
    if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("no instant")
    return value


def _whose(asked: str, people: list[Membership], by: Principal) -> str:
    known = {"me", "everyone", "team", *(person.oid for person in people)}
    return asked if asked in known else "me"


def _owner_ids(whose: str, people: list[Membership], by: Principal) -> list[int] | None:
    if whose == "everyone":
        return None
    if whose == "team":
        mates = {
            member.pk
            for team in teams(by)
            if by.membership_id in {member.pk for member in team.members.all()}
            for member in team.members.all()
        }
        return sorted(mates | ({by.membership_id} if by.membership_id else set()))
    if whose == "me":
        return [by.membership_id] if by.membership_id else []
    return [person.pk for person in people if person.oid == whose]


def _counts(
    by: Principal, whose: str, state: DueState | None, people: list[Membership], today: date
) -> list[dict[str, Any]]:
    found = queries.counts(by, on=today, owner_ids=_owner_ids(whose, people, by))
    order = (DueState.OVERDUE, DueState.DUE, DueState.UPCOMING)
    return [
        {
            "label": _(DUE_STATE_LABELS[each]),
            "count": found[each],
            "url": _address(by, whose, None if each is state else each),
            "current": each is state,
        }
        for each in order
    ]


def _owner_tabs(by: Principal, whose: str, state: DueState | None, people: list[Membership]) -> list[NavItem]:
    tabs = [("me", _("Mine")), ("team", _("My team")), ("everyone", _("Everyone"))]
    tabs += [(person.oid, person.called) for person in people if person.oid == whose]
    return [NavItem(label, _address(by, code, state), current=code == whose) for code, label in tabs]


def _address(by: Principal, whose: str, state: DueState | None, after: str = "") -> str:
    query = {"of": whose} if whose != "me" else {}
    if state is not None:
        query["state"] = state.value
    if after:
        query["after"] = after
    return reverse("after_visit:worklist", kwargs={"practice": by.practice_key}, query=query or None)
