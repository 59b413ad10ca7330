"""Links and tablets: what opens a form without signing in, and the birth date that is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from teamlet.content.schema import Mode
from teamlet.ground.access import tries
from teamlet.ground.access.links import new_pin, new_token, pin_hash, token_hash
from teamlet.ground.access.principal import Principal, installation as installation_principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.jobs.hold import installation
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.forms import end_binding, end_links, lock_form, move_form
from teamlet.records.instruments.actions.routing import local_day, open_desk_task
from teamlet.records.instruments.models import TRIES, Form, FormAccess, FormLink, TabletBinding
from teamlet.records.instruments.permissions import check_issue
from teamlet.records.instruments.queries.access import acting_for, binding_by_pin, link_by_door, may_use, standing_of
from teamlet.records.instruments.queries.forms import can_be_filled, parts_of
from teamlet.records.instruments.queries.safety import may_send_remotely
from teamlet.records.instruments.rules.forms import PIN_LASTS
from teamlet.records.instruments.words import Checked, FormState, MayFill, MaySend, TabletState
from teamlet.records.patients.queries import look_alikes_of
from teamlet.records.patients.rules import staff_entry_only
from teamlet.records.patients.words import EntryMode
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.words import TaskKind

#: Numbers that one browser, and all browsers of a practice together, may try within ten minutes.
_PIN_TRIES, _PRACTICE_PIN_TRIES, _PIN_SECONDS = 10, 60, 600


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a birth date or number.  ``key`` is the browser's secret where it was right, else empty."""

    checked: Checked
    key: str = ""


@action
def issue_link(*, form: Form, at: datetime, by: Principal) -> tuple[FormLink, str]:
    """Make the form's link; return it and the secret of its address, which is kept nowhere.

    A form has one link: an earlier one opens nothing any more.  Raises ``Refused`` when the form is over, staff
    alone may enter this patient's answers (under 18, birth date not known), a part is not asked by link, or its
    answers may mean danger (``may_send_remotely``).
    """
    check_issue(by)
    form = lock_form(form)
    _check_fillable(form, at)
    _check_adult(form, at)
    instruments = [part.instrument for part in parts_of(form)]
    for each in instruments:
        if Mode.LINK not in each.rules.modes and not each.rules.risks:
            raise Refused(Reason("instruments.mode_not_allowed"))
    decision = may_send_remotely(form.practice, instruments)
    if decision.status is MaySend.NO:
        raise Refused(decision.reason)
    end_links(form, at)
    token = new_token()
    link = FormLink.objects.create(
        practice=form.practice,
        patient=form.patient,
        form=form,
        purpose=form.purpose,
        epoch=installation().epoch_key,
        token_hash=token_hash(token),
        by_id=by.user_id,
        at=at,
    )
    audit(link, patient=form.patient, form=form.oid)
    return link, token


@action
def open_link(*, link: FormLink, at: datetime, by: Principal) -> None:
    """Note that somebody began with the form (a click, never the mere fetching of the address)."""
    form = lock_form(link.form)
    _check_fillable(form, at)
    if form.state == FormState.ISSUED:
        move_form(form, FormState.OPENED, at, by)
    audit(form, patient=form.patient, state=form.state)


@action
def verify_birth_date(
    *,
    link: FormLink | None = None,
    access: FormAccess | None = None,
    birth_date: date | None,
    at: datetime,
    by: Principal,
) -> Entered:
    """Compare a birth date with the patient's: before the first question, or to lift a tablet's curtain.

    Five wrong ones are compared at most, however many come at once: a try is taken before the look.  Then the way in
    is locked and staff get a task.  Right: a link gives the browser a key, a tablet keeps its own.  Raises
    ``Refused`` when the form is over.
    """
    access = _fresh(access) if access is not None else None
    way_in = link if link is not None else access.binding if access is not None else None
    if way_in is None:
        raise ValueError("a birth date opens a link or a tablet")
    form = lock_form(way_in.form)
    _check_fillable(form, at)
    table = FormLink if isinstance(way_in, FormLink) else TabletBinding
    if not table.objects.filter(pk=way_in.pk, tries_left__gt=0, ended_at__isnull=True).update(
        tries_left=F("tries_left") - 1
    ):
        audit(way_in, patient=form.patient, checked=Checked.LOCKED)
        return Entered(Checked.LOCKED)
    if birth_date is None or birth_date != form.patient.birth_date:
        left = table.objects.values_list("tries_left", flat=True).get(pk=way_in.pk)
        if not left:
            _lock(form, way_in, at, by)
        audit(way_in, patient=form.patient, checked=Checked.WRONG, left=left)
        return Entered(Checked.WRONG)
    table.objects.filter(pk=way_in.pk).update(tries_left=F("tries_left") + 1)
    if form.state == FormState.ISSUED:
        move_form(form, FormState.OPENED, at, by)
    if form.state == FormState.OPENED:
        move_form(form, FormState.VERIFIED, at, by)
    key = _let_in(form, link, access, at)
    audit(way_in, patient=form.patient, checked=Checked.RIGHT)
    return Entered(Checked.RIGHT, key)


