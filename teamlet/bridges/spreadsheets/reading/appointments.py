"""FHIR Appointments in the columns of a schedule: bundles, single resources and NDJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from teamlet.bridges.fhir.reading import UNREAD, read_file
from teamlet.bridges.fhir.resources.appointment import cells_of, person_of
from teamlet.bridges.spreadsheets.reading.formats import Refusal, Rows
from teamlet.bridges.spreadsheets.words import Target

_REFUSED = {
    "fhir.not_there": "spreadsheets.not_there",
    "fhir.cut_off": "spreadsheets.damaged",
    "fhir.not_json": "spreadsheets.not_fhir",
}


class Appointments:
    """A file of FHIR resources; only its Appointments are rows, its Patients say whose they are."""

    format = "fhir"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.unread: list[str] = []

    def _note(self, code: str, **values: Any) -> None:
        if code in UNREAD:
            self.unread.append(code)

    def rows(self) -> Rows:
        """Yield a header of meanings, then one row an Appointment, numbered as they stand in the file."""
        people: dict[str, dict[str, str]] = {}
        held: list[tuple[str, str, bytes]] = []
        suffix = ".json" if self.path.suffix.lower() not in {".ndjson", ".jsonl"} else self.path.suffix
        for piece in read_file(self.path, f"schedule{suffix}", self._note):
            for entry in piece:
                if entry.kind == "Patient":
                    people[entry.id] = person_of(bytes(entry.raw))
                    if entry.url:
                        people[entry.url] = people[entry.id]
                elif entry.kind == "Appointment":
                    held.append((entry.id, entry.base, bytes(entry.raw)))
        if not held:
            code = self.unread[0] if self.unread else "fhir.not_json"
            raise Refusal(_REFUSED.get(code, "spreadsheets.not_fhir"))
        yield 0, [target.value for target in Target], None
        for number, (id_, base, raw) in enumerate(held, 1):
            cells, trouble = cells_of(raw, id_, base, people)
            yield number, [cells.get(target.value, "") for target in Target], trouble
        if self.unread:
            yield len(held) + 1, [], ("spreadsheets.bad_text", {"said": "…"})
