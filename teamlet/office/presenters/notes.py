"""Texts for the electronic record, filled with an invented patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamlet.records.documents.queries import texts
from teamlet.records.documents.rendering import page as paper
from teamlet.records.documents.rendering.notes import render_note
from teamlet.records.documents.rendering.texts import NOTE_FIELDS
from teamlet.records.documents.words import COPY_KIND_LABELS, CopyKind
from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer
from teamlet.records.practice.models import Practice

FIELDS = tuple(sorted(NOTE_FIELDS))


def previews(practice: Practice, formats: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return each kind's name and its text for an invented patient, in the formats given or the shipped ones."""
    facts = _example(practice)
    made = []
    for kind, label in COPY_KIND_LABELS.items():
        own = formats.get(kind)
        made.append((_(label), render_note(CopyKind(kind), facts, texts("en"), str(own) if own else None)))
    return made


def _example(practice: Practice) -> paper.TakeHome:
    return paper.TakeHome(
        plan_key="example",
        version=2,
        saved_at=datetime(2026, 11, 23, 14, 20, tzinfo=UTC),
        printed_on=date(2026, 11, 23),
        language="en",
        practice=paper.Practice(
            name=practice.name, phone=practice.phone, address=practice.address, zone=ZoneInfo(practice.time_zone)
        ),
        patient_name="Rosa Example",
        goal=paper.Spoken("Keep up with my grandson at the park", "en"),
        step=paper.Step(
            sentence="Walk 10 minutes after dinner, 3 days a week",
            how_much="10 minutes",
            when="after dinner",
            days="3 days a week",
            times_a_week=3,
        ),
        start_on=date(2026, 11, 24),
        last_on=date(2026, 12, 7),
        barriers=(paper.Barrier("rain", "walk in the hall"),),
        helpers=("her sister Luz",),
        how_sure=8,
        sure_at_first=6,
        importance=9,
        contact=paper.Contact(
            answer=FollowUpAnswer.AGREED,
            channel=Channel.CALL,
            caller="Ana",
            phone=practice.phone,
            on=date(2026, 12, 4),
        ),
        made_by="Ana Flores",
    )
