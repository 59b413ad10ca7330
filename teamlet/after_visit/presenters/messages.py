"""Messages to look at: the list in its parts, one message as it goes out, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.jobs.hold import is_held
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.frame import NavItem
from teamlet.records.documents.rules import language_name
from teamlet.records.outreach.forms import FilterForm, WordingForm, WriteBackForm
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.queries import deliveries_of, lists
from teamlet.records.outreach.queries.letters import count_open_batches, count_waiting
from teamlet.records.outreach.queries.lists import MOST_COUNTED, Shown
from teamlet.records.outreach.rules.eligibility import Eligibility
from teamlet.records.outreach.rules.lengths import Encoding, measure
from teamlet.records.outreach.rules.quiet import USUAL, is_quiet, zone_of
from teamlet.records.outreach.words import (
    CHANNEL_LABELS,
    MESSAGE_STATE_LABELS,
    OUTCOME_LABELS,
    PURPOSE_LABELS,
    Channel,
    MaySend,
    MessageState,
    Outcome,
    Purpose,
)
from teamlet.records.patients.queries import patient_name
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_of

PAGE = 25
#: The demo's outbox is the list of what was sent, each with its words.
OUTBOX = "outbox"
#: Ways that a worker sends by.
_SENT_BY_WORKER = (Channel.TEXT, Channel.EMAIL)


def shown_labels() -> dict[Shown, str]:
    """Return the lists in the order of their tabs, with their names."""
    return {
        Shown.DRAFTS: _("Drafts to release"),
        Shown.HELD: _("On hold"),
        Shown.UNKNOWN: _("Not known whether sent"),
        Shown.UNDELIVERED: _("Not delivered"),
        Shown.WAITING: _("Waiting to go out"),
        Shown.SENT: _("Sent"),
    }


def listing(by: Principal, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of a list with its filters and counts; the number of statements does not grow with its rows."""
    at = clock.now()
    practice = practice_of(by)
    code = asked.get("list", "")
    is_outbox = code == OUTBOX and practice.is_demo
    shown = Shown.SENT if is_outbox else next((each for each in Shown if each == code), Shown.DRAFTS)
    purpose = next((each for each in Purpose if each == asked.get("for")), None)
    channel = next((each for each in Channel if each == asked.get("by")), None)
    newest_first = asked.get("sort") != "old"
    after = int(asked["after"]) if asked.get("after", "").isdecimal() and len(asked["after"]) < 19 else None
    rows = lists.messages_shown(
        by, shown, at=at, purpose=purpose, channel=channel, newest_first=newest_first, after=after, limit=PAGE + 1
    )
    page, more = rows[:PAGE], len(rows) > PAGE
    judged = lists.eligible_now(by, page, at=at) if shown in {Shown.DRAFTS, Shown.HELD} else {}
    filters = {"for": purpose.value if purpose else "", "by": channel.value if channel else ""}
    sort = "" if newest_first else "old"
    here = {"list": OUTBOX if is_outbox else shown.value, **filters, "sort": sort}
    counts = lists.counts_shown(by, at=at)
    return {
        "shown": OUTBOX if is_outbox else shown.value,
        "tabs": _tabs(by, here, counts, with_outbox=practice.is_demo),
        "rows": [_row(by, each, judged.get(each.pk), at) for each in page],
        "filters": FilterForm(initial={**filters, "sort": sort}),
        "next": _address(by, here | {"after": str(page[-1].pk)}) if more else None,
        "first": _address(by, here) if after is not None else None,
        "is_filtered": bool(purpose or channel),
        "unfiltered": _address(by, {"list": here["list"]}),
        "may_release": shown is Shown.DRAFTS and any(each.pk in judged for each in page),
        "letters": {"waiting": _counted(count_waiting(by, at=at)), "open": count_open_batches(by)},
        "stamp": stamps.make(),
        **restored(by),
        "no_channel": [_(CHANNEL_LABELS[way]) for way in ways_without_channel(practice)],
    }


