"""Forms on paper: given out for a day, printed, keyed in; the same answers as on a page; codes that find nothing."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pypdf
import pytest
from django.urls import reverse

from teamlet.conftest import make_patient
from teamlet.content.schema import Author, Mode
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.records.instruments import queries
from teamlet.records.instruments.actions import issue_form, revoke_form
from teamlet.records.instruments.models import Answer, Form, SafetyAlert, Score
from teamlet.records.instruments.rules.keying import printed_code
from teamlet.records.instruments.words import AnswerNote, FormPurpose, FormState
from teamlet.records.visits.actions import plan_visit
from teamlet.records.visits.words import VisitKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/New_York"))
TOMORROW = date(2026, 11, 24)


def address(name, **kwargs):
    return reverse(f"before_visit:{name}", kwargs={"practice": "cedar", **kwargs})


@pytest.fixture(autouse=True)
def now(at):
    return at(NOW)


@pytest.fixture
def give(staff, patient):
    def give(*parts, to=None, visit=None, **more):
        return issue_form(
            patient=to or patient,
            visit=visit,
            purpose=FormPurpose.SCREENING,
            parts=parts,
            at=clock.now(),
            by=staff("nurse").principal,
            **more,
        )

    return give


def book(patient, system, at=time(9, 20)):
    return plan_visit(
        patient=patient, day=TOMORROW, starts=at, kind=VisitKind.CHRONIC, clinician=None, at=clock.now(), by=system
    )


def keys(form, *lines, part=0, **more):
    """Return what the page of a form sends when these lines were typed."""
    return {f"k{part}_{number}": line for number, line in enumerate(lines, start=1)} | more


def send(client, form, data):
    return client.post(address("keying", form=form.oid), data)


def words_of(response):
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


# --- giving out and printing --------------------------------------------------------------------------------------


def test_forms_are_made_for_everybody_of_a_day_once(patient, practice, system, client_of):
    luis = make_patient(practice, given="Luis", family="Vega", language="es")
    child = make_patient(practice, given="Ana", family="Vega", birth_date=date(2015, 1, 1))
    visits = [book(each, system, time(9 + place)) for place, each in enumerate((patient, luis, child))]
    nurse = client_of("nurse")
    for _ in range(2):
        data = {"day": TOMORROW.isoformat(), "extra": ["goal_menu"], "stamp": stamps.make()}
        answer = nurse.post(address("hand_out"), data, follow=True)
    page = answer.content.decode()
    assert "Ana Vega: Under 18" in page
    forms = {form.visit_id: form for form in Form.objects.all()}
    assert set(forms) == {visits[0].pk, visits[1].pk}
    assert forms[visits[1].pk].language == "es"
    assert forms[visits[0].pk].parts[0] == "goal_menu@1"
    assert "topics" not in forms[visits[0].pk].asked["visit_preparation@1"]
    file = nurse.get(address("papers_file") + f"?day={TOMORROW}")
    assert file["Content-Type"] == "application/pdf"
    text = words_of(file)
    for form in forms.values():
        assert printed_code(form.code) in text
    assert "For Rosa Marín" in text
    assert "Para Luis Vega" in text


def test_a_day_without_forms_prints_nothing(client_of):
    nurse = client_of("nurse")
    for day in ("2026-11-24", "nonsense", ""):
        assert nurse.get(address("papers_file") + f"?day={day}").status_code == 404
    assert nurse.post(address("hand_out"), {"day": "x", "stamp": stamps.make()}).status_code == 404


def test_one_form_is_printed_until_it_is_over(give, client_of, staff):
    form = give("phq_9")
    nurse = client_of("nurse")
    answer = nurse.get(address("paper_file", form=form.oid))
    assert printed_code(form.code) in words_of(answer)
    revoke_form(form=form, at=clock.now(), by=staff("nurse").principal)
    assert nurse.get(address("paper_file", form=form.oid)).status_code == 404
    assert nurse.get(address("paper_file", form="absent")).status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_card_of_questions(language, client_of):
    text = words_of(client_of("front-desk").get(address("question_card", language=language)))
    assert {"en": "Three questions for my visit", "es": "Tres preguntas para mi consulta"}[language] in text
    assert client_of("nurse").get(address("question_card", language="vi")).status_code == 404


@pytest.mark.parametrize("role", ["nurse", "front-desk", "coach"])
def test_the_page_of_a_day(role, patient, system, give, client_of):
    give("phq_9", visit=book(patient, system))
    page = client_of(role).get(address("paper")).content.decode()
    assert "Rosa Marín" in page
    assert "key in before the patient leaves" in page


def test_the_page_asks_the_same_number_of_times_for_one_and_for_three(patient, practice, system, give, client_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    nurse = client_of("nurse")
    give("phq_2", visit=book(patient, system))
    nurse.get(address("paper"))
    counts = []
    for name in ("", "Luis", "Ines"):
        if name:
            other = make_patient(practice, given=name, family="Vega")
            give("phq_2", to=other, visit=book(other, system))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert nurse.get(address("paper")).status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1


# --- the code -----------------------------------------------------------------------------------------------------


def test_a_code_opens_its_form(give, client_of):
    form = give("phq_2")
    nurse = client_of("nurse")
    for typed in (printed_code(form.code), printed_code(form.code).lower().replace("-", " ")):
        answer = nurse.post(address("paper_code"), {"code": typed})
        assert answer.status_code == 302
        assert answer["Location"] == address("keying", form=form.oid)


def test_what_is_no_code_of_ours_says_so_and_keeps_what_was_typed(give, client_of, neighbor, neighbor_patient, staff):
    theirs = issue_form(
        patient=neighbor_patient,
        purpose=FormPurpose.SCREENING,
        parts=["phq_2"],
        at=clock.now(),
        by=staff("nurse", at=neighbor).principal,
    )
    nurse = client_of("nurse")
    known = printed_code(give("phq_2").code)
    wrong = known[:-1] + ("A" if known[-1] != "A" else "B")
    for typed, said in (
        (printed_code(theirs.code), "No form of this practice has this code."),
        (printed_code("aaaaaa"), "No form of this practice has this code."),
        (wrong, "One of the signs is not right."),
        ("1234", "No code has the sign 1."),
        ("abc", "A code has seven signs"),
    ):
        answer = nurse.post(address("paper_code"), {"code": typed})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert f'value="{typed}"' in page


def test_a_wrong_code_keeps_the_day_one_looked_at(give, client_of):
    answer = client_of("nurse").post(address("paper_code"), {"code": "nonsense", "day": "2026-12-24"})
    assert answer.status_code == 422
    assert 'name="day" value="2026-12-24"' in answer.content.decode()


def test_the_code_of_another_patient_is_named_before_anything_is_keyed_in(give, practice, client_of):
    form = give("phq_2", to=make_patient(practice, given="Luis", family="Vega"))
    mine = give("phq_2")
    answer = client_of("nurse").post(
        address("paper_code"), {"code": printed_code(form.code), "patient": mine.patient.oid}
    )
    assert answer.status_code == 422
    assert "another patient" in answer.content.decode()
    assert "Luis" not in answer.content.decode()


# --- keying -------------------------------------------------------------------------------------------------------


def test_keyed_answers_are_scored_and_sent_in(give, client_of, staff):
    form = give("phq_9")
    nurse = client_of("nurse")
    answer = send(nurse, form, keys(form, *"111111110b"))
    assert answer.status_code == 302
    page = nurse.get(answer["Location"]).content.decode()
    assert page.count("Several days</output>") == 8
    assert "10 answers are kept." in page
    rows = list(Answer.objects.all())
    assert {(row.mode, row.author, row.by) for row in rows} == {(Mode.PAPER, Author.PATIENT, staff("nurse").user)}
    answer = nurse.post(address("keyed", form=form.oid), {"stamp": stamps.make(patient_oid=form.patient.oid)})
    assert answer.status_code == 302
    score = Score.objects.get()
    assert (score.total, score.mode) == (8, Mode.PAPER)
    form.refresh_from_db()
    assert (form.state, form.mode) == (FormState.SUBMITTED, Mode.PAPER)
    page = nurse.get(address("keying", form=form.oid)).content.decode()
    assert "This form is closed" in page
    assert "sent back" in page


def test_the_same_page_sent_again_adds_nothing(give, client_of):
    form = give("phq_9")
    nurse = client_of("nurse")
    for _ in range(2):
        send(nurse, form, keys(form, *"0000000010"))
    assert Answer.objects.count() == 9
    assert SafetyAlert.objects.count() == 1


def test_item_nine_alerts_while_the_patient_is_here(give, client_of):
    form = give("phq_9")
    nurse = client_of("nurse")
    page = nurse.get(address("keying", form=form.oid)).content.decode()
    assert "before the patient leaves" in page
    answer = send(nurse, form, keys(form, *"xxxxxxxx1"))
    assert answer.status_code == 422
    assert SafetyAlert.objects.count() == 1
    page = answer.content.decode()
    for line in (
        "Stay with the patient.",
        "Call the clinician now.",
        "Do not leave the person",
        "Do not decide alone.",
    ):
        assert line in page
    assert page.count('value="x"') == 8
    assert "is not one of the answers" in page
    assert Answer.objects.count() == 1


def test_what_fits_is_kept_and_what_does_not_stays_beside_its_reason(give, client_of):
    form = give("visit_preparation")
    answer = send(client_of("nurse"), form, keys(form, "knees; sleep", "9", "my feet hurt"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="9"' in page
    assert "2 answers are kept." in page
    assert {row.item: row.value for row in Answer.objects.all()} == {
        "topics": ["knees", "sleep"],
        "worry": "my feet hurt",
    }


def test_a_question_that_was_not_to_be_answered_is_named(give, client_of):
    form = give("visit_preparation")
    nurse = client_of("nurse")
    page = nurse.get(address("keying", form=form.oid)).content.decode()
    assert "Only if you marked 1, 2 or 3 in question 2: What helped you?" in page
    answer = send(nurse, form, keys(form, "", "4", "", "my sister"))
    assert "This question is not shown" in answer.content.decode()
    assert Answer.objects.count() == 1


def test_a_mark_that_nobody_can_read_is_open_with_a_note(give, client_of):
    form = give("self_efficacy_6")
    nurse = client_of("nurse")
    answer = send(nurse, form, keys(form, "?", "4 5", "7", "2 9"))
    page = nurse.get(answer["Location"]).content.decode()
    assert "nobody could read it" in page
    row = Answer.objects.get(item="se6_1")
    assert (row.value, row.note) == (None, AnswerNote.UNREADABLE)
    assert Answer.objects.get(item="se6_2").value == [4, 5]
    send(nurse, form, {"k0_1": "8", "was_k0_1": "?"})
    given = {each.item: each for each in queries.given_in(form)}
    assert (given["se6_1"].value, given["se6_1"].note) == (8, "")


def test_the_words_after_other(give, client_of):
    form = give("help_wanted")
    send(client_of("nurse"), form, keys(form, "3, 7, other: knees"))
    assert Answer.objects.get(item="help_other").value == "knees"
    assert len(Answer.objects.get(item="help").value) == 3


def test_somebody_who_helps_is_named_and_both_keep_their_answers(give, client_of):
    form = give("visit_preparation")
    nurse = client_of("nurse")
    send(nurse, form, keys(form, "knees", who="patient"))
    answer = send(nurse, form, keys(form, "falls", was_k0_1="knees", who="caregiver"))
    assert "Say who answers for the patient." in answer.content.decode()
    send(nurse, form, keys(form, "falls", was_k0_1="knees", who="caregiver", who_name="Carmen", relation="sister"))
    rows = {(row.author, row.author_name): row.value for row in Answer.objects.all()}
    assert rows == {("patient", ""): ["knees"], ("caregiver", "Carmen"): ["falls"]}
    page = nurse.get(address("keying", form=form.oid)).content.decode()
    assert 'value="Carmen"' in page


def test_a_line_that_nobody_touched_overwrites_nothing(give, client_of):
    form = give("phq_9")
    nurse, coach = client_of("nurse"), client_of("clinician")
    send(nurse, form, keys(form, "1"))
    send(coach, form, keys(form, "2", was_k0_1="1"))
    send(nurse, form, keys(form, "1", "3", was_k0_1="1"))
    assert queries.answers_by(queries.given_in(form), "phq_9@1", Author.PATIENT)["phq_1"] == "LA6570-1"


def test_an_emptied_line_leaves_the_question_open(give, client_of):
    form = give("phq_9")
    nurse = client_of("nurse")
    send(nurse, form, keys(form, "1"))
    send(nurse, form, keys(form, "", was_k0_1="1"))
    assert queries.answers_by(queries.given_in(form), "phq_9@1", Author.PATIENT) == {}


def test_the_front_desk_keys_in_what_carries_no_label_and_reads_nothing_back(give, client_of):
    form = give("visit_preparation", "phq_9")
    desk = client_of("front-desk")
    page = desk.get(address("keying", form=form.oid)).content.decode()
    assert "Your role does not enter these answers." in page
    assert "better off dead" not in page
    send(desk, form, keys(form, "my knees") | keys(form, "1", part=1))
    assert [row.item for row in Answer.objects.all()] == ["topics"]
    assert "my knees" not in desk.get(address("keying", form=form.oid)).content.decode()


def test_a_positive_screen_leads_on_at_once(give, client_of):
    form = give("phq_2")
    nurse = client_of("nurse")
    answer = send(nurse, form, keys(form, "3", "3"))
    page = nurse.get(answer["Location"]).content.decode()
    assert "lead to more questions" in page
    assert "better off dead" in page


def test_what_two_sheets_share_is_kept_for_both_unless_both_say_something(give, client_of):
    form = give("phq_2")
    nurse = client_of("nurse")
    send(nurse, form, keys(form, "3", "2"))
    form.refresh_from_db()

    def longer():
        return queries.answers_by(queries.given_in(form), "phq_9@1", Author.PATIENT)

    assert form.parts == ["phq_2@1", "phq_9@1"]
    assert longer() == {"phq_1": "LA6571-9", "phq_2": "LA6570-1"}
    send(nurse, form, keys(form, "3", "1", was_k0_1="3", was_k0_2="2"))
    assert longer()["phq_2"] == "LA6569-3"
    both = keys(form, "3", "0", was_k0_1="3", was_k0_2="1") | keys(form, "3", "2", part=1, was_k1_1="3", was_k1_2="1")
    send(nurse, form, both)
    assert longer()["phq_2"] == "LA6570-1"
    assert queries.answers_by(queries.given_in(form), "phq_2@1", Author.PATIENT)["phq_2"] == "LA6568-5"


@pytest.mark.parametrize("end", ["revoked", "expired", "merged"])
def test_a_form_that_is_over_says_why_and_keeps_nothing(end, give, practice, client_of, staff, at):
    form = give("phq_9")
    if end == "revoked":
        revoke_form(form=form, at=clock.now(), by=staff("nurse").principal)
    elif end == "expired":
        at("2027-02-01T09:00")
    else:
        form.patient.merged_into = make_patient(practice, given="Rosa", family="Marin")
        form.patient.save()
    nurse = client_of("nurse")
    page = nurse.get(address("keying", form=form.oid))
    assert page.status_code == 200
    assert "This form is closed" in page.content.decode()
    assert send(nurse, form, keys(form, "1")).status_code == 422
    assert Answer.objects.count() == 0
    sent = nurse.post(address("keyed", form=form.oid), {"stamp": stamps.make(patient_oid=form.patient.oid)})
    assert sent.status_code == 409


@pytest.mark.parametrize("name", ["keying", "paper_file", "keyed"])
def test_a_form_of_the_neighbor_is_absent(name, neighbor, neighbor_patient, staff, client_of):
    theirs = issue_form(
        patient=neighbor_patient,
        purpose=FormPurpose.SCREENING,
        parts=["phq_2"],
        at=clock.now(),
        by=staff("nurse", at=neighbor).principal,
    )
    nurse = client_of("nurse")
    method = nurse.post if name == "keyed" else nurse.get
    assert method(address(name, form=theirs.oid)).status_code == 404
    assert method(address(name, form="absent")).status_code == 404


def test_whatever_is_typed_gets_an_answer(give, client_of):
    form = give("visit_preparation", "goal_menu", "self_efficacy_6", "help_wanted")
    nurse = client_of("nurse")
    for typed in ("\x00", "9" * 5000, "🙂", ";;;", ":::", "-1", "1,1,1,1", "<b>", "' OR 1=1", "\u202e", "?" * 9):
        data = {}
        for part in range(4):
            data |= keys(form, *[typed] * 13, part=part)
        assert send(nurse, form, data).status_code in (302, 422)
