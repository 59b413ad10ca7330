"""The words of schedules that come as files: what a column can mean, limits, and why a row waits or stays out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_

MEGABYTE = 1 << 20
#: Limits of one file; a larger one is refused as a whole, with the limit named.
MOST_BYTES_OF_TEXT = 20 * MEGABYTE
MOST_BYTES_OF_BOOK = 10 * MEGABYTE
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
#: Of a workbook: parts, size unpacked, how much smaller packing may have made it, sheets.
MOST_PARTS = 1_000
MOST_UNPACKED = 150 * MEGABYTE
MOST_RATIO = 250
MOST_SHEETS = 60
#: Of the process that reads a file: memory, processor seconds, seconds in all.
MEMORY = 768 * MEGABYTE
CPU_SECONDS = 20
WALL_SECONDS = 30


class Target(StrEnum):
    """What a column of a schedule can mean."""

    APPOINTMENT_ID = "appointment_id"
    RECORD_NUMBER = "record_number"
    NAME = "name"
    FAMILY = "family"
    GIVEN = "given"
    BIRTH_DATE = "birth_date"
    STARTS_AT = "starts_at"
    DAY = "day"
    TIME = "time"
    MINUTES = "minutes"
    ENDS = "ends"
    KIND = "kind"
    STATUS = "status"
    CLINICIAN = "clinician"
    ROOM = "room"
    REASON = "reason"
    #: Only from FHIR: "base|id" of the patient at the source.
    REFERENCE = "reference"


class ImportState(StrEnum):
    """Where the import of a schedule stands."""

    STAGED = "staged"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    WITHDRAWN = "withdrawn"


IMPORT_TRANSITIONS: dict[ImportState, frozenset[ImportState]] = {
    ImportState.STAGED: frozenset({ImportState.CHECKED, ImportState.WITHDRAWN}),
    ImportState.CHECKED: frozenset({ImportState.CHECKED, ImportState.RUNNING, ImportState.WITHDRAWN}),
    ImportState.RUNNING: frozenset({ImportState.DONE}),
    ImportState.DONE: frozenset(),
    ImportState.WITHDRAWN: frozenset(),
}


class UnplacedState(StrEnum):
    """Where an appointment stands whose patient is not certain."""

    WAITING = "waiting"
    PLACED = "placed"
    LEFT_OUT = "left_out"


class Weight(StrEnum):
    """What a problem does to its row."""

    #: The row is imported; somebody should know.
    NOTE = "note"
    #: The row waits until somebody says whose it is.
    WAITS = "waits"
    #: The row cannot be read and is not imported.
    STOPS = "stops"


class DateOrder(StrEnum):
    """Which part of 3/4/2026 is the month."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


TARGET_LABELS: dict[Target, str] = {
    Target.APPOINTMENT_ID: N_("Number of the appointment"),
    Target.RECORD_NUMBER: N_("Record number of the patient"),
    Target.NAME: N_("Name of the patient, in one column"),
    Target.FAMILY: N_("Family name"),
    Target.GIVEN: N_("Given name"),
    Target.BIRTH_DATE: N_("Birth date"),
    Target.STARTS_AT: N_("Date and time, in one column"),
    Target.DAY: N_("Date"),
    Target.TIME: N_("Time"),
    Target.MINUTES: N_("Length in minutes"),
    Target.ENDS: N_("Time it ends"),
    Target.KIND: N_("Kind of visit"),
    Target.STATUS: N_("State: booked, cancelled, did not come…"),
    Target.CLINICIAN: N_("With whom"),
    Target.ROOM: N_("Room"),
    Target.REASON: N_("Reason for the visit"),
    Target.REFERENCE: N_("Patient, as FHIR names them"),
}

IMPORT_STATE_LABELS: dict[ImportState, str] = {
    ImportState.STAGED: N_("Columns to name"),
    ImportState.CHECKED: N_("Looked through, not imported yet"),
    ImportState.RUNNING: N_("Being imported"),
    ImportState.DONE: N_("Imported"),
    ImportState.WITHDRAWN: N_("Not imported"),
}

#: Of a whole file: nothing of it was read.
FILE_REASONS: dict[str, str] = {
    "spreadsheets.not_there": N_("There is no such file."),
    "spreadsheets.empty": N_("This file is empty."),
    "spreadsheets.too_large": N_("This file is larger than {megabytes} MB. Export fewer days at a time."),
    "spreadsheets.too_heavy": N_("This file takes too much memory or time to read. Export fewer days at a time."),
    "spreadsheets.damaged": N_("This file is damaged or cut off. Export it again."),
    "spreadsheets.old_excel": N_("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx or CSV."),
    "spreadsheets.encrypted": N_("This workbook is protected by a password. Save it without one."),
    "spreadsheets.open_document": N_("This is an OpenDocument file (.ods). Save it as .xlsx or CSV."),
    "spreadsheets.binary_workbook": N_("This is a binary workbook (.xlsb). Save it as .xlsx or CSV."),
    "spreadsheets.archive": N_("This is a ZIP archive, not a workbook. Unpack it and choose the file inside."),
    "spreadsheets.odd_archive": N_("This workbook is not built as Excel builds one. Save it anew as .xlsx or CSV."),
    "spreadsheets.bomb": N_("This workbook unpacks to far more than a schedule can be. It was not opened."),
    "spreadsheets.entities": N_("This workbook holds XML definitions that no schedule needs. It was not opened."),
    "spreadsheets.too_many_sheets": N_("This workbook has more than {most} sheets. Keep the one with the schedule."),
    "spreadsheets.not_a_table": N_("This is no table of cells. Export the schedule as CSV or .xlsx."),
    "spreadsheets.not_text": N_("This file is no text and no workbook. Export the schedule as CSV or .xlsx."),
    "spreadsheets.not_fhir": N_("This JSON file holds no FHIR Appointment."),
    "spreadsheets.too_many_rows": N_("This file has more than {most} rows. Export fewer days at a time."),
    "spreadsheets.too_many_columns": N_("This file has more than {most} columns. Export only those of the schedule."),
    "spreadsheets.no_rows": N_("This file has a header but no rows."),
    "spreadsheets.no_header": N_("The first rows do not name the columns. Add a header such as Record number, Date."),
    "spreadsheets.column_missing": N_("No column says “{what}”. Choose it, or add it to the file."),
}

