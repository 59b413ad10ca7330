"""A batch of lines judged: what each says, whose it is, and the appointment it becomes; a fixed count of statements."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from teamlet.bridges.spreadsheets import queries
from teamlet.bridges.spreadsheets.matching import Candidate, whose
from teamlet.bridges.spreadsheets.models import ScheduleImport, SchedulePattern, UnplacedAppointment
from teamlet.bridges.spreadsheets.reading import Line
from teamlet.bridges.spreadsheets.rows import Pattern, Problem, Reader, Said, Seen
from teamlet.bridges.spreadsheets.words import DateOrder, Target, UnplacedState, Weight
from teamlet.ground.reasons import Reason
from teamlet.records.practice.models import Practice
from teamlet.records.visits.actions import Appointment

_LONGEST_KEY = 200


@dataclass(slots=True)
class Judged:
    """What became of a batch of lines before anything is written."""

    read: int = 0
    appointments: dict[int, Appointment] = field(default_factory=dict)
    #: What each of them says, by line.
    said: dict[int, Said] = field(default_factory=dict)
    #: Lines whose patient is not certain, with why.
    waiting: dict[int, tuple[Said, Reason]] = field(default_factory=dict)
    #: Lines that waited and whose patient is certain now.
    found: dict[int, UnplacedAppointment] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    passed_over: int = 0
    left_out: int = 0


def pattern_for(run: ScheduleImport, remembered: SchedulePattern | None) -> Pattern:
    """Return how the lines of an import are read."""
    return Pattern(
        columns={Target(target): int(number) for target, number in run.columns.items()},
        order=DateOrder(run.date_order),
        kinds=remembered.kinds if remembered is not None else {},
    )


class Judge:
    """Judges the lines of one import in their order."""

    def __init__(self, run: ScheduleImport, practice: Practice, *, today: date) -> None:
        pattern = pattern_for(run, queries.pattern_of(practice))
        self.practice = practice
        self.reader = Reader(pattern, run.names, today=today, zone=practice.time_zone)
        self.seen = Seen()
        self.staff = queries.staff_of(practice)
        self.is_fhir = run.format == "fhir"

    def remember(self, lines: Sequence[Line]) -> None:
        """Take note of lines that were done before a stop, so that their doubles are known."""
        for line in lines:
            said, _ = self.reader.read(line.number, line.cells, line.trouble)
            if said is not None:
                self.seen.again(line.number, said)

    def judge(self, lines: Sequence[Line]) -> Judged:
        """Judge the next lines."""
        judged = Judged(read=len(lines))
        for line in lines:
            said, problems = self.reader.read(line.number, line.cells, line.trouble)
            judged.problems += problems
            if said is None:
                stops = any(problem.weight is Weight.STOPS for problem in problems)
                judged.refused += stops
                judged.passed_over += not stops
                continue
            again = self.seen.again(line.number, said)
            if again is not None:
                judged.problems.append(again)
                judged.passed_over += again.weight is Weight.NOTE
                judged.refused += again.weight is Weight.STOPS
                continue
            judged.said[line.number] = said
        self._place(judged)
        return judged

    def _place(self, judged: Judged) -> None:
        asked = judged.said.values()
        by_number = queries.candidates_by_number(
            self.practice.pk, sorted({said.record_number for said in asked if said.record_number})
        )
        references = sorted({said.reference for said in asked if said.reference})
        by_reference = queries.candidates_by_reference(self.practice.pk, references) if references else {}
        decided = queries.decided(self.practice.pk, [said.key for said in asked])
        for number, said in list(judged.said.items()):
            candidates = self._candidates(said, by_number, by_reference)
            answer: Candidate | Reason = whose(said, candidates)
            known = decided.get(said.key)
            if known is not None and known.state == UnplacedState.LEFT_OUT:
                judged.left_out += 1
                judged.problems.append(Problem(number, Weight.NOTE, Reason("spreadsheets.left_out")))
            elif known is not None and known.state == UnplacedState.PLACED and known.patient_id is not None:
                self._appoint(judged, number, said, known.patient_id)
            elif isinstance(answer, Reason):
                judged.waiting[number] = (said, answer)
                judged.problems.append(Problem(number, Weight.WAITS, answer))
            else:
                self._appoint(judged, number, said, answer.id)
                if known is not None:
                    judged.found[number] = known

    def _candidates(
        self, said: Said, by_number: dict[str, list[Candidate]], by_reference: dict[str, list[Candidate]]
    ) -> list[Candidate]:
        """Return who answers: to the reference, else to the number; several when the two disagree."""
        found = by_reference.get(said.reference, []) if said.reference else []
        numbered = by_number.get(said.record_number, []) if said.record_number else []
        if found and numbered and found != numbered:
            return [*found, *(one for one in numbered if one not in found)]
        return found or numbered

    def _appoint(self, judged: Judged, number: int, said: Said, patient_id: int) -> None:
        clinician = self.staff.find(said.clinician) if said.clinician else None
        if said.clinician and clinician is None:
            reason = Reason("spreadsheets.clinician_unknown", {"said": said.clinician[:40]})
            judged.problems.append(Problem(number, Weight.NOTE, reason))
        judged.appointments[number] = appointment(said, patient_id, clinician, is_fhir=self.is_fhir)


def appointment(said: Said, patient_id: int, clinician_id: int | None, *, is_fhir: bool = False) -> Appointment:
    """Return the appointment that a line becomes for this patient."""
    if said.appointment_id:
        key = f"{'fhir' if is_fhir else 'id'}:{said.appointment_id}"
    else:
        key = f"slot:{patient_id}:{said.day.isoformat()}:{said.starts.strftime('%H:%M') if said.starts else ''}"
    if len(key) > _LONGEST_KEY:
        key = f"hash:{hashlib.sha256(key.encode()).hexdigest()}"
    facts = [patient_id, clinician_id, *(value for name, value in said.as_json().items() if name in _TOLD)]
    return Appointment(
        source_key=key,
        source_hash=hashlib.sha256(json.dumps(facts).encode()).hexdigest(),
        patient_id=patient_id,
        day=said.day,
        starts=said.starts,
        kind=said.kind,
        status=said.status,
        minutes=said.minutes,
        clinician_id=clinician_id,
        room=said.room,
        reason=said.reason,
    )


_TOLD = frozenset({"day", "starts", "kind", "status", "minutes", "room", "reason"})
