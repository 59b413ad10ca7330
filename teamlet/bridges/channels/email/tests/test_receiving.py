"""Mail that came in has its effects once: by the command of a mail server's pipe, and from a mailbox by IMAP."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from teamlet.bridges.channels.email import mailbox as reading
from teamlet.bridges.channels.email.mailbox import Mailbox, MailboxAway, read_mailbox
from teamlet.bridges.channels.email.receiving import Took, take_mail
from teamlet.bridges.channels.email.tests import mails
from teamlet.bridges.channels.email.tests.imap_server import ImapServer
from teamlet.bridges.channels.email.tests.mails import ROSA, bounce, complaint, mail
from teamlet.records.followups.models import Contact, ContactAnswer
from teamlet.records.followups.tests.replying import (  # noqa: F401
    ANSWERED,
    EMAIL,
    ask_fixture,
    coach_fixture,
    nurse_fixture,
    person_fixture,
)
from teamlet.records.outreach.models import Message, OptOut, Reply
from teamlet.records.outreach.words import Channel, MessageState
from teamlet.records.patients.models import ContactPoint
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(person, ask):
    """A check-in that went to Rosa by e-mail under the reference that the mails name."""
    message = ask(person(email=EMAIL), channel=Channel.EMAIL)
    Message.objects.filter(pk=message.pk).update(reference=mails.REF)
    message.refresh_from_db()
    return message


@pytest.fixture
def now(at):
    return at(ANSWERED)


def answers():
    return list(Message.objects.exclude(fixed_answer="").values_list("fixed_answer", "address", "subject"))


def test_an_answer_by_mail_lands_on_the_contact(asked, now):
    assert take_mail(mails.GMAIL, at=now) is Took.REPLY
    assert ContactAnswer.objects.get().contact == Contact.objects.get()
    assert answers() == [("thanks", ROSA, "A message from Cedar Family Practice")]


def test_the_same_mail_again_changes_nothing(asked, now):
    for _again in range(3):
        take_mail(mails.GMAIL, at=now)
    assert (Reply.objects.count(), ContactAnswer.objects.count(), len(answers())) == (1, 1, 1)


def test_an_absence_note_is_kept_and_nothing_goes_back(asked, now):
    take_mail(mails.AWAY, at=now)
    assert Reply.objects.get().classified_as == "automatic"
    assert answers() == []


@pytest.mark.parametrize("raw", [mails.LIST_STOP, mail("", "Subject: STOP"), mail("STOP", In_Reply_To=mails.OURS)])
def test_stop_by_mail(raw, asked, now):
    take_mail(raw, at=now)
    assert OptOut.objects.get(ended_at=None).address_key == ROSA


def test_stop_from_another_address_stops_the_one_that_was_written_to(asked, now):
    take_mail(mail("STOP", sender="rosa.marin@other.example", In_Reply_To=mails.OURS), at=now)
    assert set(OptOut.objects.values_list("address_key", flat=True)) == {ROSA, "rosa.marin@other.example"}


def test_an_answer_from_another_address_waits_for_a_person_who_says_whose(asked, now):
    take_mail(mail("1", sender="rosa.marin@other.example", In_Reply_To=mails.OURS), at=now)
    reply = Reply.objects.get()
    assert (reply.patient, reply.answers, reply.rank) == (None, asked, 2)
    assert not ContactAnswer.objects.exists()


def test_returned_for_good_switches_the_address_off(asked, now):
    assert take_mail(bounce("5.1.1"), at=now) is Took.REPORT
    asked.refresh_from_db()
    assert asked.state == MessageState.REJECTED
    assert ContactPoint.objects.get(kind="email").works is False
    assert Task.objects.get(kind="update_contact_point").patient == asked.patient


@pytest.mark.parametrize("raw", [bounce("4.4.7"), bounce("5.2.2")])
def test_returned_for_now_leaves_the_address_on(raw, asked, now):
    take_mail(raw, at=now)
    assert ContactPoint.objects.get(kind="email").works is True
    assert asked.deliveries.filter(outcome="undelivered").count() == 1


def test_a_complaint_stops_the_address(asked, now):
    take_mail(complaint(), at=now)
    assert OptOut.objects.get(ended_at=None).source == "complaint"


@pytest.mark.parametrize(
    "raw",
    [
        bounce("5.1.1", reference="zzzzzzzzzzzzzzzz"),
        complaint(reference="zzzzzzzzzzzzzzzz"),
        bounce("4.4.1", "delayed"),
    ],
)
def test_a_report_of_no_message_of_ours_changes_nothing(raw, asked, now):
    assert take_mail(raw, at=now) is Took.NOTHING
    assert not OptOut.objects.exists()
    assert ContactPoint.objects.get(kind="email").works is True


def test_our_own_mail_is_no_reply(asked, now, settings):
    settings.MAIL = {"FROM": "care@cedar.example"}
    assert take_mail(mail("1", sender="Cedar <CARE@cedar.example>"), at=now) is Took.NOTHING


def test_whose_mail_it_is_among_several_practices(asked, now, neighbor, neighbor_patient):
    assert take_mail(mail("hello", sender="stranger@example.org"), at=now) is Took.NOBODYS
    ContactPoint.objects.create(patient=neighbor_patient, kind="email", value="Rosalia@Example.org")
    assert take_mail(mail("hello", sender="rosalia@example.org"), at=now) is Took.REPLY
    assert Reply.objects.get().practice == neighbor
    assert take_mail(mails.GMAIL, at=now) is Took.REPLY  # the reference tells
    assert Reply.objects.get(practice__key="cedar").answers == asked


def test_a_stranger_in_the_only_practice_is_kept(asked, now):
    assert take_mail(mail("hello", sender="stranger@example.org"), at=now) is Took.REPLY
    assert Reply.objects.get().patient is None


# --- the mailbox ------------------------------------------------------------------------------------------------------


@pytest.fixture
def imap(monkeypatch, settings):
    monkeypatch.setattr(reading, "_away_until", 0.0)
    with ImapServer() as server:
        settings.MAILBOX = server.settings
        yield server


def test_the_worker_reads_the_mailbox_once(imap, asked, now):
    imap.deliver(mails.GMAIL)
    imap.deliver(bounce("4.4.7"))
    read_mailbox()
    assert [each.flags for each in imap.kept] == [{"\\Seen"}, {"\\Seen"}]
    read_mailbox()
    assert (Reply.objects.count(), imap.talks) == (1, 2)


def test_a_mailbox_can_be_emptied(imap, asked, now, settings):
    settings.MAILBOX |= {"AFTER": "delete"}
    imap.deliver(mails.GMAIL)
    read_mailbox()
    assert imap.kept == []
    assert Reply.objects.count() == 1


def test_a_talk_that_is_cut_before_the_mark_gives_the_mail_once_more(imap, asked, now):
    imap.deliver(mails.GMAIL)
    imap.cut_at = "STORE"
    with pytest.raises(MailboxAway):
        Mailbox.of(imap.settings).read()
    assert imap.kept[0].flags == set()
    imap.cut_at = ""
    assert Mailbox.of(imap.settings).read() == 1
    assert (Reply.objects.count(), ContactAnswer.objects.count()) == (1, 1)


def test_a_database_that_is_away_leaves_the_mail_unseen(imap, asked, now, monkeypatch):
    imap.deliver(mails.GMAIL)

    def away(raw, *, at):
        raise DatabaseError

    monkeypatch.setattr(reading, "take_mail", away)
    with pytest.raises(DatabaseError):
        Mailbox.of(imap.settings).read()
    assert imap.kept[0].flags == set()


def test_one_mail_that_cannot_be_taken_does_not_hold_up_the_next(imap, asked, now, monkeypatch):
    imap.deliver(mails.HTML)
    imap.deliver(mails.GMAIL)

    def shaky(raw, *, at):
        if raw == mails.HTML:
            raise ZeroDivisionError
        return take_mail(raw, at=at)

    monkeypatch.setattr(reading, "take_mail", shaky)
    assert Mailbox.of(imap.settings).read() == 2
    assert [sorted(each.flags) for each in imap.kept] == [["\\Flagged", "\\Seen"], ["\\Seen"]]
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"PASSWORD": "wrong"}, {"PORT": "1"}, {"SECURITY": "tls"}])
def test_a_mailbox_that_is_away_is_left_alone_for_a_while(wrong, imap, settings, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.5)
    settings.MAILBOX = imap.settings | wrong
    read_mailbox()
    talks = imap.talks
    read_mailbox()
    assert imap.talks == talks
    assert reading._away_until > 0


def test_nothing_is_read_without_a_mailbox(settings, imap):
    settings.MAILBOX = {}
    read_mailbox()
    assert imap.talks == 0
    with pytest.raises(ValueError, match="names no mailbox"):
        Mailbox.of({})
