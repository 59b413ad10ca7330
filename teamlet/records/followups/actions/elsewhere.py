"""Care that patients had elsewhere, as their forms tell of it: noted once, so that somebody asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.actions.hospital import BACK, note_hospital_visit, settle_hospital_visit
from teamlet.records.followups.actions.specialists import note_specialist_visit, settle_specialist_visit
from teamlet.records.followups.queries.elsewhere import Elsewhere, noted_from_forms_in_error, told_on_forms
from teamlet.records.followups.queries.specialists import specialist_days
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalState, HospitalToldBy
from teamlet.records.followups.words.specialists import SpecialistState, ToldBy
from teamlet.records.practice.models import Practice


def note_what_forms_tell(*, practice: Practice, patients: Collection[int], at: datetime, by: Principal) -> int:
    """Note the care elsewhere that forms of these patients (row numbers, or a range) tell of; return how many notes.

    Each form is noted once, for the day it came back: another doctor so that somebody asks how it went, unless a visit
    is noted for that day; an emergency room or a hospital so that a contact moves up.  What was noted from a form that
    was entered in error since is taken back while nobody has asked.
    """
    doctors, hospitals = noted_from_forms_in_error(practice, patients)
    for visit in doctors:
        settle_specialist_visit(visit=visit, state=SpecialistState.ENTERED_IN_ERROR, at=at, by=by)
    for stay in hospitals:
        settle_hospital_visit(visit=stay, state=HospitalState.ENTERED_IN_ERROR, at=at, by=by)
    zone, noted = ZoneInfo(practice.time_zone), 0
    for told in told_on_forms(practice, patients, since=at - timedelta(days=BACK - 1)):
        patient = told.form.patient.merged_into or told.form.patient
        on = (told.form.ended_at or at).astimezone(zone).date()
        if patient.deceased_on is not None:
            continue
        if Elsewhere.ANOTHER_DOCTOR in told.places and on not in specialist_days(practice, patient.pk):
            note_specialist_visit(patient=patient, on=on, told_by=ToldBy.FORM, source_key=told.key, at=at, by=by)
            noted += 1
        place = HospitalPlace.HOSPITAL if Elsewhere.HOSPITAL in told.places else HospitalPlace.EMERGENCY
        if told.places != (Elsewhere.ANOTHER_DOCTOR,):
            note_hospital_visit(
                patient=patient, on=on, place=place, told_by=HospitalToldBy.FORM, source_key=told.key, at=at, by=by
            )
            noted += 1
    return noted