def restored(by: Principal) -> dict[str, Any]:
    """Return whether a backup was restored and things wait for a person to let them go on; three statements."""
    hold = lists.open_hold(by)
    return {
        "hold": hold,
        "hold_reason": Reason(hold.reason) if hold is not None else None,
        "brought_back": lists.restored_waiting(by),
        "worker_is_held": is_held(),
    }


def ways_without_channel(practice: Practice) -> list[Channel]:
    """Return the ways that have no provider for this practice, so that what is released for them goes on waiting.

    A text also needs the number from which the practice writes.
    """
    found = []
    for way in _SENT_BY_WORKER:
        path = settings.CHANNELS.get(way.value)
        is_missing = path is None or getattr(import_string(path), "is_for_demos", False)
        if not practice.is_demo and (is_missing or (way is Channel.TEXT and not practice.text_number)):
            found.append(way)
    return found


def _row(by: Principal, row: Message, eligible: Eligibility | None, at: datetime) -> dict[str, Any]:
    reasons = list(eligible.decision.reasons) if eligible is not None else []
    status = eligible.decision.status if eligible is not None else None
    return {
        "oid": row.oid,
        "url": reverse("after_visit:message", kwargs={"practice": by.practice_key, "message": row.oid}),
        "name": patient_name(row.patient),
        "kind": _kind(row),
        "channel": row.channel,
        "language": row.language,
        "subject": row.subject,
        "body": row.body,
        "address": row.address,
        "length": _length(row),
        "at": row.went_out or row.send_after,
        "went_out": row.went_out is not None,
        "is_ready": status in {MaySend.YES, MaySend.LATER},
        "status": status.value if status is not None else "",
        "reasons": reasons if status is not MaySend.YES else [],
        "state": _(MESSAGE_STATE_LABELS[MessageState(row.state)]),
        "why_state": _reason(row.state_reason),
    }


def may_write_back(by: Principal, row: Message) -> bool:
    """Whether one may answer as the patient: a message that a demo's outbox took."""
    return practice_of(by).is_demo and row.channel in _SENT_BY_WORKER and row.state == MessageState.SENT


def message(
    by: Principal,
    row: Message,
    form: WordingForm | None = None,
    seen: int | None = None,
    write_back: WriteBackForm | None = None,
) -> dict[str, Any]:
    """Return one message exactly as it goes out, whether it may go now, its history, and what can be done with it."""
    at = clock.now()
    practice = practice_of(by)
    state = MessageState(row.state)
    open_states = {MessageState.DRAFT, MessageState.HELD, MessageState.QUEUED, MessageState.UNKNOWN}
    eligible = lists.eligible_now(by, [row], at=at)[row.pk] if state in open_states else None
    zone = zone_of(row.patient.time_zone, practice.time_zone)
    due = eligible.not_before if eligible is not None and eligible.not_before is not None else row.send_after
    channel = Channel(row.channel)
    way_is_missing = channel in ways_without_channel(practice)
    return {
        "message": row,
        "patient": row.patient,
        "name": patient_name(row.patient),
        "kind": _kind(row),
        "channel": channel,
        "channel_label": _(CHANNEL_LABELS[channel]),
        "length": _length(row),
        "language": _(language_name(row.language)) if row.language else _("not known"),
        "to_helper": row.to_helper.name if row.to_helper is not None else "",
        "state": state.value,
        "state_label": _(MESSAGE_STATE_LABELS[state]),
        "state_reason": _reason(row.state_reason),
        "why": _reason(row.why),
        "eligible": eligible,
        "may_go": eligible is not None and eligible.decision.status in {MaySend.YES, MaySend.LATER},
        "problems": lists.wording_problems(by, row, subject=row.subject, body=row.body)
        if lists.may_be_reworded(row)
        else (),
        "may_reword": lists.may_be_reworded(row),
        "due": due,
        "zone": zone,
        "zone_name": zone.key,
        "quiet": (USUAL.begins, USUAL.ends),
        "is_quiet": channel is not Channel.LETTER and not row.fixed_answer and is_quiet(due, zone),
        "has_quiet": channel is not Channel.LETTER and not row.fixed_answer,
        "deliveries": [
            {
                "at": each.at,
                "outcome": _(OUTCOME_LABELS[Outcome(each.outcome)]),
                "provider": each.provider,
                "attempt": each.attempt,
                "code": each.code,
                "late": each.was_late,
                "who": each.by.name if each.by is not None else "",
            }
            for each in deliveries_of(row)
        ],
        "released_by": row.released_by.name if row.released_by is not None else "",
        "form": form or WordingForm(channel=channel, initial={"subject": row.subject, "body": row.body}),
        "no_channel": [_(CHANNEL_LABELS[channel])] if way_is_missing else [],
        "write_back": (write_back or WriteBackForm()) if may_write_back(by, row) else None,
        "stamp": stamps.make(
            patient_oid=row.patient.oid, seen={"message": lists.wording_version(row) if seen is None else seen}
        ),
        "back": _address(by, {"list": _list_of(state)}),
    }


