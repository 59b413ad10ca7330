"""The page to take home and the texts for the electronic record, ready to show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.documents import queries, rules
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.documents.rendering.compose import compose
from teamlet.records.documents.rendering.page import TakeHome
from teamlet.records.documents.words import (
    COPY_KIND_LABELS,
    COPY_STATE_LABELS,
    GIVEN_CHANNEL_LABELS,
    PAGE_VARIANT_LABELS,
    CopyKind,
    CopyState,
    GivenChannel,
    PageVariant,
)
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import caution_of
from teamlet.records.plans.words import CautionDecision, PlanState

#: The answers offered with one press; links by e-mail and text come with outreach.
GIVEN = (GivenChannel.PAPER, GivenChannel.LATER, GivenChannel.PATIENT_DID_NOT_WANT, GivenChannel.PRINTER)
#: The languages of the page by their own names.
LANGUAGE_CHOICES = {"en": "English", "es": "Español"}
_TONES = {CopyState.NEVER_COPIED: ("", "circle"), CopyState.CURRENT: ("done", "check"), CopyState.OLD: ("look", "look")}


def facts_now(page: TakeHomePage) -> TakeHome:
    """Return what the page says; it also says so when a newer page of the same plan exists."""
    return replace(queries.facts_of_page(page), superseded_by=queries.newer_page_than(page))


def take_home(by: Principal, page: TakeHomePage) -> dict[str, Any]:
    """Return the page as it prints, and everything that can be done with it."""
    version = page.plan_version
    given = queries.given_of(page)
    return {
        "page": page,
        "version": version,
        "patient": page.patient,
        "name": patient_name(page.patient),
        "text": compose(facts_now(page), queries.texts(page.language, page.practice_id)),
        "is_withdrawn": page.withdrawn_at is not None,
        "given": _(GIVEN_CHANNEL_LABELS[GivenChannel(given.channel)]) if given else "",
        "given_by": given.by.name if given and given.by else "",
        "given_at": given.at if given else None,
        "give_choices": [(channel.value, _(GIVEN_CHANNEL_LABELS[channel])) for channel in GIVEN],
        "other_prints": other_prints(page),
        "newer": queries.newest_page_of(page),
        "light": light(queries.copy_light(version)),
        "stamp": stamps.make(patient_oid=page.patient.oid),
        "visit": version.visit,
        "team_words": _team_words(page),
        "caution_decided": _caution_decided(page),
    }


def other_prints(page: TakeHomePage) -> list[dict[str, str]]:
    """Return the other language and the other size in which the same plan can be printed."""
    sizes = {PageVariant.STANDARD: PageVariant.LARGE_PRINT, PageVariant.LARGE_PRINT: PageVariant.STANDARD}
    size = PageVariant(page.variant)
    rows = [{"label": _(PAGE_VARIANT_LABELS[sizes[size]]), "language": page.language, "variant": sizes[size].value}]
    for code, name in LANGUAGE_CHOICES.items():
        if code != page.language:
            rows.append({"label": name, "language": code, "variant": size.value})
    return rows


def choose_page(by: Principal, version: PlanVersion, reason: Reason | None) -> dict[str, Any]:
    """Return the choice of language and size for a plan without a page, with what is to be known about it."""
    patient = version.plan.patient
    answer = rules.may_print(patient.language, queries.LANGUAGES)
    return {
        "version": version,
        "patient": patient,
        "name": patient_name(patient),
        "goal": version.goal_version.words,
        "step": queries.step_text(version),
        "reason": reason or (None if answer.status == "ready" else answer.reason),
        "languages": list(LANGUAGE_CHOICES.items()),
        "variants": [(size.value, _(PAGE_VARIANT_LABELS[size])) for size in PageVariant],
        "chosen": patient.language[:2] if patient.language[:2] in LANGUAGE_CHOICES else "",
        "size": PageVariant.LARGE_PRINT if patient.large_print else PageVariant.STANDARD,
        "stamp": stamps.make(patient_oid=patient.oid),
    }


def note(by: Principal, version: PlanVersion, kind: CopyKind) -> dict[str, Any]:
    """Return the text of one kind, the others as a menu, the light, and who copied what."""
    today = clock.now().astimezone(ZoneInfo(version.plan.practice.time_zone)).date()
    first = queries.first_kind(version.plan.practice)
    kinds = [first, *(each for each in CopyKind if each is not first)]
    return {
        "version": version,
        "patient": version.plan.patient,
        "name": patient_name(version.plan.patient),
        "kind": kind,
        "is_first": kind is first,
        "kinds": [{"code": each.value, "label": _(COPY_KIND_LABELS[each]), "current": each is kind} for each in kinds],
        "text": queries.note_text(version, kind, printed_on=today),
        "light": light(queries.copy_light(version)),
        "copies": [
            {
                "kind": _(COPY_KIND_LABELS[CopyKind(row.kind)]),
                "number": row.plan_version.number,
                "who": row.by.name,
                "at": row.at,
            }
            for row in queries.copies_of(version)[:20]
        ],
        "is_standing": version.plan.state == PlanState.ACTIVE and version.number == version.plan.number,
        "stamp": stamps.make(patient_oid=version.plan.patient.oid),
    }


def light(decision: Decision[CopyState]) -> dict[str, Any]:
    """Return the light on the electronic record's copy: tone, icon, words, and the reasons behind it."""
    tone, icon = _TONES[decision.status]
    return {"tone": tone, "icon": icon, "label": _(COPY_STATE_LABELS[decision.status]), "reasons": decision.reasons}


def _caution_decided(page: TakeHomePage) -> bool:
    """Return whether the page tells to wait and a licensed person has said since that the step may start."""
    decided = caution_of(page.plan_version)
    return bool(page.facts["caution_open"]) and decided in {CautionDecision.MAY_START, CautionDecision.CHANGED}


def _team_words(page: TakeHomePage) -> str:
    """Return a note to staff when the patient's own language is not the page's."""
    spoken = page.patient.language
    if not spoken or spoken[:2] == page.language:
        return ""
    return _("{name} reads {language}; this page is in {page}.").format(
        name=patient_name(page.patient),
        language=_(rules.language_name(spoken)),
        page=_(rules.language_name(page.language)),
    )
