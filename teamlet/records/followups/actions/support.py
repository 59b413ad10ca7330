"""What the worker keeps current about people in support: levels of need, who slipped, care they had elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.records.followups.actions.elsewhere import note_what_forms_tell
from teamlet.records.followups.actions.hospital import note_what_records_tell
from teamlet.records.followups.actions.needs import LevelChanges, find_levels, write_levels
from teamlet.records.followups.actions.slips import SlipChanges, find_slips, write_slips
from teamlet.records.followups.queries.needs import waiting_support_checks
from teamlet.records.patients.actions.tables import update_rows
from teamlet.records.patients.queries.populations import stretches
from teamlet.records.practice.models import Practice

#: So many of the waiting patients are looked at in one go.
MANY = 2_000
#: A whole practice is looked at in stretches of so many patients, so that memory stays flat.
STRETCH = 10_000


def refresh_support(*, practice: Practice, at: datetime, by: Principal, patients: Collection[int] | None = None) -> int:
    """Bring levels and slips of a practice (or of ``patients``, row numbers) up to date; return how many rows changed.

    Everything is read before anything is locked: a fixed number of statements for every ``STRETCH`` patients, and one
    audited write, none where nothing changed; what was told of care elsewhere is noted afterwards, each for itself.
    Running it again changes nothing.
    """
    if patients is not None:
        return _refresh(practice, patients, {}, at, by)
    return sum(_refresh(practice, stretch, {}, at, by) for stretch in stretches(practice, STRETCH))


def refresh_support_marked(*, practice: Practice, at: datetime, by: Principal) -> int:
    """Look again at those whose data changed since the last look; a change that comes meanwhile keeps its mark."""
    total = 0
    while marks := waiting_support_checks(practice, MANY):
        total += _refresh(practice, sorted(marks), marks, at, by)
        if len(marks) < MANY:
            break
    return total


def _refresh(
    practice: Practice, patients: Collection[int], marks: Mapping[int, str], at: datetime, by: Principal
) -> int:
    levels = find_levels(practice=practice, patients=patients, at=at)
    slips = find_slips(practice=practice, patients=patients, at=at)
    if levels.rows or slips or marks:
        store_support(practice=practice, levels=levels, slips=slips, marks=marks, at=at, by=by)
    note_what_records_tell(practice=practice, patients=patients, at=at, by=by)
    note_what_forms_tell(practice=practice, patients=patients, at=at, by=by)
    return len(levels.rows) + len(slips.opened) + len(slips.renewed) + len(slips.over)


@action
@goes_on
def store_support(
    *,
    practice: Practice,
    levels: LevelChanges,
    slips: SlipChanges,
    marks: Mapping[int, str],
    at: datetime,
    by: Principal,
) -> None:
    """Write what a look at people in support found: one event with counts, whatever their number."""
    write_levels(practice, levels)
    write_slips(slips, at=at, by=by)
    update_rows("DELETE FROM patients_supportcheck WHERE patient_id = %s AND mark = %s", list(marks.items()))
    audit(
        ("support", levels.on.isoformat()),
        levels=len(levels.rows),
        moved=len(levels.moved),
        slips=len(slips.opened),
        over=len(slips.over),
        looked_at=len(marks),
    )
