"""Interpreters and relay operators: asked for with a contact, booked by the front desk, again when it moves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import ChangedMeanwhile, Reason, Refused
from teamlet.records.followups.models import Booking, BookingChange, Contact
from teamlet.records.followups.queries.bookings import contacts_without_help
from teamlet.records.followups.rules.bookings import needed_help
from teamlet.records.followups.words import BOOKING_TRANSITIONS, BookingState, Channel, ContactState, Help
from teamlet.records.patients.models import Patient
from teamlet.records.practice.actions.saves import keep_save
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.practice.queries import practice_of
from teamlet.records.tasks.actions import end_task, open_task, reopen_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

#: So many days before a contact an agency wants to know.
AHEAD = timedelta(days=3)
#: Contacts this soon are looked through each night.
SOON = timedelta(days=14)


def ask_for_help(contact: Contact, patient: Patient, caller: Membership, at: datetime, by: Principal) -> None:
    """Ask for whoever must be on the line at a new contact; nothing where nobody must be.

    For the actions of this record, inside their transaction.
    """
    wanted = needed_help(
        interpreter=patient.interpreter,
        language=patient.language,
        spoken=caller.languages,
        channel=Channel(contact.channel),
    )
    for each in wanted:
        _open_booking(contact, patient, each, at, by)
    if wanted:
        contact.with_help = True
        contact.save(update_fields=["with_help"])


def let_bookings_follow(contact: Contact, at: datetime, by: Principal) -> None:
    """Bring the bookings of a contact in line with its state: over when it is, as they stood when undo brings it back.

    For the actions of this record, inside their transaction.
    """
    if not contact.with_help:
        return
    is_open = contact.state == ContactState.OPEN
    for booking in Booking.objects.select_for_update(of=("self",)).select_related("task").filter(contact=contact):
        if is_open and booking.state == BookingState.OVER:
            last = booking.changes.order_by("-id").first()
            _move(booking, BookingState(last.from_state) if last else BookingState.NEEDED, at, by)
        elif not is_open and booking.state != BookingState.OVER:
            _move(booking, BookingState.OVER, at, by)


@action
@goes_on
def ask_for_booking(*, contact: Contact, kind: Help, at: datetime, by: Principal) -> Booking:
    """Ask for an interpreter or a relay operator for an open contact, or ask again for one that was not needed.

    Raises ``ChangedMeanwhile`` when the contact is not open any more or somebody asked already.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("patient").get(pk=contact.pk)
    if contact.state != ContactState.OPEN:
        raise ChangedMeanwhile("contact")
    booking = Booking.objects.filter(contact=contact, help=kind).select_related("task").first()
    if booking is None:
        booking = _open_booking(contact, contact.patient, kind, at, by)
    elif booking.state == BookingState.NOT_NEEDED:
        _move(booking, BookingState.NEEDED, at, by)
    else:
        raise ChangedMeanwhile("booking")
    contact.with_help = True
    contact.save(update_fields=["with_help"])
    audit(booking, patient=contact.patient, help=kind, again=booking.was_on is not None)
    return booking


@action
@goes_on
def ask_for_missing(*, practice: Practice, on: date, at: datetime, by: Principal) -> int:
    """Ask for interpreters at contacts of the coming two weeks that came to somebody who does not speak the language.

    The worker calls it when the day begins: contacts move between people, and some came from elsewhere.  Return how
    many contacts need somebody now.
    """
    asked = 0
    for contact in contacts_without_help(practice, on, on + SOON):
        ask_for_help(contact, contact.patient, contact.task.owner, at, by)
        asked += contact.with_help
    audit(practice, asked=asked)
    return asked


@action
@goes_on
def settle_booking(
    *,
    booking: Booking,
    to: BookingState,
    booked_on: date | None = None,
    booked_from: time | None = None,
    reference: str = "",
    at: datetime,
    by: Principal,
) -> Booking:
    """Note how a booking stands: booked for a day or for another one, not available, not needed, or to book again.

    ``booked_on`` and ``booked_from`` are civil in the practice's zone; ``reference`` is the agency's number, at most
    80 letters.  Raises ``Refused`` for a booking without a day and for a move that cannot be, ``ChangedMeanwhile``
    when the contact is over.
    """
    booking = Booking.objects.select_for_update(of=("self",)).select_related("task", "contact__patient").get(
        pk=booking.pk, contact__practice_id=by.practice_id
    )  # fmt: skip
    if booking.state == BookingState.OVER:
        raise ChangedMeanwhile("booking")
    another_time = to is BookingState.BOOKED and booking.state == to
    if to is BookingState.OVER or not (another_time or to in BOOKING_TRANSITIONS[BookingState(booking.state)]):
        raise Refused(Reason("followups.booking_may_not_move", {"from_state": booking.state, "to_state": to}))
    if to is BookingState.BOOKED and booked_on is None:
        raise Refused(Reason("followups.booking_needs_when"))
    if to is BookingState.BOOKED:
        booking.booked_on, booking.booked_from = booked_on, booked_from
        booking.reference = " ".join(reference.split())[:80]
    elif to is BookingState.NEEDED:
        booking.was_on, booking.booked_on, booking.booked_from, booking.reference = booking.booked_on, None, None, ""
    change = _move(booking, to, at, by)
    keep_save(kind="followups.booking", about_oid=str(change.pk), patient_oid=booking.contact.patient.oid, at=at, by=by)
    audit(booking, patient=booking.contact.patient, to=to, booked_on=booked_on.isoformat() if booked_on else None)
    return booking


