"""What a patient said about messages, how they may be reached, what was stopped, and what was written to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from teamlet.chart.presenters.person import header
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.reasons import Reason
from teamlet.records.outreach.forms import WAYS, ConsentForm, ReachForm
from teamlet.records.outreach.models import Consent, OptOut
from teamlet.records.outreach.queries import lists, possible_points
from teamlet.records.outreach.queries.eligibility import others_have
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.numbers import why_no_text
from teamlet.records.outreach.rules.quiet import USUAL, is_quiet, zone_of
from teamlet.records.outreach.rules.words import NOT_FOR_TEXTS_LABELS
from teamlet.records.outreach.words import (
    CHANNEL_LABELS,
    CONSENT_HOW_LABELS,
    CONSENT_STATE_LABELS,
    MESSAGE_STATE_LABELS,
    PURPOSE_LABELS,
    STOP_SOURCE_LABELS,
    Channel,
    ConsentHow,
    ConsentState,
    MessageState,
    Purpose,
    StopSource,
)
from teamlet.records.patients.models import ContactPoint, Patient
from teamlet.records.practice.queries import practice_of

#: Messages of a patient on one page, and lines of the history of what was said.
PAGE = 20
_SAID = 40


def messages(
    by: Principal,
    patient: Patient,
    *,
    after: int | None = None,
    forms: Mapping[str, Any] | None = None,
    seen: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return the page; ``forms`` are those given back, by "consent" or way, ``seen`` the versions they had shown."""
    at = clock.now()
    forms = forms or {}
    practice = practice_of(by)
    zone = zone_of(patient.time_zone, practice.time_zone)
    said = lists.consents_of(by, patient)
    reaches = lists.reaches_of(by, patient)
    points = {way: possible_points(by, [patient.pk], way).get(patient.pk, []) for way in WAYS}
    stops = lists.stops_of(by, [point for found in points.values() for point in found])
    shared = others_have(by, [*points[Channel.TEXT], *points[Channel.EMAIL]])
    versions = {"consent": lists.consents_version(by, patient)} | {
        way.value: lists.reach_version(reaches.get(way)) for way in WAYS
    }
    rows = lists.messages_of(by, patient, after=after, limit=PAGE + 1) if by.has(SUPPORT) else []
    here = reverse("chart:messages", kwargs={"practice": by.practice_key, "patient": patient.oid})
    way_of_texts = lists.text_way(by, patient)
    return {
        "who": header(by, patient, clock.today(by.time_zone), "messages"),
        "patient": patient,
        "table": _table(said),
        "ways": [_(CHANNEL_LABELS[way]) for way in WAYS],
        "said": [_line(row) for row in said[:_SAID]],
        "consent_form": forms.get("consent") or ConsentForm(initial={"state": "given", "how": "in_person"}),
        "reach": [
            {
                "code": way.value,
                "label": _(CHANNEL_LABELS[way]),
                "form": forms.get(way.value) or ReachForm(channel=way, points=points[way], reach=reaches.get(way)),
                "points": [
                    _point(point, way, stops.get((way, point.value)), is_shared=point.pk in shared)
                    for point in points[way]
                ],
                "changed_at": reaches[way].changed_at if way in reaches else None,
                "changed_by": _name(reaches[way].changed_by) if way in reaches else "",
            }
            for way in WAYS
        ],
        "text_against": [Reason(code) for code in way_of_texts.against],
        "zone_name": zone.key,
        "now_there": at.astimezone(zone),
        "zone": zone,
        "is_quiet_now": is_quiet(at, zone),
        "quiet": (USUAL.begins, USUAL.ends),
        "messages_sent": [_message(by, row) for row in rows[:PAGE]],
        "next": f"{here}?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else None,
        "first": here if after is not None else None,
        "stamps": lambda: stamps.make(patient_oid=patient.oid, seen={**versions, **(seen or {})}),
    }


def _table(said: list[Consent]) -> list[dict[str, Any]]:
    """Return a row for each purpose with what was last said about each way."""
    newest = lists.consent_table(said)
    return [
        {
            "label": _(label),
            "cells": [_line(newest[purpose, way]) if (purpose, way) in newest else None for way in WAYS],
        }
        for purpose, label in PURPOSE_LABELS.items()
    ]


def _line(row: Consent) -> dict[str, Any]:
    return {
        "purpose": _(PURPOSE_LABELS[Purpose(row.purpose)]),
        "way": _(CHANNEL_LABELS[Channel(row.channel)]),
        "is_given": row.state == ConsentState.GIVEN,
        "state": _(CONSENT_STATE_LABELS[ConsentState(row.state)]),
        "how": _(CONSENT_HOW_LABELS[ConsentHow(row.how)]),
        "at": row.at,
        "who": _name(row.by),
    }


def _point(point: ContactPoint, way: Channel, stop: OptOut | None, *, is_shared: bool) -> dict[str, Any]:
    began: datetime | None = stop.began_at if stop is not None else None
    not_for_texts = why_no_text(address_key(way, point.value)) if way is Channel.TEXT else None
    return {
        "pk": point.pk,
        "value": point.value,
        "works": point.works,
        "no_texts": _(NOT_FOR_TEXTS_LABELS[not_for_texts]) if not_for_texts is not None else "",
        "is_shared": is_shared,
        "way": way.value,
        "stopped_at": began,
        "stopped_how": _(STOP_SOURCE_LABELS[StopSource(stop.source)]) if stop is not None else "",
        "stopped_by": _name(stop.by) if stop is not None else "",
    }


def _message(by: Principal, row: Any) -> dict[str, Any]:
    return {
        "url": reverse("after_visit:message", kwargs={"practice": by.practice_key, "message": row.oid}),
        "kind": _(PURPOSE_LABELS[Purpose(row.purpose)]) if row.purpose else _("Fixed answer"),
        "way": _(CHANNEL_LABELS[Channel(row.channel)]),
        "body": row.body,
        "language": row.language,
        "state": row.state,
        "state_label": _(MESSAGE_STATE_LABELS[MessageState(row.state)]),
        "at": row.went_out or row.send_after,
    }


def _name(user: Any) -> str:
    return user.name if user is not None else ""
