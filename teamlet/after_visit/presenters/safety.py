"""Worries and cautions, ready to show: what was told, what to do now, who may decide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.content import schema
from teamlet.content.red_flags import scripts_for, shipped
from teamlet.content.schema import Tier
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.records.documents.queries import step_text
from teamlet.records.followups import queries, rules
from teamlet.records.followups.forms import say_in
from teamlet.records.followups.models import RedFlag
from teamlet.records.followups.words import URGENCY_TIER_LABELS, UrgencyTier
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import contact_points, patient_name
from teamlet.records.patients.words import PHONES
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import caution_of
from teamlet.records.plans.rules import may_decide_caution
from teamlet.records.plans.words import CAUTION_DECISION_LABELS, CautionDecision, MoveStatus

#: What can be decided, in the order of the buttons.
DECISIONS = (CautionDecision.MAY_START, CautionDecision.CHANGED, CautionDecision.DO_NOT_START)


def worries(by: Principal) -> dict[str, Any]:
    """Return everything open that is new or worrying."""
    return {"flags": [_line(flag) for flag in queries.open_red_flags(by)]}


def worry(flag: RedFlag, by: Principal) -> dict[str, Any]:
    """Return one worry with what to say and do in its tier."""
    allowed = rules.may_close_red_flag(by.roles)
    language = flag.patient.language[:2]
    return _line(flag) | {
        "flag": flag,
        "patient": flag.patient,
        "is_now": flag.tier == UrgencyTier.NOW_911,
        "script": [
            line.say(language if line.has(language) else "en")
            for script in scripts_for(
                Tier(flag.tier), flag.signs, content=load_for_as(schema.RedFlagList, by, "contacts")
            )
            for line in script.lines
        ],
        "language": language if language in {"en", "es"} else "en",
        "numbers": [row for row in contact_points(by, flag.patient) if row.kind in PHONES],
        "may_close": allowed.status == "yes",
        "why_not": allowed.reason,
        "closed_at": flag.closed_at,
        "closed_by": flag.closed_by.name if flag.closed_by else "",
        "what_was_done": flag.what_was_done,
        "stamp": stamps.make(patient_oid=flag.patient.oid),
    }


def caution(version: PlanVersion, by: Principal) -> dict[str, Any]:
    """Return why a step waits, what was decided so far, and what this person may decide."""
    now = caution_of(version)
    allowed = {each: may_decide_caution(by.roles, now or CautionDecision.OPEN, each) for each in DECISIONS}
    reasons = {rule.code: rule for rule in load_for_as(schema.CautionList, by, "steps").cautions}
    refusal = next((each.reason for each in allowed.values() if each.status is not MoveStatus.MAY_MOVE), None)
    return {
        "version": version,
        "patient": version.plan.patient,
        "name": patient_name(version.plan.patient),
        "goal": version.goal_version.words,
        "step": step_text(version),
        "state": now,
        "state_label": _(CAUTION_DECISION_LABELS[now]) if now else "",
        "waits": now in {CautionDecision.OPEN, CautionDecision.DO_NOT_START},
        "why": [say_in(reasons[code].staff_reason) for code in version.cautions if code in reasons],
        "reviews": [
            {
                "label": _(CAUTION_DECISION_LABELS[CautionDecision(row.decision)]),
                "note": row.note,
                "at": row.at,
                "who": row.by.name,
            }
            for row in version.caution_reviews.all()
        ],
        "choices": [
            (each.value, _(CAUTION_DECISION_LABELS[each]))
            for each, decision in allowed.items()
            if decision.status is MoveStatus.MAY_MOVE
        ],
        "may_decide": by.is_licensed,
        "why_not": refusal,
        "stamp": stamps.make(patient_oid=version.plan.patient.oid),
    }


def _line(flag: RedFlag) -> dict[str, Any]:
    signs = {row.code: row for row in shipped().symptoms}
    return {
        "oid": flag.oid,
        "name": patient_name(flag.patient),
        "tier": flag.tier,
        "tier_label": _(URGENCY_TIER_LABELS[UrgencyTier(flag.tier)]),
        "signs": [say_in(signs[code].staff_label) for code in flag.signs if code in signs],
        "words": flag.words,
        "raised_at": flag.raised_at,
        "raised_by": flag.raised_by.name,
        "owner": flag.task.owner.called,
        "contact": flag.contact.oid if flag.contact_id and flag.contact else "",
    }