@action
@goes_on
def undo_booking(*, about_oid: str, at: datetime, by: Principal) -> None:
    """Take an answer about a booking back: it stands as before it, for the same day, time and number.

    ``about_oid`` is the row number of the change.  Raises ``ChangedMeanwhile`` when it was answered again since, or
    the contact is over.
    """
    change = BookingChange.objects.get(pk=int(about_oid), booking__contact__practice_id=by.practice_id)
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("contact__patient", "task")
        .get(pk=change.booking_id)
    )
    before = booking.changes.filter(pk__lt=change.pk).order_by("-pk").first()
    if before is None or booking.state == BookingState.OVER or booking.changes.filter(pk__gt=change.pk).exists():
        raise ChangedMeanwhile("booking")
    booking.booked_on, booking.booked_from = before.booked_on, before.booked_from
    booking.reference, booking.was_on = before.reference, before.was_on
    _move(booking, BookingState(before.to_state), at, by)
    audit(booking, patient=booking.contact.patient, to=before.to_state)


def _open_booking(contact: Contact, patient: Patient, kind: Help, at: datetime, by: Principal) -> Booking:
    practice = practice_of(contact.practice_id)
    today = at.astimezone(ZoneInfo(practice.time_zone)).date()
    # The contact that this one takes the place of was booked: whoever books it again needs to know.
    before = (
        Booking.objects.filter(
            contact__goal_id=contact.goal_id,
            contact__state=ContactState.WITHDRAWN,
            help=kind,
            booked_on__gte=today,
        )
        .exclude(contact=contact)
        .order_by("-id")
        .first()
    )
    due = max(today, contact.due_on - AHEAD)
    choice = owner_for(
        practice,
        Duty.GATHER_DATA,
        kind=TaskKind.BOOK_HELP,
        author=by.membership_id,
        on=due,
        patient=patient,
    )
    oid = Booking._meta.get_field("oid").get_default()
    task = open_task(
        patient=patient,
        kind=TaskKind.BOOK_HELP,
        about_oid=oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=due,
        window_last=max(due, contact.due_on),
        detail={"help": kind, "again": before is not None},
        at=at,
        by=by,
    )
    booking = Booking.objects.create(
        oid=oid,
        contact=contact,
        help=kind,
        language=patient.language if kind is Help.INTERPRETER else "",
        was_on=before.booked_on if before is not None else None,
        task=task,
        created_at=at,
    )
    _note(booking, "", BookingState.NEEDED, at, by)
    return booking


def _move(booking: Booking, to: BookingState, at: datetime, by: Principal) -> BookingChange:
    """Move a locked booking on, its task with it: open while somebody is to book, else over."""
    change = _note(booking, booking.state, to, at, by)
    booking.state = to
    booking.save(update_fields=["state", "booked_on", "booked_from", "reference", "was_on"])
    if booking.task_id is None:
        return change
    task = Task.objects.get(pk=booking.task_id)
    is_open = task.state == TaskState.OPEN
    if to is BookingState.NEEDED and not is_open:
        reopen_task(task=task, at=at, by=by)
    elif to is not BookingState.NEEDED and is_open:
        done = TaskState.WITHDRAWN if to is BookingState.OVER else TaskState.DONE
        end_task(task=task, state=done, reason=to, at=at, by=by)
    return change


def _note(booking: Booking, from_state: str, to: BookingState, at: datetime, by: Principal) -> BookingChange:
    return BookingChange.objects.create(
        booking=booking,
        from_state=from_state,
        to_state=to,
        booked_on=booking.booked_on,
        booked_from=booking.booked_from,
        reference=booking.reference,
        was_on=booking.was_on,
        by_id=by.user_id,
        at=at,
    )
