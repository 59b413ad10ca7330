"""Letters to print: from a contact that was not reached to the envelope."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import pdfua
import pypdf
import pytest

from teamlet.after_visit.tests.test_messages import HOME, NOON, posted
from teamlet.bridges.channels.letter import Letter, Sender, render_letters, unshown
from teamlet.bridges.channels.letter.envelopes import ENVELOPE, FROM, SHEET, TO
from teamlet.conftest import make_patient
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Reason
from teamlet.records.followups.models import Attempt, Contact
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import BatchLetter, LetterBatch, Message
from teamlet.records.outreach.words import Channel, MessageState, Purpose
from teamlet.records.outreach.words.letters import BatchState, Envelope
from teamlet.records.patients.models import ContactPoint
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.models import Task

STREET = "12 Elm Street, Apt 4, Millbrook, NY 12500"


@pytest.fixture
def desk(client_of, at):
    at(NOON)
    return client_of(Role.FRONT_DESK)


@pytest.fixture
def letter(practice, staff, system, at):
    """Return ``letter(given)``: a letter that a nurse released."""
    at(NOON)

    def make(given="Rosa", address=STREET, **fields):
        patient = make_patient(practice, given=given, **fields)
        ContactPoint.objects.create(patient=patient, kind="postal", value=address)
        message = actions.draft_message(
            patient=patient,
            purpose=Purpose.CONTACT_LETTER,
            channel=Channel.LETTER,
            language=patient.language,
            subject="We are here for you",
            body="Hello,\n\nWe would like to hear how you are.",
            why=Reason("outreach.contact_letter"),
            occurrence=f"letter/{patient.oid}",
            send_after=NOON - timedelta(hours=1),
            at=NOON,
            by=system,
        )
        return actions.release_message(message=message, at=NOON, by=staff(Role.NURSE).principal)

    return make


def made(client, **values):
    """Make a batch and return it."""
    answer = posted(client, f"{HOME}/letters/", **({"envelope": "left_window", "limit": 50} | values))
    assert answer.status_code == 302
    return LetterBatch.objects.order_by("-pk").first()


def words_of(pdf):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_a_batch_goes_from_the_list_to_the_mail(desk, letter):
    message = letter(given="José Ñandú")
    text = desk.get(f"{HOME}/letters/").content.decode()
    assert "José Ñandú Marín" in text
    assert "12 Elm Street, Apt 4, Millbrook, NY 12500" in text
    batch = made(desk)
    here = f"{HOME}/letters/{batch.oid}"
    assert "José Ñandú" in desk.get(f"{here}/").content.decode()
    assert posted(desk, f"{here}/posted/").status_code == 409
    answer = posted(desk, f"{here}/print/")
    assert answer["Location"] == f"{here}/letters.pdf"
    pdf = desk.get(answer["Location"])
    assert pdf["Content-Type"] == "application/pdf"
    (page,) = words_of(pdf.content)
    assert "José Ñandú Marín\n12 Elm Street\nApt 4\nMillbrook, NY 12500" in page
    assert "Monday, November 23, 2026" in page
    posted(desk, f"{here}/print/")
    assert "Printed 2 times" in desk.get(f"{here}/").content.decode()
    answer = desk.post(f"{here}/posted/", {"stamp": _stamp()}, follow=True)
    assert "Posted: 1 letter." in answer.content.decode()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert posted(desk, f"{here}/posted/").status_code == 409
    assert message.deliveries.count() == 1
    assert desk.get(f"{here}/letters.pdf").status_code == 200


def _stamp():
    from teamlet.ground.access import stamps

    return stamps.make()


def test_the_front_desk_sees_letters_and_no_messages(desk, letter):
    message = letter()
    assert f"/messages/{message.oid}/" not in desk.get(f"{HOME}/letters/").content.decode()
    assert desk.get(f"{HOME}/messages/{message.oid}/").status_code == 404


def test_without_letters_there_is_no_batch(desk):
    assert "No letter waits" in desk.get(f"{HOME}/letters/").content.decode()
    answer = desk.post(f"{HOME}/letters/", {"stamp": _stamp(), "envelope": "plain", "limit": 5}, follow=True)
    assert "No letter may be printed now" in answer.content.decode()


@pytest.mark.parametrize("values", [{"envelope": "x", "limit": 5}, {"envelope": "plain", "limit": 0}, {}])
def test_what_was_not_offered_is_said_beside_its_field(desk, letter, values):
    letter()
    assert posted(desk, f"{HOME}/letters/", **values).status_code == 422
    assert LetterBatch.objects.count() == 0


@pytest.mark.parametrize("why", ["bad_address", "later", "not_wanted"])
def test_a_letter_is_taken_out(desk, letter, why):
    message = letter()
    batch = made(desk)
    out = f"{HOME}/letters/{BatchLetter.objects.get().oid}/out/"
    assert posted(desk, out, why=why)["Location"] == f"{HOME}/letters/{batch.oid}/"
    assert posted(desk, out, why=why).status_code == 409
    assert posted(desk, out, why="explode").status_code == 404
    message.refresh_from_db()
    assert message.state == {"bad_address": "rejected", "later": "queued", "not_wanted": "cancelled"}[why]
    assert Task.objects.count() == (why == "bad_address")
    assert desk.get(f"{HOME}/letters/{batch.oid}/").status_code == 200
    assert desk.get(f"{HOME}/letters/{batch.oid}/letters.pdf").status_code == 409


def test_a_batch_is_given_back(desk, letter):
    message = letter()
    batch = made(desk)
    assert posted(desk, f"{HOME}/letters/{batch.oid}/back/").status_code == 302
    message.refresh_from_db()
    batch.refresh_from_db()
    assert (message.state, batch.state) == (MessageState.QUEUED, BatchState.GIVEN_BACK)


def test_a_letter_that_comes_back_switches_the_address_off(client_of, desk, letter):
    message = letter()
    batch = made(desk)
    for part in ("print", "posted"):
        posted(desk, f"{HOME}/letters/{batch.oid}/{part}/")
    nurse = client_of(Role.NURSE)
    assert "The letter came back" in nurse.get(f"{HOME}/messages/{message.oid}/").content.decode()
    assert posted(nurse, f"{HOME}/messages/{message.oid}/decision/", act="came_back").status_code == 302
    message.refresh_from_db()
    assert message.state == MessageState.REJECTED
    assert not ContactPoint.objects.get().works
    assert Task.objects.count() == 1


def test_pages_of_letters_ask_as_many_questions_for_three_as_for_one(desk, letter, django_assert_num_queries):
    letter()
    batch = made(desk, limit=1)
    letter("Omar")
    paths = [f"{HOME}/letters/", f"{HOME}/letters/{batch.oid}/"]
    for path in paths:
        desk.get(path)
    with django_assert_num_queries(18):
        for path in paths:
            desk.get(path)
    for given in ("Lena", "Ines"):
        letter(given)
    BatchLetter.objects.bulk_create(
        BatchLetter(practice=batch.practice, batch=batch, message=row, place=place, fence=1)
        for place, row in enumerate(Message.objects.filter(state="queued").order_by("pk")[1:], start=2)
    )
    with django_assert_num_queries(18):
        for path in paths:
            desk.get(path)


def test_a_neighbors_batch_is_not_there(client_of, staff, neighbor, letter, desk):
    letter()
    batch = made(desk)
    theirs = client_of(staff(Role.FRONT_DESK, at=neighbor))
    letter_out = BatchLetter.objects.get().oid
    for path in (f"letters/{batch.oid}/", f"letters/{batch.oid}/letters.pdf", "letters/absent/"):
        assert theirs.get(f"/practice/juniper/{path}").status_code == 404
    for part in ("print/", "posted/", "back/"):
        assert posted(theirs, f"/practice/juniper/letters/{batch.oid}/{part}").status_code == 404
    assert posted(theirs, f"/practice/juniper/letters/{letter_out}/out/", why="later").status_code == 404
    batch.refresh_from_db()
    assert (batch.state, batch.prints) == (BatchState.OPEN, 0)


# --- from a contact ---------------------------------------------------------------------------------------------------


@pytest.fixture
def contact(saved, at):
    at("2026-12-04T10:00")
    return Contact.objects.get()


def test_the_letter_of_a_contact_goes_with_those_to_print(client_of, contact):
    coach = client_of(Role.COACH)
    path = f"{HOME}/contacts/{contact.oid}/letter/"
    assert "No current address for this way." in coach.get(path).content.decode()
    assert posted(coach, f"{path}print/").status_code == 409
    assert Attempt.objects.count() == 0
    point = ContactPoint.objects.create(patient=contact.patient, kind="postal", value="12 Elm Street")
    assert "street, city, state and ZIP code are needed" in coach.get(path).content.decode()
    ContactPoint.objects.filter(pk=point.pk).update(value=STREET)
    assert posted(coach, f"{path}print/").status_code == 302
    message = Message.objects.get()
    assert (message.state, message.channel, message.purpose) == ("queued", "letter", "contact_letter")
    assert message.body.startswith("Hello ")
    assert "Your team at Cedar Family Practice" in message.body
    assert Attempt.objects.get().channel == "letter"
    posted(coach, f"{path}print/")
    assert (Message.objects.count(), Attempt.objects.count()) == (1, 1)


def test_the_letter_is_in_the_language_of_the_patient(client_of, contact):
    ContactPoint.objects.create(patient=contact.patient, kind="postal", value=STREET)
    contact.patient.language = "es"
    contact.patient.save()
    posted(client_of(Role.COACH), f"{HOME}/contacts/{contact.oid}/letter/print/")
    message = Message.objects.get()
    assert (message.language, message.subject) == ("es", "Aquí estamos para usted")


def test_a_letter_that_we_cannot_write_in_the_patients_language_says_so(client_of, contact):
    ContactPoint.objects.create(patient=contact.patient, kind="postal", value=STREET)
    contact.patient.language = "vi"
    contact.patient.save()
    answer = posted(client_of(Role.COACH), f"{HOME}/contacts/{contact.oid}/letter/print/")
    assert answer.status_code == 409
    assert Attempt.objects.count() == 0


# --- on paper ---------------------------------------------------------------------------------------------------------

SENDER = Sender("Cedar Family Practice", ("12 Cedar Street", "Millbrook, NY 12500"), "(555) 010-2200")
BODY = "Hola, Rosa:\n\nTratamos de comunicarnos con usted.\n\nSu equipo"


def a_letter(number=0, **fields):
    values = {
        "name": f"María de los Ángeles Ñúñez-Østergård {number}",
        "lines": ("12 Elm Street", "Apt 4", "Millbrook, NY 12500"),
        "language": "es" if number % 2 else "en",
        "subject": "Aquí estamos para usted",
        "body": BODY,
        "dated": "lunes 23 de noviembre de 2026",
    }
    return Letter(**(values | fields))


def rendered(letters, envelope=Envelope.LEFT_WINDOW, **fields):
    return render_letters(letters, SENDER, envelope, title="Letters", printed_on=NOON.date(), **fields)


def positions_of(pdf, page=0):
    """Return where each piece of text stands: millimeters from the upper left corner of the sheet."""
    found = []

    def look(text, matrix, _text_matrix, _font, size):
        if text.strip():
            found.append((text.strip(), matrix[4] / 72 * 25.4, (792 - matrix[5]) / 72 * 25.4, size))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=look)
    return found


@pytest.mark.parametrize("envelope", list(Envelope))
def test_fifty_letters_are_one_tagged_document_soon(envelope):
    began = time.process_time()
    document = rendered([a_letter(number) for number in range(50)], envelope)
    assert time.process_time() - began < 5
    assert (document.pages, document.missing_glyphs) == (50, ())
    reader = pypdf.PdfReader(io.BytesIO(document.pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert "Ñúñez-Østergård 49" in reader.pages[49].extract_text()
    assert document.pdf == rendered([a_letter(number) for number in range(50)], envelope).pdf


@pytest.mark.parametrize("envelope", list(Envelope))
def test_the_tags_are_those_of_an_accessible_document(envelope, tmp_path):
    path = tmp_path / "letters.pdf"
    path.write_bytes(rendered([a_letter(0), a_letter(1)], envelope, frames=True).pdf)
    report = pdfua.validate(str(path))
    assert [finding.rule_id for finding in report.findings] == []
    assert len(report.outcomes) - len(report.skipped) >= 10


@pytest.mark.parametrize("envelope", [Envelope.LEFT_WINDOW, Envelope.DOUBLE_WINDOW])
def test_the_address_and_nothing_else_shows_in_the_window_wherever_the_sheet_slides(envelope):
    document = rendered([a_letter(lines=("c/o Ana", "12 Elm Street, Apt 4", "Millbrook, NY 12500"))], envelope)
    for window, words in [(TO[envelope], "Østergård"), (FROM.get(envelope), "Cedar Family")]:
        if window is None:
            continue
        always, ever = window.always(), window.ever()
        inside = [
            each for each in positions_of(document.pdf)
            if ever.x <= each[1] <= ever.x + ever.width and ever.y <= each[2] - 0.5 and each[2] <= ever.y + ever.height
        ]  # fmt: skip
        assert any(words in text for text, *_ in inside)
        for _text, x, y, _size in inside:
            assert always.x - 0.01 <= x <= always.x + always.width
            assert always.y - 0.01 <= y <= always.y + always.height


def test_the_figures_of_the_windows_are_those_of_the_envelope():
    slack = (ENVELOPE[0] - SHEET[0], ENVELOPE[1] - SHEET[1])
    assert [round(each, 1) for each in slack] == [25.4, 11.6]
    for window in [*TO.values(), *FROM.values()]:
        always = window.always()
        assert always.width > 55
        assert always.height > 8
        assert window.left + window.width < ENVELOPE[0]
        assert window.bottom + window.height < ENVELOPE[1]


def test_on_both_sides_no_sheet_has_the_letters_of_two_people():
    letters = [a_letter(0), a_letter(1, body="\n\n".join(["A line."] * 60)), a_letter(2)]
    one, two = rendered(letters), rendered(letters, two_sided=True)
    pages = words_of(two.pdf)
    starts = [number for number, text in enumerate(pages) if "Østergård" in text]
    assert [number % 2 for number in starts] == [0, 0, 0]
    assert one.pages < two.pages


def test_large_print_is_larger():
    plain, large = (rendered([a_letter(large_print=each)]).pdf for each in (False, True))
    sizes = [max(size for text, _, y, size in positions_of(pdf) if "Tratamos" in text) for pdf in (plain, large)]
    assert sizes[0] >= 12
    assert sizes[1] >= 16


def test_a_name_that_no_font_has_is_named():
    assert unshown([a_letter(0), a_letter(1, name="李小龍")]) == ["李小龍"]
    assert rendered([a_letter(1, name="李小龍")]).pages == 1


def test_nothing_to_print_is_an_error():
    with pytest.raises(ValueError, match="nothing to print"):
        rendered([])


@pytest.mark.parametrize("envelope", ["left_window", "double_window", "x"])
def test_a_test_sheet_for_the_practices_own_envelopes(desk, envelope):
    answer = desk.get(f"{HOME}/letters/test-sheet/?envelope={envelope}")
    assert answer["Content-Type"] == "application/pdf"
    assert "12 Elm Street" in words_of(answer.content)[0]


def test_the_return_address_of_the_practice_is_on_the_letter(desk, letter, practice):
    Practice.objects.filter(pk=practice.pk).update(address="1 Cedar Way, Millbrook, NY 12500")
    letter()
    batch = made(desk)
    posted(desk, f"{HOME}/letters/{batch.oid}/print/")
    page = words_of(desk.get(f"{HOME}/letters/{batch.oid}/letters.pdf").content)[0]
    assert "Cedar Family Practice\n1 Cedar Way\nMillbrook, NY 12500" in page
