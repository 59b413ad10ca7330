"""“My people”: whom a coach calls, with the first one open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.content import schema
from teamlet.content.red_flags import asked_of, scripts_for
from teamlet.content.schema import Tier
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.home.presenters import handed
from teamlet.home.presenters.lines import step_line
from teamlet.home.presenters.waiting import messages_waiting
from teamlet.records.documents.queries import step_text
from teamlet.records.documents.rules import language_name
from teamlet.records.followups import queries, rules
from teamlet.records.followups.forms import ContactForm
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.queries.load import minutes_kept
from teamlet.records.followups.queries.replies import Answer, answers_of
from teamlet.records.followups.rules.replies import CALLS_BACK
from teamlet.records.followups.words import DueState
from teamlet.records.library.queries import Shelf
from teamlet.records.outreach.queries.lists import Shown
from teamlet.records.outreach.rules.words import REPLY_KIND_LABELS
from teamlet.records.patients.queries import caution_facts, contact_points, patient_name
from teamlet.records.patients.words import PHONES
from teamlet.records.plans.queries import may_show_on_lists
from teamlet.records.plans.words import PLAN_OUTCOME_LABELS, PlanOutcome
from teamlet.records.practice.queries import setting
from teamlet.records.tasks.models import TaskMove
from teamlet.records.tasks.queries import last_moves
from teamlet.records.tasks.rules import CALL_MINUTES
from teamlet.records.tasks.words import MOVE_REASON_LABELS, MoveReason

#: More than this one person does not have; the contacts page has pages.
MOST = 200
SHOWN = 8
MOVED = 4
#: A plan is stalled after so many tries without a talk.
TRIES_STALLED = 2
_STALLED = {PlanOutcome.NOT_STARTED, PlanOutcome.UNKNOWN}


def context(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the counts, the list, the first person open, what moved here and who was handed over; twelve queries."""
    today = clock.today(by.time_zone)
    rows = queries.worklist(by, on=today, owner_ids=by.owner_ids, limit=MOST)
    reports = queries.last_report_of(by, [row.goal_id for row in rows])
    moves = last_moves(by, [row.task_id for row in rows])
    answers = answers_of(by, [row.pk for row in rows])
    threshold = setting(rows[0].practice, "confidence_threshold") if rows else 0
    people = [
        _person(row, today, reports.get(row.goal_id), moves.get(row.task_id), answers.get(row.pk), threshold)
        | _of_pool(row, by)
        for row in rows
    ]
    show = asked.get("show") if asked.get("show") in {"today", "answered", "low", "stalled", "coming"} else "today"
    chosen = [(row, person) for row, person in zip(rows, people, strict=True) if show in person["kinds"]]
    first = chosen[0][0] if chosen and may_show_on_lists(chosen[0][0].plan_version) else None
    calls = sum("today" in person["kinds"] for person in people)
    return {
        **handed.context(by),
        "today": today,
        "counts": _counts(people, show or "today", by),
        "show": show,
        "people": [person for _row, person in chosen][:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "opened": _opened(first, reports.get(first.goal_id), today, by) if first is not None else None,
        "read": first,
        "moved": [person for person in people if person["moved_from"]][:MOVED],
        "calls": calls,
        "messages_waiting": messages_waiting(by, (Shown.UNDELIVERED, Shown.UNKNOWN)),
        "minutes": calls * CALL_MINUTES,
        "kept": _minutes_kept(by, today, rows),
    }


def _minutes_kept(by: Principal, today: date, rows: list[Contact]) -> int:
    """Return the minutes kept for calls today: by blocks of time, else what the practice protects for the person."""
    kept = minutes_kept(by, by.membership_id or 0, today)
    own = (row.task.owner.protected_minutes for row in rows if row.task.owner_id == by.membership_id)
    return next(own, 0) if kept is None else kept


def _person(
    row: Contact,
    today: date,
    report: ContactReport | None,
    move: TaskMove | None,
    answer: Answer | None,
    threshold: int,
) -> dict[str, Any]:
    state = rules.due_state(today, row.due_on, row.window_last).status
    step = step_line(row.plan_version)
    first, last = row.plan_version.confidence, report.confidence if report else None
    sure = last if last is not None else first
    kinds = {"coming"} if state is DueState.UPCOMING else {"today"}
    if answer is not None:
        kinds.add("answered")
        if answer.kind in CALLS_BACK:
            kinds = kinds - {"coming"} | {"today"}
    if sure is not None and sure < threshold:
        kinds.add("low")
    if row.tries >= TRIES_STALLED or (report is not None and report.outcome in _STALLED):  # type: ignore[attr-defined]
        kinds.add("stalled")
    return {
        "oid": row.oid,
        "name": patient_name(row.patient),
        "step": step or _("see chart"),
        "last": _(PLAN_OUTCOME_LABELS[PlanOutcome(report.outcome)]) if report and step else "",
        "answered": _(REPLY_KIND_LABELS[answer.kind]) if answer is not None else "",
        "sure_first": first if step else None,
        "sure_last": last if step else None,
        "window": (row.from_time, row.to_time) if row.from_time and row.to_time else None,
        "language": _(language_name(row.patient.language)) if row.patient.language not in {"", "en"} else "",
        "interpreter": row.patient.interpreter,
        "is_overdue": state is DueState.OVERDUE,
        "ends": row.window_last,
        "kinds": kinds,
        "moved_from": move.from_owner.called if move else "",
        "moved_why": _(MOVE_REASON_LABELS[MoveReason(move.reason)]) if move else "",
    }


def _of_pool(row: Contact, by: Principal) -> dict[str, Any]:
    """Return the name of the pool that owns the contact, and what taking it needs; empty where it is a person's."""
    if row.task.owner_id not in by.pools:
        return {"pool": "", "task": "", "stamp": ""}
    return {
        "pool": row.task.owner.called,
        "task": row.task.oid,
        "stamp": stamps.make(patient_oid=row.patient.oid),
    }


def _counts(people: list[dict[str, Any]], show: str, by: Principal) -> list[dict[str, Any]]:
    labels = {
        "today": _("call today"),
        "answered": _("answered by text"),
        "low": _("less sure"),
        "stalled": _("hard to get going"),
        "coming": _("coming up"),
    }
    start = reverse("home:start", kwargs={"practice": by.practice_key})
    return [
        {
            "label": label,
            "count": sum(code in person["kinds"] for person in people),
            "url": f"{start}?as=people&show={code}",
            "current": code == show,
        }
        for code, label in labels.items()
    ]


def _opened(row: Contact, report: ContactReport | None, today: date, by: Principal) -> dict[str, Any]:
    """Return the first person of the list with number, script in their language and the five fields."""
    language = row.patient.language[:2] if row.patient.language[:2] in {"en", "es"} else "en"
    step = step_text(row.plan_version, language)
    told = report.confidence if report else None
    shelf = Shelf(by)
    flags = shelf.load_as(schema.RedFlagList, "contacts")
    form = ContactForm(
        symptoms=asked_of(caution_facts(by, row.patient, on=today), on=today, content=flags),
        red_flags=flags,
        previous=told if told is not None else row.plan_version.confidence,
        today=today,
        owners=[row.task.owner],
        initial={
            "channel": row.channel,
            "phone": row.phone,
            "from_time": row.from_time,
            "to_time": row.to_time,
            "step": row.plan_version.step_words,
            "amount": row.plan_version.amount_words,
            "when": row.plan_version.when_words,
            "days": row.plan_version.days_words,
        },
    )
    return {
        "oid": row.oid,
        "patient": row.patient,
        "name": patient_name(row.patient),
        "goal": row.plan_version.goal_version.words,
        "step": step,
        "language": language,
        "numbers": _numbers(row, by),
        "script": _script(shelf, row, step, language, by),
        "scripts_911": [line.say(language) for each in scripts_for(Tier.NOW_911, content=flags) for line in each.lines],
        "form": form,
        "stamp": stamps.make(patient_oid=row.patient.oid),
    }


def _numbers(row: Contact, by: Principal) -> list[str]:
    """Return the number agreed for this contact first, then the others that work."""
    others = [point.value for point in contact_points(by, row.patient) if point.kind in PHONES and point.works]
    return list(dict.fromkeys(filter(None, [row.phone, *others])))


def _script(shelf: Shelf, row: Contact, step: str, language: str, by: Principal) -> list[str]:
    prompts = shelf.load_as(schema.PromptSet, "contact_guide")
    blanks = {
        "patient": patient_name(row.patient),
        "step": step,
        "goal": row.plan_version.goal_version.words,
        "caller": by.name,
    }
    wanted = ("identify.name", "identify.time", "worrying.ask", "went.ask")
    return [row.text.say(language, **blanks) for row in prompts.prompts if row.code in wanted]
