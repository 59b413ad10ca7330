"""The words of imports: why a resource, or a part of it, was not stored."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "fhir.not_there": N_("There is no such file or folder."),
    "fhir.not_json": N_("This file is not JSON and was not read. Only JSON and NDJSON files are imported."),
    "fhir.not_utf8": N_("This file is not written in UTF-8 and was not read."),
    "fhir.unreadable": N_("This file could not be opened."),
    "fhir.cut_off": N_("This file ends in the middle. What came before the end was read."),
    "fhir.no_resource": N_("This file holds no resource."),
    "fhir.kind_not_understood": N_("Teamlet does not store resources of this kind."),
    "fhir.bad_json": N_("This entry is not whole and cannot be read. Export it again where it came from."),
    "fhir.bad_shape": N_("This resource is not written as FHIR R4 says, at “{detail}”."),
    "fhir.no_kind": N_("This entry does not say what kind of resource it is."),
    "fhir.too_large": N_("This entry is larger than {megabytes} MB and was not read."),
    "fhir.too_deep": N_("This entry is nested too deeply and was not read."),
    "fhir.bad_text": N_("This resource holds characters that are no text."),
    "fhir.id_too_long": N_("The id of this resource is longer than FHIR allows."),
    "fhir.deletion": N_("The file asks to delete this resource. An import deletes nothing."),
    "fhir.came_twice": N_("This resource came twice with different content. Only the first was looked at."),
    "fhir.older": N_("A newer version of this resource is stored already."),
    "fhir.subject_missing": N_("This resource does not say whose it is."),
    "fhir.subject_not_found": N_("The patient this resource names is not in the files and not on record."),
    "fhir.subject_not_a_patient": N_("This resource is about something that is not a patient."),
    "fhir.subject_ambiguous": N_("Several patients answer to what this resource names."),
    "fhir.subject_differs": N_("This resource names one patient and its encounter another."),
    "fhir.moved": N_("This resource belonged to another patient before. It now stands where its source puts it."),
    "fhir.number_ambiguous": N_("Several patients have this record number."),
    "fhir.number_of_another": N_("The record number belongs to a patient with another name and birth date."),
    "fhir.id_of_another": N_("Under this id a patient with another name and birth date is on record."),
    "fhir.no_name": N_("This patient has no name."),
    "fhir.birth_date_impossible": N_("The birth date cannot be and was left empty."),
    "fhir.date_impossible": N_("A date of this resource cannot be and was left empty."),
    "fhir.value_impossible": N_("The value cannot be. It is kept, marked as impossible and never used."),
    "fhir.number_too_large": N_("The number is too large to store. It is kept as text."),
    "fhir.no_text": N_("This resource says nothing in words or codes."),
    "fhir.changes_meaning": N_("This resource carries an extension that changes its meaning."),
}
