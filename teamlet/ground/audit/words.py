"""What the events of commands, imports and the installation say."""

from __future__ import annotations

from teamlet.ground.reasons import N_

#: What the events that no record has say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "fhir.finish_import": N_("Imported records from another system."),
    "spreadsheets.stage_schedule": N_("Brought a schedule in as a table."),
    "spreadsheets.choose_columns": N_("Said what the columns of a table mean."),
    "spreadsheets.note_what_is_foreseen": N_("Looked at what a table would change."),
    "spreadsheets.begin_import": N_("Began to import a table."),
    "spreadsheets.withdraw_import": N_("Withdrew the import of a table."),
    "spreadsheets.store_lines": N_("Stored lines of a table."),
    "spreadsheets.finish_import": N_("Finished the import of a table."),
    "spreadsheets.place_appointment": N_("Said to whom an appointment of a table belongs."),
    "spreadsheets.leave_out": N_("Left a line of a table out."),
    "demo.store_agreements": N_("Made agreements of the demo."),
    "demo.store_visits": N_("Made visits of the demo."),
    "demo.keep_next_dues": N_("Brought the due days of the demo up to date."),
    "demo.begin_crowd": N_("Began to fill the demo with patients."),
    "demo.finish_crowd": N_("Finished filling the demo with patients."),
    "schedule.keep_unplaced": N_("Kept an appointment of the demo that nobody can place."),
    "jobs.release_worker": N_("Let the background work begin again."),
    "operations.note_backup": N_("Made a backup."),
    "operations.note_restore": N_("Restored a backup."),
}
