"""CarePlan: a plan in another record, its title and activities as they stand there."""

from __future__ import annotations

import json

from teamlet.bridges.fhir.placing import Place, label_of_any
from teamlet.bridges.fhir.shapes import Concept, Meta, Period, Reference, Shape, cut, words_of


class Detail(Shape):
    """What is to be done."""

    code: Concept | None = None
    status: str | None = None
    description: str | None = None


class Activity(Shape):
    """One line of the plan."""

    detail: Detail | None = None
    reference: Reference | None = None


class CarePlan(Shape):
    """The elements of a CarePlan that we read."""

    id: str | None = None
    meta: Meta | None = None
    subject: Reference | None = None
    encounter: Reference | None = None
    status: str | None = None
    title: str | None = None
    description: str | None = None
    category: list[Concept] = []
    period: Period | None = None
    activity: list[Activity] = []


def _line(activity: Activity) -> dict[str, str]:
    detail = activity.detail
    if detail is None:
        return {"text": cut((activity.reference.display or "") if activity.reference else "", 300), "state": ""}
    return {
        "text": words_of(detail.code, 300) or cut(detail.description or "", 300),
        "state": (detail.status or "")[:20],
    }


def store(plan: CarePlan, place: Place) -> bool:
    """Add the plan to the batch."""
    named = [words for concept in plan.category if (words := words_of(concept)) and words != "assess-plan"]
    title = cut(plan.title or next(iter(named), "") or plan.description or "", 300)
    began, ended = place.period(plan.period)
    lines = [line for activity in plan.activity if (line := _line(activity))["text"]]
    details = [activity.detail.code for activity in plan.activity if activity.detail and activity.detail.code]
    place.batch.plans.append(
        (
            *place.front(label_of_any([*plan.category, *details]), is_error=plan.status == "entered-in-error"),
            title, (plan.status or "")[:20], began, ended, json.dumps(lines, ensure_ascii=False),
        )
    )  # fmt: skip
    return True
