"""What the columns of a schedule mean, guessed from their names in English and Spanish.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from teamlet.bridges.spreadsheets.words import Target

#: Rows at the top among which the header is looked for.
LOOKED_AT = 12
_NAMES: dict[Target, str] = {
    Target.APPOINTMENT_ID: """
        appointment id|appt id|appointment number|appt number|appt no|appointment no|appt|visit id|visit number
        |encounter id|csn|booking id|confirmation number|numero de cita|no de cita|num cita|id de cita|id cita|cita id
        |folio|folio de cita|appointmentid|apptid""",
    Target.RECORD_NUMBER: """
        mrn|medical record number|medical record|record number|record no|record|chart number|chart no|chart id|chart
        |patient id|patient number|patient no|pt id|patientid|pat id|emr id|ehr id|account number|person number
        |numero de expediente|no de expediente|num expediente|expediente|numero de historia|historia clinica|nhc
        |no historia|historia|id paciente|id del paciente|numero de paciente|numero de registro|registro|ficha""",
    Target.NAME: """
        patient name|patient|name|full name|patient full name|pt name|client|client name|nombre completo
        |nombre del paciente|nombre paciente|paciente|nombre y apellidos|apellidos y nombre|apellido y nombre""",
    Target.FAMILY: """
        last name|lastname|surname|family name|family|patient last name|last|pt last name|apellido|apellidos
        |primer apellido""",
    Target.GIVEN: """
        first name|firstname|given name|given|patient first name|first|pt first name|nombre|nombres|primer nombre""",
    Target.BIRTH_DATE: """
        dob|date of birth|birth date|birthdate|birthday|patient dob|born|pt dob|fecha de nacimiento|fecha nacimiento
        |nacimiento|f nac|fec nac|fecha nac|fdn""",
    Target.STARTS_AT: """
        appointment date time|appt date time|date time|datetime|start|starts|starts at|start datetime|start date time
        |appointment start|scheduled at|scheduled for|scheduled|appointment datetime|fecha y hora|fecha hora
        |fecha y hora de la cita|inicio|comienzo""",
    Target.DAY: """
        date|appointment date|appt date|visit date|day|service date|date of service|dos|start date|scheduled date
        |fecha|fecha de cita|fecha de la cita|fecha cita|dia|dia de la cita|fecha de la visita|fecha visita""",
    Target.TIME: """
        time|appointment time|appt time|visit time|start time|scheduled time|hour|hora|hora de cita|hora de la cita
        |hora cita|hora de inicio|hora inicio""",
    Target.MINUTES: """
        duration|minutes|length|duration minutes|duration min|duration in minutes|min|mins|appt length|slot length
        |duracion|minutos|duracion minutos|duracion min|duracion en minutos|tiempo""",
    Target.ENDS: """
        end|ends|end time|appointment end|ends at|finish|fin|termina|hora de fin|hora fin|hora final|hora de termino""",
    Target.KIND: """
        visit type|appointment type|appt type|type|kind|encounter type|visit reason type|service|service type|class
        |tipo de cita|tipo de visita|tipo cita|tipo visita|tipo|tipo de consulta|tipo consulta|servicio""",
    Target.STATUS: """
        status|appointment status|appt status|visit status|state|confirmation|estado|estado de la cita|estado cita
        |estatus|situacion""",
    Target.CLINICIAN: """
        provider|clinician|doctor|physician|resource|rendering provider|appointment provider|provider name|with
        |practitioner|dr|seen by|scheduled provider|medico|doctora|proveedor|profesional|clinico|atiende
        |medico tratante|con quien""",
    Target.ROOM: """
        room|exam room|location|room number|place|department|site|sala|consultorio|cuarto|habitacion|lugar|ubicacion""",
    Target.REASON: """
        reason|reason for visit|visit reason|chief complaint|complaint|comments|comment|notes|note|appointment reason
        |motivo|motivo de consulta|motivo de la cita|motivo de la visita|razon|notas|comentarios|observaciones""",
}
_BY_NAME: dict[str, Target] = {
    " ".join(name.split()): target for target, names in _NAMES.items() for name in names.split("|")
}
#: Enough to go on: when it is, and a way to ask whose it is.
_WHO = (Target.RECORD_NUMBER, Target.NAME, Target.FAMILY, Target.GIVEN, Target.REFERENCE)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return ``text`` as names are compared: small letters without accents, signs as blanks."""
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text[:200])
    opened = unicodedata.normalize("NFKD", spread.casefold())
    letters = "".join(letter for letter in opened if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]|_", " ", letters).split())


def meaning_of(name: str) -> Target | None:
    """Return what a column of this name means, or None when the name says nothing."""
    key = plain(name)
    return _BY_NAME.get(key) or _BY_NAME.get(key.removeprefix("patient ").removeprefix("appointment "))


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows names the columns: two known names at least, the most of them; None = none."""
    best, most = None, 1
    for number, cells in enumerate(rows[:LOOKED_AT]):
        known = len({meaning for cell in cells if (meaning := meaning_of(cell)) is not None})
        if known > most:
            best, most = number, known
    return best


def guess(names: Sequence[str], remembered: Mapping[str, str]) -> dict[Target, int]:
    """Return the column of each meaning: what was remembered for the name, else what the name says.

    ``remembered`` maps a plain column name to a meaning, empty = not to be read.  Of two columns with one
    meaning the first counts.
    """
    found: dict[Target, int] = {}
    for number, name in enumerate(names):
        key = plain(name)
        said = remembered.get(key)
        meaning = meaning_of(name) if said is None else Target(said) if said in list(Target) else None
        if meaning is not None:
            found.setdefault(meaning, number)
    return found


def missing(columns: Mapping[Target, int]) -> tuple[Target, ...]:
    """Return what a schedule cannot do without and no column says: the first of several that would do."""
    lacking = []
    if not any(target in columns for target in _WHO):
        lacking.append(Target.RECORD_NUMBER)
    if Target.DAY not in columns and Target.STARTS_AT not in columns:
        lacking.append(Target.DAY)
    return tuple(lacking)


def twice(names: Sequence[str]) -> list[str]:
    """Return the column names that occur more than once."""
    keys = [plain(name) for name in names]
    return sorted({name for name, key in zip(names, keys, strict=True) if key and keys.count(key) > 1})
