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
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.ui.frame import NavItem
from teamlet.records.documents.queries import step_line
from teamlet.records.documents.rules import language_name
from teamlet.records.followups import queries, rules
from teamlet.records.followups.queries import Waiting
from teamlet.records.followups.words import DUE_STATE_LABELS, DueState
from teamlet.records.patients.queries import full_name
from teamlet.records.plans.queries import is_for_lists
from teamlet.records.plans.rules import parts_from_columns
from teamlet.records.plans.words import PLAN_OUTCOME_LABELS, PlanOutcome
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import active_owner, roles_of, teams
from teamlet.records.tasks.words import MOVE_REASON_LABELS, MoveReason

PAGE = 50
Cursor = tuple[int, date, str, int]
#: Whose contacts may be asked for besides one person's.
_GROUPS = frozenset({"me", "team", "everyone"})
#: Stands for a contact in the address that all rows share: looking an address up for each row is slow.
_OID = "0" * 16


def worklist_page(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the list with its filters; two queries whatever its length, four of a team or a person."""
    today = clock.today(by.time_zone)
    whose, person = _whose(asked.get("of", "me"), by)
    owner_ids = _owner_ids(whose, person, by)
    state = {each.value: each for each in DueState}.get(asked.get("state", ""))
    rows = queries.waiting(
        by,
        on=today,
        owner_ids=owner_ids,
        state=state,
        after=read_cursor(asked.get("after", "")),
        limit=PAGE + 1,
    )
    shown = rows[:PAGE]
    found, visits = queries.counts_with_visits(by, on=today, owner_ids=owner_ids)
    return {
        "today": today,
        "rows": lines(by, shown, today),
        "counts": _counts(by, whose, state, found),
        "visits_to_ask": visits,
        "whose": whose,
        "owners": _owner_tabs(by, whose, state, person),
        "person": person.user.name if person else "",
        "next": _address(by, whose, state, after=write_cursor(shown[-1])) if len(rows) > PAGE else None,
        "first": _address(by, whose, state) if asked.get("after") else None,
        "is_filtered": state is not None,
        "everyone": _address(by, "everyone", None),
        "here": _address(by, whose, state, after=asked.get("after", "") if rows else ""),
    }


def lines(by: Principal, rows: list[Waiting], today: date) -> list[dict[str, Any]]:
    """Return the rows as the list shows them."""
    address = reverse("after_visit:contact", kwargs={"practice": by.practice_key, "contact": _OID})
    take = reverse("home:take", kwargs={"practice": by.practice_key, "task": _OID})
    return [
        {
            "url": address.replace(_OID, row.oid),
            "take": take.replace(_OID, row.task_oid) if row.owner_id in by.pools else "",
            "stamp": stamps.make(patient_oid=row.patient_oid) if row.owner_id in by.pools else "",
            **line(row, today),
        }
        for row in rows
    ]


def line(row: Waiting, today: date) -> dict[str, Any]:
    """Return one person of the list: who, their step, how it went, when it is due, whose it is."""
    due = rules.due_state(today, row.due_on, row.window_last)
    open_to_all = is_for_lists(row.audience, row.topic)
    step = parts_from_columns(
        row.parts, step=row.step_words, amount=row.amount_words, when=row.when_words, days=row.days_words
    )
    return {
        "name": full_name(row.given, row.family),
        "language": _(language_name(row.language)) if row.language not in {"", "en"} else "",
        "interpreter": row.interpreter,
        "step": step_line(step, "", spoken_in=row.language) if open_to_all else _("see chart"),
        "last": _(PLAN_OUTCOME_LABELS[PlanOutcome(row.outcome)]) if row.outcome and open_to_all else "",
        "sure": row.confidence if open_to_all else None,
        "sure_now": row.confidence_told if open_to_all else None,
        "state": due.status.value,
        "state_label": _(DUE_STATE_LABELS[due.status]),
        "ends": row.window_last,
        "tries": row.tries,
        "elsewhere_on": row.elsewhere_on,
        "hospital_on": row.hospital_on,
        "is_urgent": row.risk >= rules.risk_rank(caution_open=True),
        "owner": row.owner,
        "moved_from": row.moved_from or "",
        "moved_why": _(MOVE_REASON_LABELS[MoveReason(row.moved_reason)]) if row.moved_reason else "",
    }


def write_cursor(row: Waiting) -> str:
    """Return where the next page begins, as one word of an address: numbers and dates only."""
    risk, last, since, pk = row.cursor
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


def _whose(asked: str, by: Principal) -> tuple[str, Membership | None]:
    """Return whose contacts are asked for, with the person when it is one; what names nobody asks for one's own."""
    if asked in _GROUPS:
        return asked, None
    person = active_owner(by, asked)
    return (asked, person) if person is not None and roles_of(person) & SUPPORT else ("me", None)


def _owner_ids(whose: str, person: Membership | None, by: Principal) -> list[int] | None:
    if whose == "everyone":
        return None
    if person is not None:
        return [person.pk]
    own = set(by.owner_ids)
    if whose == "me":
        return sorted(own)
    crews = [{member.pk for member in team.members.all()} for team in teams(by)]
    return sorted(own.union(*(crew for crew in crews if by.membership_id in crew)))


def _counts(by: Principal, whose: str, state: DueState | None, found: Mapping[DueState, int]) -> list[dict[str, Any]]:
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


def _owner_tabs(by: Principal, whose: str, state: DueState | None, person: Membership | None) -> list[NavItem]:
    tabs = [("me", _("Mine")), ("team", _("My team")), ("everyone", _("Everyone"))]
    tabs += [(person.oid, person.called)] if person else []
    return [NavItem(label, _address(by, code, state), current=code == whose) for code, label in tabs]


def _address(by: Principal, whose: str, state: DueState | None, after: str = "") -> str:
    query = {"of": whose} if whose != "me" else {}
    if state is not None:
        query["state"] = state.value
    if after:
        query["after"] = after
    return reverse("after_visit:worklist", kwargs={"practice": by.practice_key}, query=query or None)