#: Of the file, when it was read nevertheless.
NOTE_REASONS: dict[str, str] = {
    "spreadsheets.wrong_extension": N_("The name ends in {extension}, but the file is {format}. It was read as that."),
    "spreadsheets.old_letters": N_("The file is not UTF-8. It was read as Windows letters; look at the accents."),
    "spreadsheets.macros": N_("The workbook holds macros. They were not run."),
    "spreadsheets.other_sheets": N_("Only the sheet “{sheet}” was read; the workbook has {count}."),
    "spreadsheets.header_below": N_("The header stands on line {header}. What is above it was not read."),
    "spreadsheets.column_twice": N_("Two columns are called “{name}”. The first is read."),
}

#: Of one row.
ROW_REASONS: dict[str, str] = {
    "spreadsheets.quote_open": N_("A quotation mark is opened and never closed. The line was not read."),
    "spreadsheets.cell_too_long": N_("A cell has more than {most} letters. The line was not read."),
    "spreadsheets.bad_text": N_("The line holds characters that are no text: “{said}”."),
    "spreadsheets.not_as_fhir_says": N_("This appointment is not written as FHIR R4 says, at “{said}”."),
    "spreadsheets.too_many_cells": N_("The line has more cells than the header ({cells} and {columns})."),
    "spreadsheets.header_again": N_("The header stands here once more. The line was passed over."),
    "spreadsheets.date_missing": N_("There is no date."),
    "spreadsheets.date_unreadable": N_("“{said}” is no date that can be read."),
    "spreadsheets.date_number": N_("“{said}” is a number, not a date. Format the column as a date and save again."),
    "spreadsheets.date_far": N_("{said} is too far away to be right."),
    "spreadsheets.time_missing": N_("There is no time. The visit is listed without one."),
    "spreadsheets.time_unreadable": N_("“{said}” is no time of day that can be read."),
    "spreadsheets.time_skipped": N_("There is no {time} on {day}: the clock is set forward that night."),
    "spreadsheets.time_twice": N_("{time} comes twice on {day}, as the clock is set back. The first was taken."),
    "spreadsheets.minutes_unreadable": N_("“{said}” is no length of a visit. It was left empty."),
    "spreadsheets.birth_date_unreadable": N_("“{said}” is no birth date that can be read. It was not compared."),
    "spreadsheets.kind_unknown": N_("“{said}” is no kind of visit that is known. It was filed as Other."),
    "spreadsheets.status_unknown": N_("“{said}” is no state that is known. The visit is taken as booked."),
    "spreadsheets.not_booked": N_("This appointment is only proposed, not booked. It was passed over."),
    "spreadsheets.clinician_unknown": N_("Nobody here is called “{said}”. The visit is listed without a name."),
    "spreadsheets.came_twice": N_("This appointment stands on line {first} too. Only that line was read."),
    "spreadsheets.came_twice_otherwise": N_(
        "This appointment stands on line {first} too, with other words. Only that line was read; look which is right."
    ),
    "spreadsheets.no_number": N_("The line has no record number. A name and a birth date alone never choose."),
    "spreadsheets.nobody_named": N_("The line names no patient."),
    "spreadsheets.number_shortened": N_("The record number “{said}” was shortened by a spreadsheet."),
    "spreadsheets.number_unknown": N_("No patient has the record number {said}."),
    "spreadsheets.number_ambiguous": N_("Several patients have the record number {said}."),
    "spreadsheets.other_name": N_("The record number {said} belongs to a patient with another name."),
    "spreadsheets.other_birth_date": N_("The record number {said} belongs to a patient with another birth date."),
    "spreadsheets.deceased": N_("The patient with the record number {said} is recorded as deceased."),
    "spreadsheets.reference_unknown": N_("The patient this appointment names is not on record."),
    "spreadsheets.patient_changed": N_("This appointment belonged to another patient before."),
    "spreadsheets.opened_stays": N_("Somebody opened this visit already. It stays as it is."),
    "spreadsheets.left_out": N_("Somebody decided to leave this appointment out."),
}

REASONS: dict[str, str] = {
    **FILE_REASONS,
    **NOTE_REASONS,
    **ROW_REASONS,
    "spreadsheets.may_not_move": N_("An import that is {state} cannot become {to}."),
    "spreadsheets.decided_already": N_("Somebody decided about this line already."),
    "spreadsheets.not_of_this_practice": N_("This patient does not belong to this practice."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "spreadsheets.may_not_move": {"state": IMPORT_STATE_LABELS, "to": IMPORT_STATE_LABELS},
}
