"""The pages around the schedule: the list, the roster, a file on its way in, and whose an appointment is."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from teamlet.bridges.spreadsheets import queries
from teamlet.bridges.spreadsheets.load import carry_out
from teamlet.bridges.spreadsheets.models import ScheduleImport, UnplacedAppointment
from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.jobs.models import Job
from teamlet.records.practice.models import Absence, Holiday
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.models import Visit
from teamlet.records.visits.words import VisitKind, VisitState

pytestmark = pytest.mark.django_db
FILE = """MRN,Patient,DOB,Date,Time,Type,Status
cedar-0001,"Marín, Rosa",5/3/1961,11/24/2026,9:20 AM,DM follow up,Scheduled
0042,Nobody Known,1/1/1950,11/24/2026,10:00 AM,Annual,Scheduled
cedar-0001,"Marín, Rosa",5/3/1961,31/31/2026,9:20 AM,DM follow up,Scheduled
"""


def address(name, **kwargs):
    return reverse(f"before_visit:{name}", kwargs={"practice": "cedar", **kwargs})


def upload(client, text=FILE, name="monday.csv"):
    return client.post(address("imports"), {"file": SimpleUploadedFile(name, text.encode())})


@pytest.fixture
def now(at):
    return at("2026-11-23T08:00")


def book(patient, system, day=date(2026, 11, 24), at=time(9, 20), **more):
    more = {"kind": VisitKind.CHRONIC, "clinician": None} | more
    return plan_visit(patient=patient, day=day, starts=at, at=clock.now(), by=system, **more)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_is_of_the_next_working_day(now, patient, practice, system, client_of):
    Holiday.objects.create(practice=practice, day=date(2026, 11, 24), name="Day off")
    book(patient, system, day=date(2026, 11, 25))
    page = client_of("medical-assistant").get(address("schedule")).content.decode()
    assert "Wednesday, November 25" in page
    assert "Rosa Marín" in page
    assert "0 of 1 ready" in page


@pytest.mark.parametrize("role", ["medical-assistant", "nurse", "clinician", "coach", "front-desk"])
def test_the_list_opens_for_whoever_finds_patients(now, role, client_of):
    assert client_of(role).get(address("schedule")).status_code == 200


def test_the_front_desk_reads_no_reason_goal_or_population(now, patient, system, client_of):
    visit = book(patient, system)
    Visit.objects.filter(pk=visit.pk).update(reason="Knee pain again")
    page = client_of("front-desk").get(address("schedule")).content.decode()
    assert "Rosa Marín" in page
    assert "Knee pain" not in page
    assert "Mark ready" not in page
    assert "Knee pain" in client_of("nurse").get(address("schedule")).content.decode()


def test_a_reason_that_carries_a_label_is_not_on_the_list(now, patient, system, client_of):
    visit = book(patient, system)
    Visit.objects.filter(pk=visit.pk).update(reason="Depression follow-up", reason_sensitivity="mental_health")
    page = client_of("nurse").get(address("schedule")).content.decode()
    assert "Depression" not in page
    assert "see chart" in page


def test_ready_is_marked_and_taken_back(now, patient, system, client_of):
    visit = book(patient, system)
    nurse = client_of("nurse")
    for said, is_ready in (("yes", True), ("no", False)):
        answer = nurse.post(address("ready", visit=visit.oid), {"ready": said, "stamp": stamps.make()})
        assert answer.status_code == 302
        visit.refresh_from_db()
        assert (visit.ready_at is not None, visit.ready_by_id is not None) == (is_ready, is_ready)


def test_a_visit_called_off_is_counted_apart_and_cannot_be_prepared(now, patient, system, client_of):
    visit = book(patient, system)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)
    nurse = client_of("nurse")
    page = nurse.get(address("schedule")).content.decode()
    assert "0 of 0 ready" in page
    assert "1 called off" in page
    assert "Rosa Marín" not in page
    assert "Cancelled" in nurse.get(address("schedule") + "?show=called_off").content.decode()
    answer = nurse.post(address("ready", visit=visit.oid), {"ready": "yes", "stamp": stamps.make()}, follow=True)
    assert "There is nothing to prepare" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", {"Rosa", "Luis"}),
        ("?kind=annual", {"Luis"}),
        ("?show=ready", set()),
        ("?show=not_ready", {"Rosa", "Luis"}),
        ("?kind=nonsense", set()),
        ("?day=nonsense", {"Rosa", "Luis"}),
        ("?day=9999-12-31", set()),
        ("?show=nonsense", {"Rosa", "Luis"}),
    ],
)
def test_the_list_is_narrowed(now, asked, names, patient, practice, system, client_of):
    book(patient, system)
    book(make_patient(practice, given="Luis", family="Vega"), system, kind=VisitKind.ANNUAL)
    page = client_of("nurse").get(address("schedule") + asked).content.decode()
    assert {name for name in ("Rosa", "Luis") if f"{name} " in page} == names


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_forty(
    now, practice, system, staff, client_of, django_assert_num_queries
):
    from teamlet.before_visit.presenters.schedule import context

    by = staff("nurse").principal
    for count in (1, 39):
        for number in range(count):
            book(make_patient(practice, given=f"P{count}{number}"), system, at=time(8 + number % 9, 0))
        with django_assert_num_queries(7):
            found = context(by, {})
        assert len(found["lines"]) in {1, 40}


def test_the_list_leaves_as_a_workbook_without_formulas(now, practice, system, client_of, tmp_path):
    from python_calamine import CalamineWorkbook

    book(make_patient(practice, given="=cmd|' /C calc'!A0", family="Risk"), system)
    answer = client_of("nurse").get(address("schedule_file"))
    (tmp_path / "out.xlsx").write_bytes(answer.content)
    rows = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=cmd|' /C calc'!A0 Risk"  # a text, whatever it looks like
    assert b"<f>" not in answer.content


# --- the roster -------------------------------------------------------------------------------------------------------


def test_the_roster_says_who_is_away_and_who_steps_in(now, practice, staff, client_of):
    from teamlet.records.tasks.models import DutyAssignment

    ana, ben = staff("medical-assistant", name="Ana Away"), staff("nurse", name="Ben Here")
    DutyAssignment.objects.create(
        practice=practice, duty="gather_data", person=ana.membership, backup=ben.membership, at=clock.now()
    )
    Absence.objects.create(
        membership=ana.membership, first_day=date(2026, 11, 23), last_day=date(2026, 11, 24), at=clock.now()
    )
    page = client_of("front-desk").get(address("roster")).content.decode()
    assert "steps in" in page
    assert "until Tuesday, November 24" in page
    after = client_of("front-desk").get(address("roster") + "?day=2026-11-25").content.decode()
    assert "steps in" not in after.split("Give information")[0].split("Gather information")[1].split("</tr>")[0]


def test_the_roster_asks_the_same_number_of_questions_for_few_and_for_many(
    now, practice, staff, django_assert_num_queries
):
    from teamlet.records.visits.queries import roster_of

    for count in (1, 20):
        for number in range(count):
            staff("nurse", name=f"Nurse {count} {number}")
        with django_assert_num_queries(5):
            assert len(roster_of(practice, date(2026, 11, 23)).here) == (1 if count == 1 else 21)


# --- a file on its way ------------------------------------------------------------------------------------------------


def test_a_file_is_looked_through_then_imported_by_the_worker(now, patient, system, client_of):
    desk = client_of("front-desk")
    answer = upload(desk)
    run = ScheduleImport.objects.get()
    assert answer["Location"] == address("import", schedule_import=run.oid)
    page = desk.get(answer["Location"]).content.decode()
    assert "<strong>1</strong> new" in page
    assert "No patient has the record number 0042." in page
    assert "“31/31/2026” is no date that can be read." in page
    assert not Visit.objects.exists()
    assert desk.post(address("begin", schedule_import=run.oid), {"stamp": stamps.make()}).status_code == 302
    assert Job.objects.get().arguments == {"practice": "cedar", "oid": run.oid}
    running = desk.get(address("import", schedule_import=run.oid))
    assert running["Refresh"] == "3"
    assert "0 of 3 lines" in running.content.decode()
    upload(desk)  # the same file again while nobody works on it: it is put to work anew
    assert (ScheduleImport.objects.count(), Job.objects.count()) == (1, 2)
    run.refresh_from_db()
    done = carry_out(run)
    assert (done.counts["stored"], done.counts["waiting"], done.counts["refused"]) == (1, 1, 1)
    visit = Visit.objects.get()
    assert (visit.patient, visit.day, visit.starts, visit.kind) == (patient, date(2026, 11, 24), time(9, 20), "chronic")
    page = desk.get(address("import", schedule_import=run.oid)).content.decode()
    assert "Imported" in page
    problems = desk.get(address("problems", schedule_import=run.oid)).content.decode("utf-8-sig")
    assert problems.splitlines()[1].startswith("3,")


def test_the_worker_itself_finds_the_work(now, patient, client_of):
    from teamlet.worker import Worker

    desk = client_of("front-desk")
    upload(desk)
    run = ScheduleImport.objects.get()
    desk.post(address("begin", schedule_import=run.oid), {"stamp": stamps.make()})
    Worker().turn()
    run.refresh_from_db()
    assert (run.state, run.mark, Visit.objects.count()) == ("done", 3, 1)
    assert Job.objects.get(kind="spreadsheets.import_schedule").state == "done"


def test_columns_without_a_known_name_are_asked_for_and_remembered(now, patient, client_of):
    desk = client_of("front-desk")
    text = "Expediente interno,Quien,Cuando,MRN2,Fecha\ncedar-0001,x,9:20,1,11/24/2026\n"
    answer = upload(desk, text.replace("MRN2", "Hora"))
    run = ScheduleImport.objects.get()
    page = desk.get(answer["Location"], follow=True).content.decode()
    assert "Expediente interno" in page
    lacking = {f"column_{number}": "" for number in range(5)} | {"date_order": "mdy"}
    refused = desk.post(address("columns", schedule_import=run.oid), lacking)
    assert refused.status_code == 422
    assert "No column says “Record number of the patient”" in refused.content.decode()
    said = lacking | {"column_0": "record_number", "column_2": "time", "column_4": "day"}
    twice = desk.post(address("columns", schedule_import=run.oid), said | {"column_1": "day"})
    assert "says this already" in twice.content.decode()
    assert desk.post(address("columns", schedule_import=run.oid), said).status_code == 302
    assert queries.pattern_of(run.practice_id).names["expediente interno"] == "record_number"
    again = upload(desk, text.replace("MRN2", "Hora").replace("9:20", "9:40"))
    assert ScheduleImport.objects.latest("pk").state == "checked"
    assert "<strong>1</strong> new" in desk.get(again["Location"]).content.decode()


def test_columns_with_names_that_say_nothing_are_asked_for_too(now, patient, client_of):
    desk = client_of("front-desk")
    answer = upload(desk, "Zorp,Blip,Quux\ncedar-0001,11/24/2026,9:20\n")
    page = desk.get(answer["Location"], follow=True).content.decode()
    assert "Zorp" in page
    assert "11/24/2026" in page
    run = ScheduleImport.objects.get()
    said = {"column_0": "record_number", "column_1": "day", "column_2": "time", "date_order": "mdy"}
    desk.post(address("columns", schedule_import=run.oid), said)
    assert "<strong>1</strong> new" in desk.get(address("import", schedule_import=run.oid)).content.decode()


def test_a_word_for_a_kind_of_visit_is_asked_for_once(now, patient, client_of):
    desk = client_of("front-desk")
    text = "MRN,Date,Time,Type\ncedar-0001,11/24/2026,9:20,Zorp 20\n"
    page = desk.get(upload(desk, text)["Location"], follow=True).content.decode()
    assert "Zorp 20" in page
    run = ScheduleImport.objects.get()
    said = {"column_0": "record_number", "column_1": "day", "column_2": "time", "column_3": "kind", "kind_0": "nurse"}
    assert desk.post(address("columns", schedule_import=run.oid), said | {"date_order": "mdy"}).status_code == 302
    run.refresh_from_db()
    from teamlet.bridges.spreadsheets import actions

    run = actions.begin_import(run=run, by=system_of(run))
    carry_out(run)
    assert Visit.objects.get().kind == "nurse"


def system_of(run):
    from teamlet.ground.access.principal import system

    return system(run.practice, "import")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This is an old Excel file"),
        ("x.csv", b"", "This file is empty."),
        ("x.pdf", b"%PDF-1.7 ...", "This is no table of cells"),
        ("x.csv", b"hello\n", "The first rows do not name the columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(now, name, data, said, client_of):
    answer = client_of("front-desk").post(address("imports"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ScheduleImport.objects.exists()


def test_a_post_without_a_file_says_so(now, client_of):
    assert client_of("front-desk").post(address("imports"), {}).status_code == 422


def test_a_file_can_be_let_go(now, patient, client_of):
    desk = client_of("front-desk")
    upload(desk)
    run = ScheduleImport.objects.get()
    assert desk.post(address("withdraw", schedule_import=run.oid), {"stamp": stamps.make()}).status_code == 302
    assert not run.staged.exists()
    late = desk.post(address("begin", schedule_import=run.oid), {"stamp": stamps.make()}, follow=True)
    assert "cannot become" in late.content.decode()
    assert not Job.objects.exists()


# --- whose ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def unplaced(now, patient, client_of):
    upload(client_of("front-desk"))
    run = ScheduleImport.objects.get()
    from teamlet.bridges.spreadsheets import actions

    carry_out(actions.begin_import(run=run, by=system_of(run)))
    return UnplacedAppointment.objects.get()


def test_somebody_says_whose_an_appointment_is(unplaced, patient, practice, client_of):
    desk = client_of("front-desk")
    assert "Nobody Known" in desk.get(address("waiting")).content.decode()
    known = make_patient(practice, given="Nina", family="Known", record_number="42")
    where = address("whose", unplaced_appointment=unplaced.oid)
    assert "Nina Known" in desk.get(where).content.decode()
    found = desk.post(where, {"text": "Rosa", "stamp": stamps.make()})
    assert found.status_code == 200
    chosen = desk.post(where, {"patient": known.oid, "stamp": stamps.make()})
    assert chosen.status_code == 302
    assert Visit.objects.get(patient=known).starts == time(10, 0)
    late = desk.post(where, {"patient": patient.oid, "stamp": stamps.make()}, follow=True)
    assert "Somebody decided about this line already." in late.content.decode()
    assert Visit.objects.count() == 2


def test_an_appointment_cannot_go_to_a_neighbors_patient(unplaced, neighbor_patient, client_of):
    where = address("whose", unplaced_appointment=unplaced.oid)
    answer = client_of("front-desk").post(where, {"patient": neighbor_patient.oid, "stamp": stamps.make()})
    assert answer.status_code == 404


def test_look_alikes_are_told_apart_before_one_is_chosen(unplaced, practice, client_of):
    one = make_patient(practice, given="Nobody", family="Known", record_number="42", birth_date=date(1950, 1, 2))
    two = make_patient(practice, given="Nobody", family="Known", record_number="43", birth_date=date(1950, 1, 3))
    page = client_of("front-desk").get(address("whose", unplaced_appointment=unplaced.oid)).content.decode()
    assert page.count("looks like another") == 2
    for each, born in ((one, "Jan 2, 1950"), (two, "Jan 3, 1950")):
        assert each.record_number in page
        assert born in page
    assert not Visit.objects.filter(patient__in=[one, two]).exists()


def test_an_appointment_of_somebody_who_died_meanwhile_waits_with_the_reason(unplaced, practice, client_of):
    known = make_patient(practice, given="Nina", family="Known", record_number="42", deceased_on=date(2026, 11, 1))
    where = address("whose", unplaced_appointment=unplaced.oid)
    answer = client_of("front-desk").post(where, {"patient": known.oid, "stamp": stamps.make()}, follow=True)
    assert answer.status_code == 200
    assert "The patient with the record number 42 is recorded as deceased." in answer.content.decode()
    assert not Visit.objects.filter(patient=known).exists()
    unplaced.refresh_from_db()
    assert unplaced.state == "waiting"


def test_an_appointment_of_somebody_joined_with_another_meanwhile_goes_to_the_other(
    unplaced, patient, practice, client_of
):
    known = make_patient(practice, given="Nina", record_number="42", merged_into=patient, is_active=False)
    where = address("whose", unplaced_appointment=unplaced.oid)
    assert client_of("front-desk").post(where, {"patient": known.oid, "stamp": stamps.make()}).status_code == 302
    unplaced.refresh_from_db()
    assert (unplaced.state, unplaced.patient) == ("placed", patient)
    assert not Visit.objects.filter(patient=known).exists()


def test_an_appointment_left_out_stays_out(unplaced, client_of):
    desk = client_of("front-desk")
    where = address("leave_out", unplaced_appointment=unplaced.oid)
    assert desk.post(where, {"stamp": stamps.make()}).status_code == 302
    assert "Nothing waits." in desk.get(address("waiting")).content.decode()
    upload(desk, FILE + "\n")
    page = desk.get(address("import", schedule_import=ScheduleImport.objects.latest("pk").oid)).content.decode()
    assert "Somebody decided to leave this appointment out." in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_imports_ask_the_same_number_of_questions(
    now, count, patient, practice, client_of, django_assert_max_num_queries
):
    desk = client_of("front-desk")
    for number in range(count):
        upload(desk, FILE.replace("0042", f"004{number}"))
    desk.get(address("imports"))
    with django_assert_max_num_queries(14):
        assert desk.get(address("imports")).status_code == 200
    with django_assert_max_num_queries(14):
        assert desk.get(address("waiting")).status_code == 200
