"""The lists of messages, one message, and what a person decides about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from teamlet.conftest import make_patient
from teamlet.ground.access import stamps
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Hold, Message, OptOut, Reply
from teamlet.records.outreach.queries import lists
from teamlet.records.outreach.words import Channel, ConsentHow, MessageState, Purpose
from teamlet.records.patients.models import ContactPoint
from teamlet.records.practice.models import Practice

HOME = "/practice/cedar"
#: Noon in New York, on a Monday.
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
WORDS = "Cedar Family Practice: how did it go this week? STOP to end."


@pytest.fixture
def nurse(client_of, at):
    at(NOON)
    return client_of(Role.NURSE)


@pytest.fixture
def draft(practice, system, at):
    """Return ``draft(given, consent=True)``: a check-in by text that nobody released."""
    at(NOON)

    def make(given="Rosa", consent=True, where=None, by=None, **fields):
        where, by = where or practice, by or system
        patient = make_patient(where, given=given)
        many = ContactPoint.objects.count()
        ContactPoint.objects.create(patient=patient, kind="mobile", value=f"(555) 010-{4000 + many}")
        if consent:
            actions.give_consent(
                patient=patient,
                purpose=Purpose.CHECK_IN,
                channel=Channel.TEXT,
                how=ConsentHow.IN_PERSON,
                at=NOON,
                by=by,
            )
        said = {
            "purpose": Purpose.CHECK_IN, "channel": Channel.TEXT, "language": "en", "body": WORDS,
            "why": Reason("outreach.written_by_hand"), "occurrence": f"x/{patient.oid}", "send_after": NOON, "at": NOON,
        } | fields  # fmt: skip
        return actions.draft_message(patient=patient, by=by, **said)

    return make


def address(message=None, part=""):
    return f"{HOME}/messages/{message.oid + '/' if message else ''}{part}"


def posted(client, path, **values):
    return client.post(path, {"stamp": stamps.make(), **values})


def state_of(message):
    return Message.objects.get(pk=message.pk).state


@pytest.mark.parametrize("shown", ["", *lists.Shown, "outbox", "nothing"])
@pytest.mark.parametrize("filters", ["", "&for=check_in&by=text&sort=old", "&for=x&by=x&after=x", "&after=1"])
def test_every_list_opens(nurse, draft, shown, filters):
    draft()
    assert nurse.get(f"{HOME}/messages/?list={shown}{filters}").status_code == 200


def test_the_list_says_who_what_and_why_not(nurse, draft):
    draft("Rosa")
    draft("Omar", consent=False)
    text = nurse.get(address()).content.decode()
    assert "Rosa Marín" in text
    assert WORDS in text
    assert "The patient has not yet agreed to this: check-in, text message." in text


def test_the_list_asks_as_many_questions_for_three_as_for_one(nurse, draft, django_assert_num_queries):
    draft("Rosa")
    nurse.get(address())
    with django_assert_num_queries(24):
        nurse.get(address())
    draft("Omar")
    draft("Lena")
    with django_assert_num_queries(24):
        nurse.get(address())


def test_pages_follow_one_another_without_a_gap(nurse, draft, monkeypatch):
    from teamlet.after_visit.presenters import messages

    monkeypatch.setattr(messages, "PAGE", 2)
    names = [f"Person{number}" for number in range(5)]
    for given in names:
        draft(given)
    seen, path = [], f"{HOME}/messages/?sort=old"
    while path:
        text = nurse.get(path).content.decode()
        seen += [name for name in names if f"{name} Marín</a>" in text]
        path = next(
            (
                part.split('"')[0].replace("&amp;", "&")
                for part in text.split('href="')
                if "after=" in part.split('"')[0]
            ),
            None,
        )
    assert seen == names


def test_another_practices_messages_are_not_there(nurse, draft, neighbor):
    from teamlet.ground.access.principal import system as principal_of_system

    theirs = draft(
        "Zelda",
        where=neighbor,
        by=principal_of_system(neighbor, "command"),
        body=WORDS.replace("Cedar Family Practice", neighbor.name),
    )
    assert "Zelda" not in nurse.get(address()).content.decode()
    assert nurse.get(address(theirs)).status_code == 404
    assert nurse.get(f"{HOME}/messages/absent/").status_code == 404
    assert posted(nurse, address(theirs, "decision/"), act="release").status_code == 404
    posted(nurse, address(part="release/"), message=theirs.oid)
    assert state_of(theirs) == MessageState.DRAFT


def test_the_front_desk_has_no_messages(client_of, draft):
    assert client_of(Role.FRONT_DESK).get(address()).status_code == 404


def test_one_message_is_shown_exactly_as_it_goes_out(nurse, draft):
    message = draft()
    text = nurse.get(address(message)).content.decode()
    assert WORDS in text
    assert f"{len(WORDS)} characters · counts as 1 text" in text
    assert "(555) 010-" in text
    assert "9:00 pm to 8:00 am by the patient" in text
    assert "America/New_York" in text
    assert "Written by a person of the practice." in text
    assert "It may go out" in text


def test_quiet_hours_are_said_before_it_is_released(nurse, draft, at):
    message = draft()
    at("2026-11-23T22:30")
    text = nurse.get(address(message)).content.decode()
    assert "Quiet hours of the patient" in text
    assert "8:00 am" in text


def test_a_draft_is_released_and_waits(nurse, draft):
    message = draft()
    stamp = stamps.make()
    for _ in range(2):
        answer = nurse.post(address(message, "decision/"), {"stamp": stamp, "act": "release"})
        assert answer.status_code == 302
    assert state_of(message) == MessageState.QUEUED


def test_a_draft_that_may_not_go_says_why_on_its_page_and_when_it_is_pressed_all_the_same(nurse, draft):
    message = draft(consent=False)
    assert "It may not go out as things stand" in nurse.get(address(message)).content.decode()
    answer = posted(nurse, address(message, "decision/"), act="release")
    assert answer.status_code == 409
    assert "has not yet agreed" in answer.content.decode()
    assert state_of(message) == MessageState.DRAFT


def test_several_are_released_and_the_rest_is_explained(nurse, draft):
    good, bad = [draft(f"Good{number}") for number in range(3)], draft("Bad", consent=False)
    answer = nurse.post(
        address(part="release/"),
        {"stamp": stamps.make(), "all": "1", "shown": [each.oid for each in [*good, bad]]},
        follow=True,
    )
    text = answer.content.decode()
    assert "3 released." in text
    assert "1 stays here: The patient has not yet agreed to this" in text
    assert [state_of(each) for each in good] == [MessageState.QUEUED] * 3
    assert state_of(bad) == MessageState.DRAFT
    assert posted(nurse, address(part="release/")).status_code == 409


def test_other_words_are_kept_or_explained(nurse, draft):
    message = draft()
    good = "Cedar Family Practice: We call on Friday. STOP to end."
    answer = posted(nurse, address(message, "words/"), body=good)
    assert answer.status_code == 302
    assert Message.objects.get().body == good
    bad = "Cedar Family Practice: your diabetes. STOP to end."
    answer = posted(nurse, address(message, "words/"), body=bad)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "tells others about health; leave it out." in text
    assert bad in text
    assert Message.objects.get().body == good


SAYS = "Cedar Family Practice: {} STOP to end."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Please fill this in."),
        ("\x00", "Please fill this in."),
        ("\u202e\u200b", "There are characters in it that cannot be seen; type it again."),
        (SAYS.format("Hi {name}."), "“{name}” was not filled in."),
        (SAYS.format("Ask https://evil.example/x"), "Only links to the practice’s own pages are sent."),
        (SAYS.format("Your code is 123456."), "Leave out"),
        ("How did it go? STOP to end.", "A text says from whom it is: Cedar Family Practice."),
        (SAYS.format("x" * 1_000_000), "and 4000 fit here."),
        (SAYS.format("How is your walk? 🙂"), ""),
    ],
)
def test_words_that_cannot_go_out_stand_beside_their_field(nurse, draft, body, said):
    message = draft()
    answer = posted(nurse, address(message, "words/"), body=body)
    assert answer.status_code == (422 if said else 302)
    assert said in unescape(answer.text).replace("'", "’")
    assert Message.objects.get().body == (WORDS if said else body)


@pytest.mark.parametrize(
    ("state", "code", "values", "said"),
    [
        # a foreign, a premium and a shared number
        ("held", "address_not_allowed", {"why": "foreign"}, "No texts go to this number: it is outside the United States."),
        ("held", "address_not_allowed", {"why": "premium"}, "No texts go to this number: calls and texts to it cost extra."),
        ("held", "shared_address", {}, "Other patients have this number or address too; ask whether it may be used."),
        # mail that came back, and a complaint
        ("rejected", "not_accepted", {"code": "5.1.1"}, "The provider does not deliver to this address (5.1.1)."),
        ("cancelled", "opted_out", {"date": "2026-11-23"}, "This number or address has said stop on Monday, November 23."),
        # a blank that nothing filled
        ("held", "words_blank", {"blank": "{caller}"}, "“{caller}” was not filled in."),
        # a provider that is down for a day
        ("queued", "put_off", {"code": "refused"}, "The provider is busy or away (refused); it is tried again."),
        ("held", "given_up", {"tries": 9, "code": "refused"}, "Tried 9 times; the provider did not take it (refused)."),
        ("cancelled", "expired", {"until": "2026-11-24 20:00"},
         "Its time has passed; it was of use until Tuesday, November 24, 8:00 pm."),
        ("unknown", "no_clear_answer", {"code": "timed out"},
         "There was no clear answer (timed out); it may have been sent."),
        # yesterday's backup
        ("held", "restored", {}, "A backup was restored; a person looks first."),
    ],
)  # fmt: skip
def test_the_page_says_in_a_sentence_what_became_of_a_message(nurse, draft, state, code, values, said):
    message = draft()
    reason = Reason(f"outreach.{code}", values).as_dict()
    Message.objects.update(state=state, state_reason=reason)
    text = unescape(nurse.get(address(message)).text)
    assert said in text
    # What the buttons bring stands beside them.
    assert ("“Send again” may bring the same words a second time." in text) is (state == "unknown")
    assert ("“Let it go on” puts it with the messages that wait." in text) is (state == "held")


def test_words_on_hold_are_mended_unless_they_may_have_gone_out(nurse, draft):
    message = draft()
    Message.objects.update(
        state=MessageState.HELD, body="Hello", state_reason=Reason("outreach.words_blank", {"blank": "{x}"}).as_dict()
    )
    text = nurse.get(address(message)).content.decode()
    assert "Other words" in text
    assert "A text says how to stop" in text
    assert posted(nurse, address(message, "decision/"), act="release_held").status_code == 409
    assert posted(nurse, address(message, "words/"), body=WORDS).status_code == 302
    assert posted(nurse, address(message, "decision/"), act="release_held").status_code == 302
    Message.objects.update(state=MessageState.HELD, state_reason=Reason("outreach.restored").as_dict())
    assert "Other words" not in nurse.get(address(message)).content.decode()
    assert posted(nurse, address(message, "words/"), body=WORDS.replace("week", "month")).status_code == 409
    assert Message.objects.get().body == WORDS


def test_two_who_change_the_same_words_are_told(nurse, draft):
    message = draft()
    old = stamps.make(seen={"message": lists.wording_version(message)})
    Message.objects.update(body=WORDS.replace("week", "month"))
    answer = nurse.post(address(message, "words/"), {"stamp": old, "body": WORDS.replace("week", "year")})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed these words meanwhile" in text
    assert "this month?" in text
    assert "this year?" in text
    again = nurse.post(
        address(message, "words/"),
        {"stamp": stamps.make(seen={"message": lists.wording_version(Message.objects.get())}), "body": WORDS},
    )
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (MessageState.UNKNOWN, "send_again", MessageState.QUEUED),
        (MessageState.UNKNOWN, "treat_as_sent", MessageState.SENT),
        (MessageState.HELD, "release_held", MessageState.QUEUED),
        (MessageState.HELD, "cancel", MessageState.CANCELLED),
        (MessageState.QUEUED, "cancel", MessageState.CANCELLED),
    ],
)
def test_a_person_decides(nurse, draft, before, act, after):
    message = draft()
    Message.objects.update(state=before, state_reason=Reason("outreach.cannot_be_asked").as_dict())
    assert nurse.get(address(message)).status_code == 200
    assert posted(nurse, address(message, "decision/"), act=act).status_code == 302
    assert state_of(message) == after
    assert nurse.get(address(message)).status_code == 200


@pytest.mark.parametrize(("state", "act"), [("sent", "release"), ("sent", "send_again"), ("draft", "treat_as_sent")])
def test_what_is_no_longer_possible_is_said(nurse, draft, state, act):
    message = draft()
    Message.objects.update(state=state)
    assert posted(nurse, address(message, "decision/"), act=act).status_code == 409
    assert state_of(message) == state


def test_an_unknown_decision_is_not_there(nurse, draft):
    assert posted(nurse, address(draft(), "decision/"), act="explode").status_code == 404


def test_after_a_restore_nothing_goes_out_until_somebody_says_so(nurse, draft, practice):
    message = draft()
    restored = Reason("outreach.restored").as_dict()
    Message.objects.update(state=MessageState.HELD, state_reason=restored, send_after=NOON + timedelta(days=1))
    Hold.objects.create(practice=practice, reason="outreach.restored", held_at=NOON)
    text = nurse.get(address()).content.decode()
    assert "A backup was restored: nothing goes out until you release it" in text
    assert posted(nurse, address(part="everything/")).status_code == 302
    assert state_of(message) == MessageState.QUEUED
    assert "A backup was restored" not in nurse.get(address()).content.decode()


def test_after_a_restore_that_brought_nothing_back_drafts_wait_all_the_same(nurse, draft, practice):
    draft()
    Hold.objects.create(practice=practice, reason="outreach.restored", held_at=NOON)
    text = nurse.get(address()).content.decode()
    assert "A backup was restored: nothing goes out until you release it" in text
    assert "is not known here and may be drafted once more. Messages wait until somebody lets them go on." in text
    assert posted(nurse, address(part="everything/")).status_code == 302
    assert "A backup was restored" not in nurse.get(address()).content.decode()


def test_a_way_without_a_provider_is_named(nurse, draft, practice, settings):
    message = draft()
    assert "No provider is set up" not in nurse.get(address()).content.decode()
    Practice.objects.filter(pk=practice.pk).update(is_demo=False)
    assert "No provider is set up for: Text message, Email" in nurse.get(address()).content.decode()
    assert "No provider is set up for: Text message" in nurse.get(address(message)).content.decode()
    real = "teamlet.bridges.channels.email.Email"
    settings.CHANNELS = {"text": real, "email": real}
    assert "No provider is set up for: Text message<" in nurse.get(address()).content.decode()
    Practice.objects.filter(pk=practice.pk).update(text_number="+15550102200")
    assert "No provider is set up" not in nurse.get(address()).content.decode()
    settings.CHANNELS = {}
    assert "No provider is set up for: Text message, Email" in nurse.get(address()).content.decode()


def test_the_demo_shows_what_would_have_been_sent(nurse, draft, practice):
    message = draft()
    Message.objects.update(state=MessageState.SENT, went_out=NOON, address="(555) 010-4000")
    Delivery.objects.create(
        practice=practice, message=message, attempt=1, fence=1, provider="outbox", reference=message.reference,
        outcome="accepted", at=NOON,
    )  # fmt: skip
    text = nurse.get(f"{HOME}/messages/?list=outbox").content.decode()
    assert WORDS in text
    assert "to (555) 010-4000" in text
    assert "outbox" in nurse.get(address(message)).content.decode()
    Practice.objects.filter(pk=practice.pk).update(is_demo=False)
    assert "Outbox" not in nurse.get(address()).content.decode()


def test_a_message_is_written_by_hand_and_looked_at_before_it_goes(nurse, patient):
    path = f"{HOME}/patients/{patient.oid}/messages/new/"
    assert nurse.get(path).status_code == 200
    bad = {"purpose": "reminder", "channel": "text", "body": "Hello"}
    answer = posted(nurse, path, **bad)
    assert answer.status_code == 422
    assert "A text says how to stop" in answer.content.decode()
    assert Message.objects.count() == 0
    answer = posted(nurse, path, **{**bad, "body": WORDS})
    message = Message.objects.get()
    assert answer["Location"] == address(message)
    assert (message.state, message.language, message.created_by_id is None) == (MessageState.DRAFT, "en", False)


def test_nobody_writes_to_a_neighbors_patient(nurse, neighbor_patient):
    assert nurse.get(f"{HOME}/patients/{neighbor_patient.oid}/messages/new/").status_code == 404
    assert nurse.get(f"{HOME}/patients/absent/messages/new/").status_code == 404


def test_opening_a_message_is_on_the_record(nurse, draft):
    from teamlet.ground.audit.models import Event

    message = draft()
    nurse.get(address(message))
    event = Event.objects.get(verb="outreach.read_message")
    assert (event.about_oid, event.patient_oid) == (message.oid, message.patient.oid)


class TestWritingBackInTheDemo:
    """A demo has no phones: the message page takes the patient's answer."""

    @pytest.fixture
    def sent(self, nurse, draft, at):
        row = draft()
        Message.objects.filter(pk=row.pk).update(
            state=MessageState.SENT, address="(555) 010-4000", address_key="+15550104000", went_out=NOON
        )
        return Message.objects.get(pk=row.pk)

    def back(self, client, row, words):
        stamp = stamps.make(patient_oid=row.patient.oid, seen={"message": lists.wording_version(row)})
        return client.post(f"{HOME}/messages/{row.oid}/back/", {"words": words, "stamp": stamp})

    def test_the_answer_is_taken_in_like_a_reply(self, nurse, sent):
        shown = nurse.get(f"{HOME}/messages/{sent.oid}/")
        assert "write back" in shown.content.decode()
        answer = self.back(nurse, sent, "STOP")
        assert answer.status_code == 302
        (reply,) = Reply.objects.all()
        assert answer["Location"] == f"{HOME}/replies/{reply.oid}/"
        assert reply.classified_as == "stop"
        assert OptOut.objects.filter(address_key=sent.address_key, ended_at=None).exists()

    def test_an_empty_answer_stays_on_the_page(self, nurse, sent):
        answer = self.back(nurse, sent, " ")
        assert answer.status_code == 422
        assert not Reply.objects.exists()

    def test_a_real_practice_and_a_draft_have_no_such_thing(self, nurse, sent, draft, practice):
        assert self.back(nurse, draft(given="Luz"), "1").status_code == 404
        Practice.objects.filter(pk=practice.pk).update(is_demo=False)
        assert self.back(nurse, sent, "1").status_code == 404
        assert not Reply.objects.exists()
