"""Batches of messages in words: how many, where each stands, why some get nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import initials
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents.rules import language_name
from teamlet.records.followups.models import MessageBatch
from teamlet.records.followups.queries.batches import Progress, batches, progress_of, sample_of
from teamlet.records.followups.words.batches import BATCH_STATE_LABELS, BatchState, MemberState
from teamlet.records.outreach.words import CHANNEL_LABELS, MESSAGE_STATE_LABELS, PURPOSE_LABELS, Channel, Purpose
from teamlet.records.patients.queries import full_name


def listed(by: Principal) -> list[dict[str, Any]]:
    """Return the newest batches; three queries."""
    rows = batches(by)
    where = progress_of(rows)
    return [_row(row, where[row.pk]) for row in rows]


def context(row: MessageBatch, by: Principal) -> dict[str, Any]:
    """Return everything the page of a batch shows."""
    progress = progress_of([row])[row.pk]
    return {
        "batch": row,
        **state(row, progress),
        "row": _row(row, progress),
        "texts": [
            {
                "language": language,
                "name": _(language_name(language)),
                "subject": row.subject.get(language, ""),
                "body": body,
            }
            for language, body in row.body.items()
        ],
        "sample": [
            {
                "initials": initials(full_name(message.patient.given, message.patient.family)),
                "language": message.language,
                "subject": message.subject,
                "body": message.body,
            }
            for message in sample_of(row)
        ],
        "stamp": stamps.make(),
    }


def state(row: MessageBatch, progress: Progress | None = None) -> dict[str, Any]:
    """Return the part of the page that moves: counts by reason, what is open, whether it is done."""
    progress = progress or progress_of([row])[row.pk]
    members = progress.members
    return {
        "oid": row.oid,
        "size": row.size,
        "looked_at": progress.looked_at,
        "is_moving": row.state in {BatchState.PREPARING, BatchState.RELEASING},
        "label": label_of(row, progress),
        "is_done": progress.is_done(row.state),
        "drafted": members[MemberState.DRAFTED],
        "released": members[MemberState.RELEASED],
        "still_open": progress.still_open if row.state != BatchState.CANCELLED else 0,
        "left_out": _counted(progress.reasons),
        "later": _counted(progress.later),
        "by_state": [(_(MESSAGE_STATE_LABELS[each]), many) for each, many in sorted(progress.messages.items()) if many],
        "may_release": row.state == BatchState.READY and members[MemberState.DRAFTED] > 0,
        "may_cancel": row.state in {BatchState.PREPARING, BatchState.READY},
    }


def label_of(row: MessageBatch, progress: Progress) -> str:
    """Return where a batch stands in words; never *done* while anything of it is open."""
    if progress.is_done(row.state):
        return _("Done")
    return _(BATCH_STATE_LABELS[BatchState(row.state)])


def _row(row: MessageBatch, progress: Progress) -> dict[str, Any]:
    return {
        "oid": row.oid,
        "purpose": _(PURPOSE_LABELS[Purpose(row.purpose)]),
        "channel": _(CHANNEL_LABELS[Channel(row.channel)]),
        "size": row.size,
        "label": label_of(row, progress),
        "still_open": progress.still_open if row.state != BatchState.CANCELLED else 0,
        "at": row.created_at,
        "by": row.created_by.name,
        "released_by": row.released_by.name if row.released_by else "",
    }


def _counted(reasons: Counter[str]) -> list[tuple[str, int]]:
    """Return each reason in words with how many it holds for, most first."""
    return [(words_of(code), many) for code, many in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))]


def words_of(code: str) -> str:
    """Return a reason's sentence as it is said of many: without the values of one message."""
    told = {
        "outreach.no_consent": _("Have not agreed to messages of this kind by this way."),
        "outreach.consent_withdrawn": _("Want no more messages of this kind by this way."),
        "outreach.opted_out": _("Wrote STOP, or said so."),
        "outreach.not_this_way": _("Do not want to be reached this way."),
        "outreach.no_address": _("Have no number or address for this way."),
        "outreach.address_not_working": _("The number or address does not work."),
        "outreach.address_not_allowed": _("No text message may go to this number."),
        "outreach.shared_address": _("Somebody else has the same number or address."),
        "outreach.not_in_language": _("Read another language."),
        "outreach.no_language": _("Their language is not written down."),
        "outreach.under_age": _("Are under 18."),
        "outreach.quiet_hours": _("Wait until the quiet hours are over."),
        "outreach.day_limit": _("Wait: somebody writes to them today already."),
        "outreach.week_limit": _("Wait: they got enough messages this week."),
        "outreach.too_long": _("The text is too long for one message."),
        "outreach.may_not_move": _("The message went another way meanwhile."),
    }.get(code)
    return told if told is not None else say(Reason(code))
