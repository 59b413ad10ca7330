"""Replies, ready to show: the list of what waits, one reply with what it was taken for, answers beside a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.content.schema import Tier
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.frame import NavItem
from teamlet.ground.ui.reason_words import say
from teamlet.records.followups import forms
from teamlet.records.followups.actions.replies import needs_licensed
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.replies import OUTCOME_OF, answers_to, task_of_reply
from teamlet.records.followups.rules.replies import ANSWERS
from teamlet.records.outreach.models import Reply
from teamlet.records.outreach.queries import is_stopped
from teamlet.records.outreach.queries.replies import (
    PAGE,
    answer_to,
    count_waiting,
    replies_handled,
    replies_that_wait,
    sender_of,
    steps_of,
)
from teamlet.records.outreach.rules.words import REPLY_KIND_LABELS, ReplyKind
from teamlet.records.outreach.words import CHANNEL_LABELS, MESSAGE_STATE_LABELS, Channel, MessageState
from teamlet.records.outreach.words.replies import RANKS, REPLY_STEP_LABELS, ReplyStepKind, WhyWaits
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import patient_name
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import owners as owners_of
from teamlet.records.tasks.models import Task

NO_TASK = Reason("outreach.reply_needs_whose")
#: So much of a long reply stands on its page until somebody asks for all of it.
SHOWN = 5000
#: Words in a line of the list.
_LINE = 120


def replies_page(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the list; two statements whatever its length."""
    done = asked.get("show") == "done"
    start = reverse("after_visit:replies", kwargs={"practice": by.practice_key})
    cursor = _cursor(asked.get("after", ""))
    if done:
        rows = replies_handled(by, before=cursor[1] if cursor else None, limit=PAGE + 1)
    else:
        rows = replies_that_wait(by, after=cursor, limit=PAGE + 1)
    shown = rows[:PAGE]
    more = f"after={shown[-1].rank}-{shown[-1].pk}" if len(rows) > PAGE else ""
    show = "show=done" if done else ""
    return {
        "rows": [line(row, by) for row in shown],
        "done": done,
        "count": count_waiting(by),
        "tabs": [
            NavItem(_("Waiting"), start, current=not done),
            NavItem(_("Looked after"), f"{start}?show=done", current=done),
        ],
        "next": f"{start}?{'&'.join(filter(None, [show, more]))}" if more else None,
        "first": f"{start}?{show}".rstrip("?") if cursor else None,
    }


def _cursor(text: str) -> tuple[int, int] | None:
    """Read where the list goes on; anything else begins at its beginning."""
    rank, _dash, number = text.partition("-")
    known = all(part.isascii() and part.isdigit() and len(part) <= 15 for part in (rank, number))
    return (int(rank), int(number)) if known else None


def line(row: Reply, by: Principal) -> dict[str, Any]:
    """Return one reply of the list.  Words that may mean danger do not stand in a list."""
    kind = ReplyKind(row.classified_as)
    url = reverse("after_visit:reply", kwargs={"practice": by.practice_key, "reply": row.oid})
    head: str = row.head  # type: ignore[attr-defined]
    return {
        "url": url,
        "name": patient_name(row.patient) if row.patient is not None else "",
        "whose": _whose(row) if row.patient is None else "",
        "kind": _(REPLY_KIND_LABELS[kind]),
        "is_danger": kind is ReplyKind.DANGER,
        "is_soon": row.rank >= RANKS[WhyWaits.CALL_BACK],
        "words": "" if kind is ReplyKind.DANGER else head[:_LINE] + ("…" if row.length > _LINE else ""),  # type: ignore[attr-defined]
        "language": row.language,
        "channel": _(CHANNEL_LABELS[Channel(row.channel)]),
        "at": row.at,
        "handled_by": row.handled_by.name if row.handled_by_id is not None and row.handled_by else "",
        "handled_at": row.handled_at,
    }


def _whose(row: Reply) -> str:
    codes = {reason["code"] for reason in row.reasons}
    return _("Whose?") if "outreach.reply_shared" in codes else _("Nobody here has this number or address")


