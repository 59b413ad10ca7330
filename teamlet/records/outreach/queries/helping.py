"""Who of a patient's family gets prompts."""

from __future__ import annotations

from teamlet.records.outreach.models import HelperConsent
from teamlet.records.outreach.words import ConsentState
from teamlet.records.practice.queries import Scope, practice_id_of


def helpers_with_prompts(scope: Scope, patient_id: int) -> dict[int, HelperConsent]:
    """Return what was last said by helper's row number, of those who agreed together with the patient; one query."""
    rows = HelperConsent.objects.filter(practice_id=practice_id_of(scope), patient_id=patient_id).order_by("id")
    newest = {row.helper_id: row for row in rows}
    return {helper: row for helper, row in newest.items() if row.state == ConsentState.GIVEN}