@action
def note_unknown_link(*, by: Principal) -> None:
    """Record that somebody gave a birth date for an address that opens nothing."""
    audit(("instruments.formlink", ""), checked=Checked.WRONG)


def try_door(*, door: str | None, birth_date: date | None, at: datetime, request_id: str = "") -> Entered:
    """Answer a birth date given at a door (``ground.access.links.door_of``), whatever stands behind it.

    An address that opens nothing answers exactly as one whose birth date was wrong, five times, and then as a locked
    one.  Raises ``Refused`` when the form behind it is over.
    """
    link = link_by_door(door)
    if link is not None:
        by = acting_for(link.form.practice, Mode.LINK, request_id)
        return verify_birth_date(link=link, birth_date=birth_date, at=at, by=by)
    known = tries.take(f"door:{door}", limit=TRIES, seconds=86_400)
    note_unknown_link(by=installation_principal("patient link"))
    return Entered(Checked.WRONG if known else Checked.LOCKED)


# --- tablet -----------------------------------------------------------------------------------------------------------


@action
def bind_tablet(*, form: Form, look_alike_seen: bool = False, at: datetime, by: Principal) -> tuple[TabletBinding, str]:
    """Give the form of one visit to a tablet; return the binding and the number to type on it, good once and briefly.

    A tablet that had the form before shows it no more.  Raises ``Refused`` without a visit, when the form is over,
    when staff alone may enter this patient's answers, and when another patient looks alike and nobody said
    (``look_alike_seen``) that name and birth date were compared.
    """
    check_issue(by)
    form = lock_form(form)
    binding, pin = _bind(form, look_alike_seen, at, by)
    audit(binding, patient=form.patient, form=form.oid, visit=binding.visit.oid)
    return binding, pin


@action
def resume_tablet(*, form: Form, at: datetime, by: Principal) -> tuple[TabletBinding, str]:
    """Give a covered or wiped tablet's form a new number: what was answered is there again.  As ``bind_tablet``."""
    check_issue(by)
    form = lock_form(form)
    binding, pin = _bind(form, look_alike_seen=True, at=at, by=by)
    audit(binding, patient=form.patient, form=form.oid, visit=binding.visit.oid)
    return binding, pin


@action
def open_tablet(*, binding: TabletBinding, at: datetime, by: Principal) -> str:
    """Take the number of a binding: it is used up, and the tablet holds the key that is returned.

    Raises ``Refused`` when somebody else was quicker, or the form is over.
    """
    form = lock_form(binding.form)
    _check_fillable(form, at)
    taken = TabletBinding.objects.filter(
        pk=binding.pk, pin_hash=binding.pin_hash, state=TabletState.BOUND, ended_at__isnull=True
    ).exclude(pin_hash="")
    if not taken.update(pin_hash="", state=TabletState.OPEN, touched=at):
        raise Refused(Reason("instruments.pin_wrong"))
    if form.state == FormState.ISSUED:
        move_form(form, FormState.OPENED, at, by)
    key = new_token()
    access = FormAccess.objects.create(form=form, binding=binding, key_hash=token_hash(key), began_at=at)
    audit(access, patient=form.patient, form=form.oid)
    return key


def try_pin(*, practice: Practice, pin: str, client: str, at: datetime, request_id: str = "") -> Entered:
    """Answer a number typed on a tablet of the practice.  ``client`` is the browser's address, to count its tries."""
    keys = ((f"pin:{practice.key}:{client}", _PIN_TRIES), (f"pin:{practice.key}", _PRACTICE_PIN_TRIES))
    if not all(tries.take(key, limit=limit, seconds=_PIN_SECONDS) for key, limit in keys):
        return Entered(Checked.LOCKED)
    binding = binding_by_pin(practice, pin.strip(), at=at)
    if binding is None:
        return Entered(Checked.WRONG)
    try:
        key = open_tablet(binding=binding, at=at, by=acting_for(practice, Mode.TABLET, request_id))
    except Refused:
        return Entered(Checked.WRONG)
    for counted, _ in keys:
        tries.give_back(counted)
    return Entered(Checked.RIGHT, key)


