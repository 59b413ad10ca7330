"""One example of every kind of object that an address can name, on both sides of the wall.

An address with a new parameter needs nothing here when a model of that name exists (``visit`` → ``Visit``): a plain row
is made.  A parameter that is not a model's name, or whose page needs a row with particular content, gets a function
``(side) -> value`` in ``EXAMPLES``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, Q

from teamlet.conftest import BEGAN
from teamlet.ground import clock

#: Stands in every free text of the neighbouring practice; it may never be seen from ours.
CANARY = "Querencia"
#: The same for people of our own practice who are no longer, or not yet, among its people.
OWN = "Homestead"
NOBODYS = "no-such-name"


@dataclass
class Side:
    """One practice with a patient, a person and the rows made for it so far."""

    practice: Any
    patient: Any
    membership: Any
    word: str
    made: dict[str, Any] = field(default_factory=dict)
    depth: int = 0


def draft_of(side: Side) -> str:
    """A draft belongs to a person, not to a practice: that of a colleague is as absent as that of a neighbor."""
    from teamlet.ground.access.models import Draft

    user = side.membership.user
    values = {"fields": [["words", side.word]], "at": clock.now()}
    row, _ = Draft.objects.get_or_create(
        user=user, path=f"/practice/{side.practice.key}/", form="example", defaults=values
    )
    return row.oid


def token_of(side: Side) -> str:
    """An invitation's token that opens."""
    from teamlet.conftest import make_person
    from teamlet.records.practice.models import Invitation
    from teamlet.records.practice.queries import token_hash

    token = secrets.token_urlsafe(32)
    invited = make_person(side.practice, "nurse", state="invited", password=None)
    Invitation.objects.create(
        membership=invited.membership, token_hash=token_hash(token), expires_at=clock.now() + timedelta(days=1)
    )
    return token


def support_of(side: Side) -> Any:
    """A goal with its plan, contact and page, saved by the two-minute path."""
    from teamlet.records.documents.actions import save_support
    from teamlet.records.plans.actions import GoalSaid, PlanSaid
    from teamlet.records.plans.words import FollowUpAnswer
    from teamlet.records.practice.queries import principal_of

    if "support" not in side.made:
        today = clock.today(side.practice.time_zone)
        side.made["support"] = save_support(
            patient=side.patient,
            visit=None,
            goal_said=GoalSaid(words=f"Walk to {side.word}"),
            plan_said=PlanSaid(
                step_words=f"walk near {side.word}",
                starts_on=today,
                ends_on=today + timedelta(days=14),
                confidence_asked=True,
                confidence_first=8,
                confidence=8,
                follow_up=FollowUpAnswer.AGREED,
            ),
            at=clock.now(),
            by=principal_of(side.membership),
        )
    return side.made["support"]


def unplaced_of(side: Side) -> str:
    """An appointment that waits for somebody to say whose it is."""
    from teamlet.bridges.spreadsheets.rows import Said

    said = Said(day=BEGAN.date(), starts=None, given=side.word, record_number="0")
    row = plain_row(
        model_named("UnplacedAppointment"), side, said=said.as_json(), day=said.day, key=said.key,
        code="spreadsheets.no_number", values={},
    )  # fmt: skip
    return row.oid


def form_of(side: Side) -> Any:
    """A form with one answer in words, and one that raised an alert, sent back."""
    from teamlet.content.schema import Mode
    from teamlet.records.instruments.actions import Said, issue_form, save_answer, submit_form
    from teamlet.records.instruments.words import FormPurpose
    from teamlet.records.practice.queries import principal_of

    if "returned" not in side.made:
        by, at = principal_of(side.membership), clock.now()
        form = issue_form(
            patient=side.patient,
            purpose=FormPurpose.VISIT_PREPARATION,
            parts=["visit_preparation"],
            at=at,
            by=by,
        )
        words = f"{side.word}: I want to die"
        said = Said(part=form.parts[0], item="worry", value=words)
        saved = save_answer(form=form, said=said, mode=Mode.STAFF, at=at, by=by)
        submit_form(form=form, mode=Mode.STAFF, at=at, by=by)
        side.made["returned"], side.made["raised"] = form, saved.alert
    return side.made["returned"]


def alert_of(side: Side) -> str:
    """The alert that the form's words raised."""
    form_of(side)
    return side.made["raised"].oid


def standing_order_of(side: Side) -> str:
    """A standing order that says something: its body is read."""
    from teamlet.records.library.queries import shipped_body

    if "standing_order" not in side.made:
        body = shipped_body("standing_orders", "hba1c")
        title = {"en": f"HbA1c {side.word}", "es": "HbA1c"}
        row = plain_row(model_named("StandingOrder"), side, code="hba1c", number=1, body=body | {"title": title})
        side.made["standing_order"] = row.oid
    return str(side.made["standing_order"])


def visit_item_of(side: Side) -> str:
    """Something to do for a visit."""
    visit = model_named("Visit").objects.get(oid=example("visit", side))
    row = plain_row(model_named("PreparationItem"), side, visit=visit, patient=visit.patient, about="example")
    return str(row.oid)