def chosen_sentence(by: Principal, queued: int, stayed: Sequence[tuple[str, Reason]]) -> list[tuple[Reason, int]]:
    """Return the reasons why drafts stayed, each with how many, the most frequent first."""
    found: dict[Reason, int] = {}
    for _oid, reason in stayed:
        bare = Reason(reason.code, reason.values)
        found[bare] = found.get(bare, 0) + 1
    return sorted(found.items(), key=lambda item: -item[1])


def list_address(by: Principal, state: MessageState) -> str:
    """Return where the list is in which a message of this state stands."""
    return _address(by, {"list": _list_of(state)})


def _list_of(state: MessageState) -> str:
    return next((shown.value for shown, states in lists.STATES.items() if state in states), Shown.DRAFTS.value)


def _kind(row: Message) -> str:
    purpose = _(PURPOSE_LABELS[Purpose(row.purpose)]) if row.purpose else _("Fixed answer")
    return f"{purpose} · {_(CHANNEL_LABELS[Channel(row.channel)])}"


def _length(row: Message) -> dict[str, Any]:
    """Return how long the words are: of a text also its parts, and whether its letters take more room than usual."""
    if row.channel != Channel.TEXT:
        return {"characters": len(row.body), "parts": 0, "is_wide": False}
    length = measure(row.body)
    return {"characters": length.units, "parts": length.parts, "is_wide": length.encoding is Encoding.UCS_2}


def _reason(said: Mapping[str, Any]) -> Reason | None:
    return Reason(str(said["code"]), said.get("values") or {}) if said.get("code") else None


def _counted(many: int) -> str:
    return f"{MOST_COUNTED - 1}+" if many >= MOST_COUNTED else str(many)


def _tabs(
    by: Principal, here: Mapping[str, str], counts: Mapping[Shown, int], *, with_outbox: bool
) -> list[dict[str, Any]]:
    tabs = [
        {
            "label": label,
            "count": _counted(counts[shown]),
            "item": NavItem(label, _address(by, {"list": shown.value}), current=here["list"] == shown.value),
        }
        for shown, label in shown_labels().items()
    ]
    if with_outbox:
        outbox = NavItem(_("Outbox of the demo"), _address(by, {"list": OUTBOX}), current=here["list"] == OUTBOX)
        tabs.append({"label": outbox.label, "count": "", "item": outbox})
    return tabs


def _address(by: Principal, query: Mapping[str, str]) -> str:
    said = {name: value for name, value in query.items() if value and (name, value) != ("list", Shown.DRAFTS.value)}
    return reverse("after_visit:messages", kwargs={"practice": by.practice_key}, query=said or None)
