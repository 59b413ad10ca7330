"""Care that patients had elsewhere, as their forms tell of it: noted once, so that somebody asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.actions.specialists import BACK, note_specialist_visit, settle_specialist_visit
from teamlet.records.followups.queries.elsewhere import noted_from_forms_in_error, told_on_forms
from teamlet.records.followups.queries.specialists import specialist_days
from teamlet.records.followups.words.specialists import SpecialistState, ToldBy
from teamlet.records.outreach.rules.quiet import zone_of
from teamlet.records.practice.models import Practice


def note_what_forms_tell(*, practice: Practice, patients: Collection[int], at: datetime, by: Principal) -> int:
    """Note the visits elsewhere that forms of these patients (row numbers, or a range) tell of; return how many.

    Each form is noted once, on the day it came back; a visit that is noted for that day already is the same one.  What
    was noted from a form that was entered in error since is taken back while nobody has asked.
    """
    for visit in noted_from_forms_in_error(practice, patients):
        settle_specialist_visit(visit=visit, state=SpecialistState.ENTERED_IN_ERROR, at=at, by=by)
    noted = 0
    for told in told_on_forms(practice, patients, since=at - timedelta(days=BACK - 1)):
        patient = told.form.patient.merged_into or told.form.patient
        zone = zone_of(patient.time_zone, practice.time_zone)
        on = (told.form.ended_at or at).astimezone(zone).date()
        if patient.deceased_on is not None or on in specialist_days(practice, patient.pk):
            continue
        note_specialist_visit(patient=patient, on=on, told_by=ToldBy.FORM, source_key=told.key, at=at, by=by)
        noted += 1
    return noted
