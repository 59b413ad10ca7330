"""Who stands before a form without having signed in: by link or on a tablet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teamlet.content.schema import Mode
from teamlet.ground.access.links import is_token, pin_hash, token_hash
from teamlet.ground.access.principal import Principal
from teamlet.ground.jobs.hold import epoch_key
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.instruments.models import Form, FormAccess, FormLink, TabletBinding
from teamlet.records.instruments.queries.forms import can_be_filled
from teamlet.records.instruments.rules.forms import tablet_state
from teamlet.records.instruments.words import FormState, MayFill, TabletState
from teamlet.records.practice.models import Practice

_FORM = ("form__patient", "form__practice", "form__visit")
#: What decides whether a browser may fill its form, in the rows around its key.  Patients answer by the hundred at
#: once: what else these rows hold is read where it is used.
DECIDES = (
    *("oid", "form", "link", "binding", "is_verified", "ended_at"),
    *(f"link__{name}" for name in ("practice", "patient", "purpose", "epoch", "ended_at")),
    *(f"binding__{name}" for name in ("epoch", "state", "touched")),
    *(f"form__{name}" for name in ("oid", "practice", "patient", "visit", "purpose", "language", "parts", "asked")),
    *("form__state", "form__expires_at", "form__visit__state", "form__visit__clinician"),
    *(f"form__patient__{name}" for name in ("oid", "practice", "merged_into", "deceased_on", "is_active")),
    *(f"form__patient__{name}" for name in ("birth_date", "language", "time_zone")),
)
_PRACTICE = tuple(f"form__practice__{name}" for name in ("key", "name", "phone", "time_zone"))


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser with a key: its form, how it came there, as whom it acts, and what it may do now.

    ``tablet`` is None for a link.  ``may`` is NO with the reason when nothing may be shown: the form is over, the
    birth date is still to be given, the tablet is covered or wiped.  A page of a covered tablet shows ``birth date``.
    """

    access: FormAccess
    form: Form
    mode: Mode
    principal: Principal
    tablet: TabletState | None
    may: Decision[MayFill]

    @property
    def may_fill(self) -> bool:
        """Whether questions and the answers so far may be shown."""
        return self.may.status is MayFill.YES

    @property
    def needs_birth_date(self) -> bool:
        """Whether the birth date is what is asked for now: the first time, or to lift a tablet's curtain."""
        return self.may.reason.code in {"instruments.not_verified", "instruments.behind_curtain"}

    @property
    def is_returned(self) -> bool:
        """Whether the form was sent back; nothing of it is shown again."""
        return self.form.state == FormState.SUBMITTED


def acting_for(practice: Practice, mode: Mode, request_id: str = "") -> Principal:
    """Return as whom somebody acts who came by link or tablet: without a role, in this practice only."""
    return Principal(
        practice_id=practice.pk,
        practice_key=practice.key,
        name=f"patient {mode.value}",
        time_zone=practice.time_zone,
        request_id=request_id,
        practice_name=practice.name,
        practice_phone=practice.phone,
    )


def link_by_token(token: str) -> FormLink | None:
    """Return what the secret of an address opens, or None.  Reads only: an address may be fetched any number of times.

    A link is None when it was replaced or taken back, when it was made before a backup was restored, or when form
    and link no longer name the same patient, practice and purpose.
    """
    if not is_token(token):
        return None
    return _standing(FormLink.objects.filter(token_hash=token_hash(token)))


def link_by_door(door: str | None) -> FormLink | None:
    """Return the link whose door a browser holds (``ground.access.links.door_of``), or None, as ``link_by_token``."""
    return _standing(FormLink.objects.filter(oid=door)) if door else None


def _standing(rows: Any) -> FormLink | None:
    link = rows.filter(ended_at__isnull=True, epoch=epoch_key()).select_related(*_FORM).first()
    if link is None:
        return None
    return link if _is_bound(link, link.form) else None


def _is_bound(link: FormLink, form: Form) -> bool:
    """Whether link and form still name the same practice, patient and purpose."""
    return (link.practice_id, link.patient_id, link.purpose) == (form.practice_id, form.patient_id, form.purpose)


def binding_by_pin(practice: Practice, pin: str, *, at: datetime) -> TabletBinding | None:
    """Return the tablet binding that this number opens in this practice now, or None."""
    if not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
        return None
    return (
        TabletBinding.objects.filter(
            practice=practice,
            pin_hash=pin_hash(pin, practice.key),
            expires_at__gt=at,
            ended_at__isnull=True,
            epoch=epoch_key(),
        )
        .select_related(*_FORM, "visit")
        .first()
    )


def visitor(key: str, *, at: datetime, request_id: str = "") -> Visitor | None:
    """Return who stands before a form with this key (``ground.access.links.key_of``), or None: nobody does.

    None also after the form was sent back or taken back on a tablet, so that going back shows nothing.
    """
    if not is_token(key):
        return None
    rows = FormAccess.objects.select_related(*_FORM, "link", "binding").only(*DECIDES, *_PRACTICE)
    try:
        access = rows.get(key_hash=token_hash(key), ended_at__isnull=True)
    except FormAccess.DoesNotExist:
        return None
    epoch = epoch_key()
    if _epoch(access) != epoch:  # a restored backup opens nothing
        return None
    mode = Mode.LINK if access.link is not None else Mode.TABLET
    return Visitor(
        access=access,
        form=access.form,
        mode=mode,
        principal=acting_for(access.form.practice, mode, request_id),
        tablet=standing_of(access.binding, at=at) if access.binding is not None else None,
        may=_may_use(access, epoch, at),
    )


def sent_with(key: str) -> FormAccess | None:
    """Return a browser's way into a form that was sent back since, or None: a second click on *send* is thanked too.

    Nothing of the form may be shown for it.
    """
    if not is_token(key):
        return None
    rows = FormAccess.objects.select_related("form__practice", "link", "binding")
    access = rows.filter(key_hash=token_hash(key), form__state=FormState.SUBMITTED).first()
    return access if access is not None and _epoch(access) == epoch_key() else None


def _epoch(access: FormAccess) -> str:
    way_in = access.link or access.binding
    return way_in.epoch if way_in is not None else ""


def standing_of(binding: TabletBinding, *, at: datetime) -> TabletState:
    """Return how the tablet stands at ``at``, curtain and wipe included."""
    return tablet_state(TabletState(binding.state), binding.touched, at=at)


def may_use(access: FormAccess, *, at: datetime) -> Decision[MayFill]:
    """Decide whether this browser may show and fill its form at ``at``, with the reason against it."""
    return _may_use(access, epoch_key(), at)


def _may_use(access: FormAccess, epoch: str, at: datetime) -> Decision[MayFill]:
    link = access.link
    if _epoch(access) != epoch:
        return _no("instruments.access_over")
    if access.ended_at is not None or (
        link is not None and (link.ended_at is not None or not _is_bound(link, access.form))
    ):
        return _no("instruments.access_over")
    decision = can_be_filled(access.form, at=at)
    if decision.status is MayFill.NO:
        return decision
    if not access.is_verified:
        return _no("instruments.not_verified")
    if access.binding is not None:
        state = standing_of(access.binding, at=at)
        if state is TabletState.CURTAIN:
            return _no("instruments.behind_curtain")
        if state is not TabletState.OPEN:
            return _no("instruments.access_over")
    return decision


def _no(code: str) -> Decision[MayFill]:
    return Decision(MayFill.NO, (Reason(code),))


def bindings_of(form: Form) -> list[TabletBinding]:
    """Return the tablets on which the form was given, newest first."""
    return list(form.bindings.select_related("by").order_by("-id"))