def home_reading_of(side: Side) -> str:
    """A reading from home, of a kind that exists."""
    values = {"kind": "weight", "unit": "kg", "plausibility": "usual"}
    return str(plain_row(model_named("HomeReading"), side, **values).oid)


def hospital_visit_of(side: Side) -> str:
    """A hospital stay with somebody who asks about it."""
    task = plain_row(model_named("Task"), side, kind="specialist_visit")
    values = {"task": task, "place": "hospital", "state": "open", "told_by": "staff"}
    return str(plain_row(model_named("HospitalVisit"), side, **values).oid)


def specialist_visit_of(side: Side) -> str:
    """A visit to a specialist with somebody who asks about it."""
    task = plain_row(model_named("Task"), side, kind="specialist_visit")
    return str(plain_row(model_named("SpecialistVisit"), side, task=task, state="open", told_by="staff").oid)


def message_of(side: Side) -> Any:
    """A message that nobody released yet."""
    if "message:row" not in side.made:
        side.made["message:row"] = plain_row(
            model_named("Message"), side, purpose="check_in", channel="text", language="en", body=side.word,
            why={"code": "outreach.written_by_hand", "values": {}}, fixed_answer="", expires_at=clock.now(),
        )  # fmt: skip
    return side.made["message:row"]


def letter_of(side: Side) -> Any:
    """A letter in a batch that was not posted yet."""
    return plain_row(model_named("BatchLetter"), side, batch=batch_of(side), message=message_of(side), fence=0, place=1)


def batch_of(side: Side) -> Any:
    """A batch of letters."""
    if "batch:row" not in side.made:
        side.made["batch:row"] = plain_row(model_named("LetterBatch"), side, envelope="plain")
    return side.made["batch:row"]


def ours(side: Side, name: str) -> str:
    """Return a name that is no practice's own, for our side; for the neighbor's, one that nobody has."""
    return name if side.word == OWN else NOBODYS


def list_of(side: Side) -> str:
    """A list that everybody of the practice has."""
    from teamlet.records.practice.models import Membership, Team

    team = Team.objects.create(practice=side.practice, name=side.word)
    team.members.set(Membership.objects.filter(practice=side.practice))
    row = plain_row(model_named("SavedList"), side, owner=side.membership, team=team, query="", name=side.word)
    return str(row.oid)


def message_batch_of(side: Side) -> str:
    """A batch of messages that waits to be looked at."""
    row = plain_row(
        model_named("MessageBatch"), side, state="ready", purpose="reminder", channel="text", query="",
        subject={}, body={"en": side.word}, size=1,
    )  # fmt: skip
    return str(row.oid)


def pool_of(side: Side) -> str:
    """A pool with nobody in it."""
    from teamlet.ground.access.models import User
    from teamlet.records.practice.models import Membership

    user = User.objects.create_user(
        email=f"pool@{side.practice.key}.invalid", name=side.word, is_active=False, created_at=BEGAN
    )
    values = {"kind": "pool", "state": "active", "called": side.word, "created_at": BEGAN}
    return str(Membership.objects.create(practice=side.practice, user=user, **values).oid)