@action
def touch_tablet(*, access: FormAccess, at: datetime, by: Principal) -> None:
    """Note that somebody is using the tablet, so that its curtain stays up.

    Raises ``Refused`` when it is covered, wiped, or its form is over: then nothing of it is shown.
    """
    access = _fresh(access)
    decision = may_use(access, at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)
    if access.binding_id is not None:
        TabletBinding.objects.filter(pk=access.binding_id).update(touched=at)
    audit(access, patient=access.form.patient)


@action
def draw_curtain(*, access: FormAccess, at: datetime, by: Principal) -> None:
    """Cover the tablet now, as the patient asks or the page notices that nobody is there; the birth date lifts it."""
    if access.binding_id is not None:
        open_ones = TabletBinding.objects.filter(pk=access.binding_id, state=TabletState.OPEN)
        open_ones.update(state=TabletState.CURTAIN)
    audit(access, patient=access.form.patient)


@action
def end_tablet(*, binding: TabletBinding, at: datetime, by: Principal) -> None:
    """Take a tablet away from its form; what was answered stays and can be resumed."""
    check_issue(by)
    end_binding(binding, TabletState.ENDED, at)
    audit(binding, patient=binding.form.patient)


# --- parts ------------------------------------------------------------------------------------------------------------


def _fresh(access: FormAccess) -> FormAccess:
    """Return the browser's row as it is now, whatever the caller read before."""
    rows = FormAccess.objects.select_related("form__patient", "form__practice", "form__visit", "link", "binding")
    return rows.get(pk=access.pk)


def _bind(form: Form, look_alike_seen: bool, at: datetime, by: Principal) -> tuple[TabletBinding, str]:
    if form.visit is None:
        raise Refused(Reason("instruments.tablet_needs_visit"))
    _check_fillable(form, at)
    _check_adult(form, at)
    if any(Mode.TABLET not in part.instrument.rules.modes for part in parts_of(form)):
        raise Refused(Reason("instruments.mode_not_allowed"))
    if not look_alike_seen and look_alikes_of(form.practice, form.patient):
        raise Refused(Reason("instruments.look_alike_first"))
    for earlier in TabletBinding.objects.filter(form=form, ended_at__isnull=True):
        end_binding(earlier, TabletState.ENDED, at)
    # What is over gives its number back, so that numbers stay rare.
    TabletBinding.objects.filter(practice=form.practice, expires_at__lte=at).exclude(pin_hash="").update(pin_hash="")
    pin, hashed = _free_pin(form.practice)
    binding = TabletBinding.objects.create(
        practice=form.practice,
        form=form,
        visit=form.visit,
        epoch=installation().epoch_key,
        pin_hash=hashed,
        expires_at=at + PIN_LASTS,
        touched=at,
        by_id=by.user_id,
        at=at,
    )
    return binding, pin


def _free_pin(practice: Practice) -> tuple[str, str]:
    while True:
        pin = new_pin()
        hashed = pin_hash(pin, practice.key)
        if not TabletBinding.objects.filter(practice=practice, pin_hash=hashed).exists():
            return pin, hashed


def _let_in(form: Form, link: FormLink | None, access: FormAccess | None, at: datetime) -> str:
    if link is not None:
        key = new_token()
        FormAccess.objects.create(form=form, link=link, key_hash=token_hash(key), is_verified=True, began_at=at)
        return key
    if access is not None and access.binding is not None:
        if standing_of(access.binding, at=at) not in {TabletState.OPEN, TabletState.CURTAIN}:
            raise Refused(Reason("instruments.access_over"))
        FormAccess.objects.filter(pk=access.pk).update(is_verified=True)
        TabletBinding.objects.filter(pk=access.binding.pk).update(state=TabletState.OPEN, touched=at)
    return ""


def _lock(form: Form, way_in: FormLink | TabletBinding, at: datetime, by: Principal) -> None:
    """Tell the front desk; keys that were given out before stay good, as their birth date was right."""
    detail = {"form": form.oid, "way_in": "link" if isinstance(way_in, FormLink) else "tablet"}
    open_desk_task(form, TaskKind.LOCKED_LINK, way_in.oid, detail, at, by)


def _check_fillable(form: Form, at: datetime) -> None:
    decision = can_be_filled(form, at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)


def _check_adult(form: Form, at: datetime) -> None:
    decision = staff_entry_only(form.patient.birth_date, local_day(form.practice, at))
    if decision.status is EntryMode.STAFF_ONLY:
        known = form.patient.birth_date is not None
        raise Refused(Reason("instruments.staff_entry_only" if known else "instruments.no_birth_date"))
