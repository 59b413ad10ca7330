"""Gives out forms to many patients of the demo; see ``answering``.

python -m tests.faults.hand_out link 200      the preparation of a visit by link
python -m tests.faults.hand_out tablet 6      the nine mood questions on a tablet

Prints one line of JSON: for each form its oid, the way in, the birth date, and its questions by number.
"""

from __future__ import annotations

import json
import sys
from typing import Any

PARTS = {"link": ["visit_preparation", "phq_2"], "tablet": ["phq_9"]}


def hand_out(mode: str, many: int) -> list[dict[str, Any]]:
    """Give a form to each of so many grown-up people who have no visit ahead."""
    from datetime import date

    from teamlet.ground import clock
    from teamlet.records.instruments.actions import bind_tablet, issue_form, issue_link
    from teamlet.records.instruments.queries import parts_of
    from teamlet.records.instruments.words import FormPurpose
    from teamlet.records.patients.models import Patient
    from teamlet.records.practice.models import Membership
    from teamlet.records.practice.queries import principal_of
    from teamlet.records.visits.actions import start_visit

    by = principal_of(Membership.objects.get(user__email="maya@cedar.example", practice__key="cedar"))
    at = clock.now()
    people = Patient.objects.filter(
        practice_id=by.practice_id,
        language="en",
        is_active=True,
        merged_into=None,
        deceased_on=None,
        birth_date__lt=date(2000, 1, 1),
        forms=None,
    ).exclude(visits__state__in=["planned", "open"])
    found = []
    for patient in people.order_by("pk")[:many]:
        visit = start_visit(patient=patient, at=at, by=by) if mode == "tablet" else None
        form = issue_form(
            patient=patient, visit=visit, purpose=FormPurpose.SCREENING, parts=PARTS[mode], language="en", at=at, by=by
        )
        if mode == "tablet":
            way_in = bind_tablet(form=form, look_alike_seen=True, at=at, by=by)[1]
        else:
            way_in = issue_link(form=form, at=at, by=by)[1]
        found.append(
            {
                "form": form.oid,
                "way_in": way_in,
                "born": str(patient.birth_date),
                "questions": [
                    {
                        "item": item.id,
                        "kind": item.kind.value,
                        "always": not item.conditions,
                        "codes": [option.code for option in item.options],
                        "risk": _risk(part.instrument, item),
                    }
                    for part in parts_of(form)
                    for item in part.instrument.items
                ],
            }
        )
    assert len(found) == many, f"the demo has only {len(found)} such people"
    return found


def _risk(instrument: Any, item: Any) -> list[str]:
    from teamlet.records.instruments.rules.answers import risk_of
    from teamlet.records.instruments.rules.words import Risk

    return [option.code for option in item.options if risk_of(instrument, item.id, option.code).status is Risk.EVENT]


def main(mode: str, many: str) -> None:
    import django

    django.setup()
    print(json.dumps(hand_out(mode, int(many))))


if __name__ == "__main__":
    main(*sys.argv[1:])
