"""The scales of a patient's goals as their page shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.during_visit import forms
from teamlet.ground.access.principal import Principal
from teamlet.records.patients.models import Patient
from teamlet.records.plans import queries as plans
from teamlet.records.plans.models import GoalScale
from teamlet.records.plans.rules import LEVELS, change_of
from teamlet.records.plans.words import RATER_LABELS, Rater


def scales_shown(patient: Patient, by: Principal, typed: dict[tuple[str, bool], Any]) -> dict[str, Any]:
    """Return each goal with its scale and forms, and the T-score of each rater with its change from the start."""
    rows = {scale.goal_id: scale for scale in plans.scales_of(by, patient.pk)}
    goals = [
        {
            "oid": one.goal.oid,
            "words": one.goal_version.words,
            "scale": _scale(rows.get(one.goal.pk)),
            "form": typed.get((one.goal.oid, False)) or forms.scale_form(rows.get(one.goal.pk), one.goal.oid),
            "rating": typed.get((one.goal.oid, True)) or forms.RatingForm(auto_id=f"rate_{one.goal.oid}_%s"),
        }
        for one in plans.standing_goals(by, [patient.pk])
    ]
    start = plans.start_score(rows.values())
    scores = [
        {
            "rater": _(RATER_LABELS[rater]),
            "score": score.score,
            "change": change_of(start, score),
            "reason": score.decision.reason,
        }
        for rater, score in plans.t_scores(rows.values()).items()
    ]
    return {"goals": goals, "scores": scores, "start": start.score if rows else None}


def _scale(scale: GoalScale | None) -> dict[str, Any] | None:
    if scale is None:
        return None
    newest = {row.rater: row for row in scale.ratings.all()}
    return {
        "levels": [(f"{level:+d}" if level else "0", scale.levels[str(level)], level) for level in reversed(LEVELS)],
        "baseline": scale.baseline,
        "look_on": scale.look_on,
        "rated": [(_(RATER_LABELS[Rater(who)]), row.level, row.at) for who, row in newest.items()],
    }
