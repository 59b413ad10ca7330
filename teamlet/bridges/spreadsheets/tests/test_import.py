"""A schedule on its way into the visits: what is stored, what waits, what a later file changes, and what never happens."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from teamlet.bridges.spreadsheets import actions, load, queries
from teamlet.bridges.spreadsheets.command import run as run_command
from teamlet.bridges.spreadsheets.load import carry_out, look_through, stage
from teamlet.bridges.spreadsheets.models import LineProblem, ScheduleImport, StagedLine, UnplacedAppointment
from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.records.patients.models import Identifier, Patient
from teamlet.records.visits.actions import open_visit, plan_visit
from teamlet.records.visits.models import Visit, VisitChange
from teamlet.records.visits.words import VisitKind

pytestmark = pytest.mark.django_db
HEADER = "Appt ID,MRN,Last name,First name,DOB,Date,Time,Minutes,Type,Provider,Room,Reason,Status"


@pytest.fixture(autouse=True)
def now(at):
    return at("2026-11-23T08:00")


@pytest.fixture
def bring(tmp_path, practice, system):
    """Return ``bring(*rows)``: import a file with these rows; the run when it is over."""

    def go(*rows, header=HEADER, name="schedule.csv", until="done"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        run = stage(path, name, by=system)
        if run.state == "staged":
            run = actions.choose_columns(
                run=run, columns=run.columns, date_order=run.date_order, at=clock.now(), by=system
            )
            run = look_through(run, by=system)
        if until == "checked":
            return run
        if run.state == "checked":
            run = actions.begin_import(run=run, by=system)
        return run if until == "running" else carry_out(run, by=system)

    return go


def row(
    number="A1", mrn="cedar-0001", family="Marín", given="Rosa", dob="5/3/1961", day="11/24/2026", at="9:20 AM", **more
):
    rest = {
        "minutes": "20",
        "type": "Follow up",
        "provider": "",
        "room": "2",
        "reason": "",
        "status": "Scheduled",
    } | more
    return ",".join([number, mrn, family, given, dob, day, at, *rest.values()])


def codes(run):
    return [problem.code.removeprefix("spreadsheets.") for problem in queries.problems_of(run)]


def test_what_a_line_says_becomes_a_visit(bring, patient, staff):
    cole = staff("clinician", name="James Cole", called="Dr. Cole")
    done = bring(row(provider='"Cole, James, MD"', reason="Depression check"))
    visit = Visit.objects.get()
    assert done.counts["stored"] == 1
    assert (visit.patient, visit.day, visit.starts, visit.minutes) == (patient, date(2026, 11, 24), time(9, 20), 20)
    assert (visit.kind, visit.clinician, visit.room, visit.state) == ("chronic", cole.membership, "2", "planned")
    assert (visit.reason, visit.reason_sensitivity) == ("Depression check", "mental_health")
    assert VisitChange.objects.get().to_state == "planned"
    assert not StagedLine.objects.exists()


def test_what_was_read_is_the_sum_of_what_became_of_it(bring, patient):
    done = bring(
        row("A1"), row("A2", at="10:00"), row("A2", at="10:00"), row("A3", mrn="nobody"), row("A4", day="31/31/2026"),
        row("A5", at="11:00", mrn=""), HEADER,
    )  # fmt: skip
    counts = dict(done.counts)
    assert counts.pop("read") == 7 == sum(counts.values())
    assert (counts["stored"], counts["waiting"], counts["refused"], counts["passed_over"]) == (2, 2, 1, 2)


def test_the_same_file_again_changes_nothing(bring, patient):
    rows = [row("A1"), row("A2", at="10:00", status="Cancelled"), row("A3", mrn="nobody")]
    bring(*rows)
    before = list(Visit.objects.order_by("pk").values()), list(UnplacedAppointment.objects.values())
    again = bring(*rows)
    assert (again.counts["unchanged"], again.counts["stored"], again.counts["changed"]) == (2, 0, 0)
    assert (list(Visit.objects.order_by("pk").values()), list(UnplacedAppointment.objects.values())) == before
    assert ScheduleImport.objects.count() == 2
    assert VisitChange.objects.count() == 2


def test_a_late_booking_appears_and_what_is_not_in_a_file_stays(bring, patient):
    bring(row("A1"))
    bring(row("A2", at="4:40 PM"))
    assert list(Visit.objects.order_by("starts").values_list("state", flat=True)) == ["planned", "planned"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Cancelled", "cancelled"), ("Cancelada", "cancelled"), ("CXL", "cancelled"), ("No Show", "no_show"),
        ("No asistió", "no_show"), ("Rescheduled", "rescheduled"), ("Reprogramada", "rescheduled"),
        ("Confirmed", "planned"), ("Checked in", "planned"), ("Completed", "planned"), ("", "planned"),
    ],
)  # fmt: skip
def test_a_schedule_calls_a_visit_off(bring, patient, said, state):
    bring(row())
    done = bring(row(status=said) + "\n")
    assert Visit.objects.get().state == state
    assert done.counts["changed"] + done.counts["unchanged"] == 1


def test_a_visit_called_off_is_booked_again(bring, patient):
    for status in ("Scheduled", "Cancelled", "Confirmed"):
        bring(row(status=status))
    assert [change.to_state for change in VisitChange.objects.order_by("pk")] == ["planned", "cancelled", "planned"]


def test_a_visit_somebody_opened_stays_when_the_schedule_calls_it_off(bring, patient, staff):
    bring(row())
    open_visit(visit=Visit.objects.get(), at=clock.now(), by=staff("nurse").principal)
    done = bring(row(status="Cancelled"))
    visit = Visit.objects.get()
    assert (visit.state, done.counts["kept"]) == ("open", 1)
    assert codes(done) == ["opened_stays"]
    moved = bring(row(at="3:00 PM"))
    visit.refresh_from_db()
    assert (visit.starts, moved.counts["kept"]) == (time(9, 20), 1)


def test_an_appointment_moves_with_its_number(bring, patient):
    bring(row())
    bring(row(day="12/1/2026", at="2:00 PM"))
    visit = Visit.objects.get()
    assert (visit.day, visit.starts, visit.state) == (date(2026, 12, 1), time(14), "planned")
    assert VisitChange.objects.count() == 2


def test_a_visit_made_by_hand_becomes_the_appointment(bring, patient, system):
    made = plan_visit(
        patient=patient, kind=VisitKind.ANNUAL, day=date(2026, 11, 24), starts=time(9, 20), clinician=None,
        at=clock.now(), by=system,
    )  # fmt: skip
    bring(row())
    assert Visit.objects.get().pk == made.pk


def test_without_a_number_of_its_own_an_appointment_is_known_by_patient_and_time(bring, patient):
    header, said = "MRN,Date,Time,Status", "cedar-0001,11/24/2026,9:20,{}"
    bring(said.format("Scheduled"), header=header)
    bring(said.format("Cancelled"), header=header)
    assert Visit.objects.get().state == "cancelled"


# --- whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mrn": ""}, "no_number"),
        ({"mrn": "nobody"}, "number_unknown"),
        ({"mrn": "1E+05"}, "number_shortened"),
        ({"mrn": "cedar-2"}, "number_ambiguous"),
        ({"family": "Vega", "given": "Luis", "dob": ""}, "other_name"),
        ({"dob": "5/4/1962"}, "other_birth_date"),
        ({"mrn": "cedar-9", "family": "", "given": "", "dob": ""}, "deceased"),
        ({"mrn": "juniper-1"}, "number_unknown"),
        ({"mrn": "0cedar-0001"}, "number_unknown"),
        ({"mrn": "=1+1"}, "number_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whose_it_is_is_never_guessed(bring, patient, practice, neighbor, changes, code):
    make_patient(practice, given="Twin", family="One", record_number="cedar-2")
    other = make_patient(practice, given="Twin", family="Two", record_number="x")
    Identifier.objects.create(patient=other, practice=practice, system="lab", value="cedar-2")
    make_patient(practice, given="Gone", family="Before", record_number="cedar-9", deceased_on=date(2026, 1, 1))
    make_patient(neighbor, given="Rosa", family="Marín", record_number="juniper-1")
    done = bring(row(**changes))
    assert not Visit.objects.exists()
    assert codes(done) == [code]
    waits = UnplacedAppointment.objects.get()
    assert (waits.code, waits.day, waits.line) == (f"spreadsheets.{code}", date(2026, 11, 24), 2)


@pytest.mark.parametrize(
    ("given", "family"),
    [("Rosa", "Marin"), ("ROSA", "MARÍN"), ("Rosie", "Marín"), ("R", "Marín"), ("Marín", "Rosa"), ("Rosa", "Marín López"), ("", "")],
)  # fmt: skip
def test_a_name_written_otherwise_is_the_same_person(bring, practice, given, family):
    make_patient(practice, called="Rosie", record_number="cedar-0001")
    assert bring(row(given=given, family=family)).counts["stored"] == 1


def test_a_patient_merged_into_another_is_the_other(bring, practice):
    into = make_patient(practice, record_number="new")
    make_patient(practice, record_number="cedar-0001", merged_into=into, is_active=False)
    bring(row())
    assert Visit.objects.get().patient == into


def test_an_identifier_of_another_system_finds_the_patient(bring, patient, practice):
    Identifier.objects.create(patient=patient, practice=practice, system="urn:lab", value="L-77")
    bring(row(mrn="L-77"))
    assert Visit.objects.get().patient == patient


def test_what_was_decided_by_hand_holds_for_later_files(bring, patient, practice, staff):
    bring(row("A9", mrn="", given="Rosita"))
    desk = staff("front-desk").principal
    visit = actions.place_appointment(
        unplaced=UnplacedAppointment.objects.get(), patient=patient, at=clock.now(), by=desk
    )
    assert (visit.patient, visit.state) == (patient, "planned")
    again = bring(row("A9", mrn="", given="Rosita"))
    assert again.counts["unchanged"] == 1
    bring(row("A9", mrn="", given="Rosita", status="Cancelled"))
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    with pytest.raises(Refused, match="decided_already"):
        actions.leave_out(unplaced=UnplacedAppointment.objects.get(), at=clock.now(), by=desk)


def test_a_line_that_waited_is_closed_once_its_number_is_on_record(bring, practice):
    bring(row(mrn="late"))
    make_patient(practice, record_number="late")
    done = bring(row(mrn="late") + "\n")
    assert done.counts["stored"] == 1
    assert UnplacedAppointment.objects.get().state == "placed"


def test_an_appointment_does_not_slip_from_one_patient_to_another(bring, patient, practice):
    make_patient(practice, given="Luis", family="Vega", record_number="other")
    bring(row())
    done = bring(row(mrn="other", family="Vega", given="Luis"))
    assert Visit.objects.get().patient == patient
    assert codes(done) == ["patient_changed"]
    assert (done.counts["waiting"], UnplacedAppointment.objects.get().code) == (1, "spreadsheets.patient_changed")


def test_the_neighbors_patients_and_imports_are_not_there(bring, neighbor, neighbor_patient):
    Patient.objects.filter(pk=neighbor_patient.pk).update(record_number="cedar-0001")
    run = bring(row())
    assert not Visit.objects.exists()
    assert queries.schedule_import(neighbor, run.oid) is None
    assert queries.unplaced(neighbor) == []


# --- stops ------------------------------------------------------------------------------------------------------------


def test_an_import_goes_on_where_it_stopped(bring, patient, monkeypatch, system):
    monkeypatch.setattr(load, "BATCH", 3)
    rows = [row(f"A{n}", at=f"{8 + n}:00") for n in range(8)] + [row("A0", at="8:00")]
    run = bring(*rows, until="running")

    class Stop(Exception):
        pass

    def stop(done, lines):
        if done == 6:
            raise Stop

    with pytest.raises(Stop):
        carry_out(run, by=system, progress=stop)
    run.refresh_from_db()
    assert (run.mark, run.state, Visit.objects.count()) == (6, "running", 6)
    assert bring(*rows).counts["stored"] == 8  # the same file: the same import goes on
    assert (Visit.objects.count(), ScheduleImport.objects.count()) == (8, 1)
    assert codes(ScheduleImport.objects.get()) == ["came_twice"]


def test_two_at_once_do_not_write_twice(bring, patient, monkeypatch, system):
    monkeypatch.setattr(load, "BATCH", 2)
    run = bring(*[row(f"A{n}", at=f"{8 + n}:00") for n in range(6)], until="running")
    other = ScheduleImport.objects.get(pk=run.pk)
    went = []

    def other_goes_first(done, lines):
        if not went:
            went.append(carry_out(other, by=system).state)

    carry_out(run, by=system, progress=other_goes_first)
    run.refresh_from_db()
    assert (went, run.state, run.counts["stored"], Visit.objects.count()) == (["done"], "done", 6, 6)


def test_a_batch_is_one_commit_with_its_events(bring, patient):
    bring(row("A1"), row("A2", at="10:00"))
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("visits.store_appointments") == 1
    assert [verb for verb in verbs if verb.startswith("spreadsheets.")] == [
        f"spreadsheets.{verb}"
        for verb in (
            "stage_schedule",
            "choose_columns",
            "note_what_is_foreseen",
            "begin_import",
            "store_lines",
            "finish_import",
        )
    ]
    assert "Marín" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_what_is_foreseen_is_what_happens(bring, patient):
    rows = [row("A1"), row("A2", at="10:00", status="Cancelled"), row("A3", mrn="nobody"), row("A4", at="25:00")]
    foreseen = dict(bring(*rows, until="checked").foreseen)
    assert foreseen == bring(*rows).counts


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_asks_the_same_number_of_questions(bring, patient, count, django_assert_max_num_queries, system):
    run = bring(*[row(f"A{n}", at=f"{8 + n // 60}:{n % 60:02}") for n in range(count)], until="running")
    with django_assert_max_num_queries(45):
        carry_out(run, by=system)


# --- FHIR -------------------------------------------------------------------------------------------------------------


def appointment(**changes):
    return {
        "resourceType": "Appointment",
        "id": "ap1",
        "status": "booked",
        "start": "2026-11-24T14:20:00Z",
        "minutesDuration": 20,
        "appointmentType": {"text": "Follow-up"},
        "participant": [
            {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/d1", "display": "Dr. Nobody"}, "status": "accepted"},
        ],
    } | changes


PERSON = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Marín", "given": ["Rosa"]}],
    "birthDate": "1961-05-03",
    "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "cedar-0001"}],
}


@pytest.fixture
def bring_fhir(tmp_path, practice):
    def go(*resources, name="appointments.json"):
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
        lines = "\n".join(json.dumps(each) for each in resources)
        (tmp_path / name).write_text(lines if name.endswith("ndjson") else json.dumps(bundle))
        return run_command([tmp_path / name], practice, lambda _text: None)

    return go


@pytest.mark.parametrize("name", ["appointments.json", "appointments.ndjson"])
def test_fhir_appointments_come_by_the_same_way(bring_fhir, patient, name):
    code, report = bring_fhir(PERSON, appointment(), name=name)
    visit = Visit.objects.get()
    assert (code, report["files"][0]["counts"]["stored"]) == (0, 1)
    assert (visit.patient, visit.day, visit.starts, visit.minutes) == (patient, date(2026, 11, 24), time(9, 20), 20)
    bring_fhir(PERSON, appointment(status="cancelled"), name=name)
    visit.refresh_from_db()
    assert visit.state == "cancelled"


def test_a_fhir_appointment_finds_a_patient_who_was_imported(bring_fhir, practice, system, patient):
    from teamlet.bridges.fhir.models import ImportRun, Link, Source

    source = Source.objects.create(practice=practice, base="")
    run = ImportRun.objects.create(practice=practice, by="x", began_at=clock.now())
    Link.objects.create(source=source, kind="Patient", remote_id="p1", hash="x", patient=patient, run=run)
    bring_fhir(appointment())
    assert Visit.objects.get().patient == patient


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"participant": []}, ["nobody_named"]),
        ({"participant": [{"actor": {"reference": "Patient/gone"}}]}, ["reference_unknown"]),
        ({"status": "proposed"}, ["not_booked"]),
        ({"start": None}, ["date_missing"]),
        ({"start": "soon"}, ["date_unreadable"]),
        ({"start": 5}, ["not_as_fhir_says"]),
        ({"status": "zorp"}, ["status_unknown", "reference_unknown", "clinician_unknown"]),
    ],
    ids=str,
)
def test_a_bad_fhir_appointment_is_named(bring_fhir, patient, changes, codes, practice):
    _code, _report = bring_fhir(appointment(**changes))
    found = [code.removeprefix("spreadsheets.") for code in LineProblem.objects.values_list("code", flat=True)]
    assert found == [code for code in codes if code != "clinician_unknown"]
    assert not Visit.objects.exists()


def test_json_without_appointments_is_refused_in_words(bring_fhir):
    code, report = bring_fhir(PERSON)
    assert (code, report["files"][0]["reason"]) == (2, "This JSON file holds no FHIR Appointment.")