EXAMPLES: dict[str, Callable[[Side], Any]] = {
    "practice": lambda side: side.practice.key,
    "patient": lambda side: side.patient.oid,
    "draft": draft_of,
    "token": token_of,
    "page": lambda side: support_of(side).page.oid,
    "version": lambda side: support_of(side).plan_version.oid,
    "contact": lambda side: support_of(side).plan_version.contacts.get().oid,
    "unplaced_appointment": unplaced_of,
    "flag": lambda side: plain_row(model_named("RedFlag"), side, tier="same_day").oid,
    "reply": lambda side: plain_row(model_named("Reply"), side, channel="text", classified_as="words", tier="").oid,
    "message": lambda side: message_of(side).oid,
    "reference": lambda side: message_of(side).reference,
    "call_block": lambda side: (
        plain_row(model_named("CallBlock"), side, weekday=0, from_time=time(9), to_time=time(10)).oid
    ),
    "booking": lambda side: (
        plain_row(
            model_named("Booking"), side, contact=support_of(side).plan_version.contacts.get(), help="interpreter"
        ).oid
    ),
    "list": list_of,
    "pool": pool_of,
    "batch": message_batch_of,
    "letter_batch": lambda side: batch_of(side).oid,
    "batch_letter": lambda side: letter_of(side).oid,
    "number": lambda side: plain_row(model_named("ContactPoint"), side).pk,  # a contact point of the patient
    # Names that every practice shares: the neighbor's example is one that does not exist.
    "part": lambda side: ours(side, "goal"),
    "kind": lambda side: ours(side, "goal_menus"),
    "content_id": lambda side: ours(side, "diabetes"),
    "language": lambda side: ours(side, "en"),
    "duty": lambda side: ours(side, "follow_up"),
    "visit": lambda side: plain_row(model_named("Visit"), side, kind="chronic").oid,
    "standing_order": standing_order_of,
    "preparation_item": visit_item_of,
    "home_reading": home_reading_of,
    "what": lambda side: ours(side, "testing"),
    "order_code": lambda side: ours(side, "hba1c"),
    "handout": lambda side: ours(side, "stress"),
    "population": lambda side: ours(side, "diabetes"),
    "name_of": lambda side: ours(side, "undo_minutes"),
    "form": lambda side: form_of(side).oid,
    "alert": alert_of,
    "task": lambda side: plain_row(model_named("Task"), side, kind="locked_link").oid,
    "own_page_said": lambda side: plain_row(model_named("OwnPageSaid"), side, kind="comment").oid,
    "hospital_visit": hospital_visit_of,
    "specialist_visit": specialist_visit_of,
    "slip": lambda side: (
        plain_row(model_named("Slip"), side, measure="hba1c", state="open", reasons=[], labels="", result="").oid
    ),
    "measure": lambda side: ours(side, "hba1c"),
    "purpose": lambda side: ours(side, "check_in"),
    "channel": lambda side: ours(side, "text"),
    "member": lambda side: side.membership.oid,
    "status": lambda side: 404,  # the gallery's error pages
    "pk": lambda side: 987_654_321 if side.word == CANARY else 987_654_320,  # passkeys: only a browser makes one
}
#: What an absent object is called, for parameters that are not an opaque id.
ABSENT: dict[str, Any] = {"number": 987_654_321, "pk": 1, "token": "a" * 43}
ABSENT |= dict.fromkeys(
    (
        "part",
        "measure",
        "kind",
        "content_id",
        "duty",
        "name_of",
        "population",
        "what",
        "order_code",
        "handout",
        "purpose",
        "channel",
    ),
    NOBODYS,
)
ABSENT_OID = "zzzzzzzzzzzzzzzz"


def example(parameter: str, side: Side) -> Any:
    """Return what an address of ``side`` carries for ``parameter``.  Raises ``LookupError`` when nothing is known."""
    if parameter not in side.made:
        side.made[parameter] = EXAMPLES[parameter](side) if parameter in EXAMPLES else _row(parameter, side).oid
    return side.made[parameter]


def absent(parameter: str) -> Any:
    """Return what an address carries for something that does not exist."""
    return ABSENT.get(parameter, ABSENT_OID)


def model_named(name: str) -> Any:
    """Return the model of that name."""
    return next(model for model in apps.get_models() if model.__name__ == name)


def _row(parameter: str, side: Side) -> Any:
    wanted = parameter.replace("_", "")
    named = [each for each in apps.get_models() if any(field.name == "oid" for field in each._meta.fields)]
    for fits in (str.__eq__, str.endswith):  # "visit" is a Visit, "flag" a RedFlag
        for model in named:
            if fits(model.__name__.lower(), wanted):
                return plain_row(model, side)
    raise LookupError(f"no example for <{parameter}>: add one to EXAMPLES in tests/house/matrix_examples.py")


def plain_row(model: Any, side: Side, **said: Any) -> Any:
    """Make a row of ``model`` that belongs to ``side``; what must be filled and is not ``said`` is filled plainly."""
    side.depth += 1
    if side.depth > 12:
        raise LookupError(f"{model.__name__} needs too many other rows: write its example by hand")
    values: dict[str, Any] = {}
    for each in model._meta.concrete_fields:
        if (
            each.name in said
            or each.primary_key
            or each.has_default()
            or (each.null and each.name not in {"practice", "patient"})
        ):
            continue
        values[each.name] = _value(model, each, side)
    side.depth -= 1
    return model.objects.create(**values, **said)


def _value(model: Any, each: Any, side: Side) -> Any:
    known = {"Practice": side.practice, "Patient": side.patient, "Membership": side.membership}
    if each.is_relation:
        other = each.related_model.__name__
        if other == "User":
            return side.membership.user
        return known.get(other) or side.made.setdefault(f"row:{other}", plain_row(each.related_model, side))
    allowed = [key for key, _ in each.choices or ()] or _allowed(model, each.name)
    if allowed:
        return allowed[0]
    if isinstance(each, models.DateTimeField):
        return BEGAN
    if isinstance(each, models.DateField):
        return BEGAN.date()
    if isinstance(each, models.JSONField):
        return {}
    if isinstance(each, models.BooleanField):
        return False
    if isinstance(each, (models.CharField, models.TextField)):
        return (secrets.token_hex(8) if _stands_once(model, each) else side.word)[: each.max_length or 40]
    return 1


def _stands_once(model: Any, each: Any) -> bool:
    limits = [limit for limit in model._meta.constraints if isinstance(limit, models.UniqueConstraint)]
    return each.unique or any(each.name in limit.fields for limit in limits)


def _allowed(model: Any, name: str) -> list[Any]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
            for child in constraint.condition.children:
                if isinstance(child, tuple) and child[0] == f"{name}__in":
                    return list(child[1])
    return []