def reply_page(row: Reply, by: Principal, *, whole: bool, form: forms.ReplyForm, **shown: Any) -> dict[str, Any]:
    """Return everything the page of a reply says and offers."""
    kind, patient = ReplyKind(row.classified_as), row.patient
    waits = row.handled_at is None
    task = task_of(row) if waits else None
    stamp = stamps.make(patient_oid=patient.oid if patient is not None else "")
    landed = list(row.contact_answers.select_related("contact").order_by("id"))
    answered = answer_to(row)
    may = by.is_licensed or not needs_licensed(row)
    return {
        "reply": row,
        "patient": patient,
        "name": patient_name(patient) if patient is not None else _("A reply"),
        "kind": _(REPLY_KIND_LABELS[kind]),
        "is_danger": kind is ReplyKind.DANGER,
        "channel": _(CHANNEL_LABELS[Channel(row.channel)]),
        "words": row.words if whole else row.words[:SHOWN],
        "signs": len(row.words),
        "is_cut": not whole and len(row.words) > SHOWN,
        "reasons": [say(Reason(each["code"], each.get("values", {}))) for each in row.reasons],
        "people": [_person(each) for each in possible(row).values()] if patient is None else [],
        "message": row.answers,
        "contact": landed[-1].contact.oid if landed else "",
        "answer": answered,
        "answer_state": _(MESSAGE_STATE_LABELS[MessageState(answered.state)]) if answered is not None else "",
        "steps": [_step(each) for each in steps_of(row)],
        "waits": waits,
        "is_stopped": is_stopped(by, Channel(row.channel), row.address_key),
        "can_stop": bool(row.address_key),
        "meanings": [(each.value, _(REPLY_KIND_LABELS[each])) for each in ANSWERS if each is not kind],
        "may_look_after": may,
        "why_not": Reason("outreach.reply_needs_licensed"),
        "soon": row.tier not in {"", Tier.NONE},
        "owner": task.owner.called if task is not None else "",
        "to_take": task.oid if task is not None and task.owner_id in by.pools else "",
        "form": form,
        "owner_form": forms.OwnerForm(owners=owners(by), initial={"owner": task.owner.oid})
        if task is not None
        else None,
        "stamp": stamp,
        "stamps": [stamps.make(patient_oid=patient.oid if patient is not None else "") for _each in range(5)],
        **shown,
    }


def possible(row: Reply) -> dict[str, Patient]:
    """Return by oid who may have written this reply."""
    found = sender_of(row.practice_id, Channel(row.channel), row.address_key, at=row.at, answers=row.answers)
    return {each.oid: each for each in found.possible}


def task_of(row: Reply) -> Task | None:
    """Return the open task of this reply."""
    return task_of_reply(row)


def owners(by: Principal) -> list[Membership]:
    """Return the active people and the pools that may be given a reply."""
    return owners_of(by)


def beside_contact(contact: Contact) -> list[dict[str, Any]]:
    """Return what was answered to a contact by text or email, newest first; one statement."""
    return [
        {
            "oid": row.reply.oid,
            "kind": _(REPLY_KIND_LABELS[ReplyKind(row.answer)]),
            "tells": ReplyKind(row.answer) in OUTCOME_OF,
            "outcome": OUTCOME_OF.get(ReplyKind(row.answer)),
            "channel": _(CHANNEL_LABELS[Channel(row.reply.channel)]),
            "words": row.reply.words[:SHOWN],
            "language": row.reply.language,
            "at": row.at,
        }
        for row in reversed(answers_to(contact))
    ]


def _person(patient: Patient) -> dict[str, Any]:
    return {"oid": patient.oid, "name": patient_name(patient), "birth_date": patient.birth_date}


def _step(step: Any) -> dict[str, Any]:
    label = _(REPLY_STEP_LABELS[ReplyStepKind(step.kind)])
    if step.kind == ReplyStepKind.TAKEN_AS:
        label = f"{label}: {_(REPLY_KIND_LABELS[ReplyKind(step.now)])}"
    return {"label": label, "who": step.by.name if step.by is not None else "", "at": step.at}
