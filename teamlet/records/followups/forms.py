"""What was told at a contact, a try, another day, the end of follow-up: forms.  Words are never rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy as _, pgettext_lazy

from teamlet.content import library, schema
from teamlet.content.parsing import parse_amount, parse_days, parse_step, parse_when
from teamlet.content.red_flags import Answers, Tier, route
from teamlet.content.sentences import StepParts
from teamlet.ground.ui.forms import ChipBoxes, Chips, PlainForm, RulerField, Tiles, WordsField
from teamlet.records.followups.actions import ContactSaid, ContactTold, Worry
from teamlet.records.followups.rules.load import PersonLoad
from teamlet.records.followups.words import (
    ATTEMPT_RESULT_LABELS,
    BOOKING_STATE_LABELS,
    CHANNEL_LABELS,
    CLOSING_REASON_LABELS,
    URGENCY_TIER_LABELS,
    AttemptResult,
    BookingState,
    Channel,
    ClosingReason,
    UrgencyTier,
)
from teamlet.records.plans.actions import PlanSaid
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import OUTCOME_KEYS, PLAN_OUTCOME_LABELS, FollowUpAnswer, PlanOutcome
from teamlet.records.practice.models import Membership

#: What one press can say about a try, in the order of the buttons.
TRIES = (
    AttemptResult.LEFT_MESSAGE,
    AttemptResult.NO_ANSWER,
    AttemptResult.BUSY,
    AttemptResult.WRONG_NUMBER,
    AttemptResult.DECLINED,
)
#: What somebody may say about a booking.
BOOKING_ANSWERS = (BookingState.BOOKED, BookingState.NOT_AVAILABLE, BookingState.NOT_NEEDED, BookingState.NEEDED)
FARTHEST = timedelta(days=365)
#: Names under which a form keeps the signs asked for, most urgent first.
TIERS = (UrgencyTier.NOW_911, UrgencyTier.WITHIN_HOUR, UrgencyTier.SAME_DAY)
#: Beside the owner's field when somebody chosen has left or lost access since the page was shown.
NOT_HERE = _("This person cannot be given it any more. Choose somebody from the list.")
_YES, _NO = pgettext_lazy("key for yes", "y"), pgettext_lazy("key for no", "n")


def choices(labels: Mapping[Any, str], wanted: Sequence[Any] | None = None) -> list[tuple[str, Any]]:
    """Return labels as translated choices, those of ``wanted`` in its order where given."""
    return [(code.value, _(labels[code])) for code in (labels if wanted is None else wanted)]


def owner_words(person: Membership, load: PersonLoad) -> str:
    """Return a name with what the person has to do in the week: contacts due, and minutes against those kept."""
    if not load.is_here:
        return gettext("{name} (away then)").format(name=person.user.name)
    if load.kept:
        words = gettext("{name} ({week} that week, {planned} of {kept} minutes)")
        return words.format(name=person.user.name, week=load.week, planned=load.planned, kept=load.kept)
    return gettext("{name} ({week} that week)").format(name=person.user.name, week=load.week)


def _words(label: Any, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return WordsField(label=label, required=False, widget=widget)


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}))


class _WhenForm(PlainForm):
    """Another day, other times, another way, another person: asked for only where something changes."""

    agreed_on = _day(_("Day"))
    from_time = _clock(_("From"))
    to_time = _clock(_("To"))
    channel = forms.ChoiceField(label=_("How"), required=False, choices=choices(CHANNEL_LABELS))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    owner = forms.ChoiceField(label=_("Who"), required=False, error_messages={"invalid_choice": NOT_HERE})

    def __init__(self, *args: Any, owners: Sequence[Membership] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {person.oid: person for person in owners}
        self.offer("owner", [(oid, person.user.name) for oid, person in self.owners.items()])

    def clean(self) -> dict[str, Any]:
        """Check that a window does not end before it begins."""
        values = super().clean() or {}
        opens, closes = values.get("from_time"), values.get("to_time")
        if opens and closes and closes <= opens:
            self.add_error("to_time", _("The time window ends before it begins."))
        if bool(opens) != bool(closes) and not self.errors.keys() & {"from_time", "to_time"}:
            self.add_error("to_time" if opens else "from_time", _("Give both times, or neither."))
        return values

    def contact_said(self, **changes: Any) -> ContactSaid:
        """Return what was agreed about the next contact."""
        values = self.cleaned_data
        said: dict[str, Any] = {
            "agreed_on": values["agreed_on"],
            "from_time": values["from_time"],
            "to_time": values["to_time"],
            "channel": Channel(values["channel"] or Channel.CALL),
            "phone": values["phone"],
            "owner": self.owners.get(values["owner"]),
        }
        return ContactSaid(**(said | changes))


class ContactForm(_WhenForm):
    """Five fields, then what there is time for: urgent, how it went, how sure, same or new step, next contact."""

    worrying = forms.ChoiceField(
        label=_("Anything new or worrying?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=Chips(keys={"no": _NO, "yes": _YES}, attrs={"autofocus": True}),
    )
    signs = forms.MultipleChoiceField(label=_("What is it?"), required=False, widget=ChipBoxes)
    worry_words = _words(_("In the patient's words"))
    outcome = forms.ChoiceField(
        label=_("How did the step go?"),
        required=False,
        choices=choices(PLAN_OUTCOME_LABELS, list(OUTCOME_KEYS.values())),
        widget=Tiles(keys={outcome.value: key for key, outcome in OUTCOME_KEYS.items()}),
    )
    confidence = RulerField(
        label=_("How sure now?"),
        low=_("Not sure at all"),
        high=_("Very sure"),
        not_asked=_("Not asked"),
        required=False,
    )
    next_step = forms.ChoiceField(
        label=_("The step from here"),
        choices=[
            ("same", _("The same")),
            ("new", _("A new one")),
            ("other_goal", _("Another goal, at a visit")),
        ],
        widget=Chips(
            keys={
                "same": pgettext_lazy("key for the same step", "s"),
                "new": pgettext_lazy("key for a new step", "n"),
                "other_goal": pgettext_lazy("key for another goal", "g"),
            }
        ),
    )
    step = _words(_("New step"), rows=1)
    amount = forms.CharField(label=_("How much"), required=False, max_length=120)
    when = forms.CharField(label=_("When"), required=False, max_length=160)
    days = forms.CharField(label=_("Days"), required=False, max_length=120)
    next_contact = forms.ChoiceField(
        label=_("Next contact"),
        choices=[("yes", _("Yes")), ("no", _("No more")), ("change", _("Change"))],
        widget=Chips(keys={"yes": _YES, "no": _NO, "change": pgettext_lazy("key for change", "c")}),
    )
    closing = forms.ChoiceField(label=_("Why follow-up ends"), required=False)
    ask_again_on = _day(_("Ask again on"))
    program = forms.CharField(label=_("Program that goes on"), required=False, max_length=120)
    times_done = forms.IntegerField(label=_("Times done"), required=False, min_value=0, max_value=500)
    times_planned = forms.IntegerField(label=_("Times planned"), required=False, min_value=0, max_value=500)
    helped_words = _words(_("What helped"))
    barriers = forms.MultipleChoiceField(label=_("What got in the way"), required=False, widget=ChipBoxes)
    barrier_words = _words(_("What got in the way, in their words"))
    closing_words = _words(_("One sentence that belongs to the patient"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=600)

    def __init__(
        self,
        *args: Any,
        symptoms: Sequence[schema.Symptom] = (),
        red_flags: schema.RedFlagList | None = None,
        previous: int | None = None,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.red_flags = today, red_flags
        self.offer("signs", sign_choices(symptoms))
        self.offer("barriers", barrier_choices())
        self.fields["confidence"].widget.previous = previous
        self.offer("closing", [("", _("Choose")), *choices(CLOSING_REASON_LABELS, END_AT_A_CONTACT)])

    def clean(self) -> dict[str, Any]:
        """Ask for how it went unless something urgent came first, and for the parts of what was chosen."""
        values = super().clean() or {}
        if values.get("worrying") == "no" and not values.get("outcome"):
            self.add_error("outcome", _("Choose how the step went."))
        if values.get("next_step") == "new" and not (values.get("step") or "").strip():
            self.add_error("step", _("Write the new step, or choose “The same”."))
        if values.get("next_contact") == "no":
            if not values.get("closing"):
                self.add_error("closing", _("Choose why follow-up ends."))
        elif values.get("next_contact") == "change" and not values.get("agreed_on"):
            self.add_error("agreed_on", _("Choose the day that suits the patient."))
        return values

    def how_it_went(self) -> PlanOutcome:
        """Return how the step went; not asked when something urgent came first."""
        return PlanOutcome(self.cleaned_data["outcome"] or PlanOutcome.NOT_ASKED)

    def worry(self) -> Worry | None:
        """Return what is new or worrying with its tier, also when only the patient's words tell of danger."""
        values = self.cleaned_data
        said = " . ".join(
            values[name] for name in ("worry_words", "helped_words", "barrier_words", "closing_words") if values[name]
        )
        is_worried = values["worrying"] == "yes"
        answers = Answers(symptoms=frozenset(values["signs"]) if is_worried else frozenset(), words=said)
        tier = route(answers, on=self.today, content=self.red_flags).status
        if tier is Tier.NONE and not is_worried:
            return None
        if tier is Tier.NONE:
            tier = Tier.SAME_DAY
        return Worry(UrgencyTier(tier.value), tuple(sorted(answers.symptoms)), values["worry_words"] or said)

    def step_parts(self, language: str) -> StepParts:
        """Read the new step; what is not understood stays as spoken."""
        values = self.cleaned_data
        return StepParts(
            step=parse_step(values["step"].strip(), language),
            amount=parse_amount(values["amount"].strip(), language),
            when=parse_when(values["when"].strip(), language),
            days=parse_days(values["days"].strip(), language),
        )

    def new_plan(self, *, language: str, plan_days: int, cautions: tuple[str, ...] = ()) -> PlanSaid | None:
        """Return the new step as a plan that starts tomorrow, or None when the step stays."""
        values = self.cleaned_data
        if values["next_step"] != "new":
            return None
        starts_on = self.today + timedelta(days=1)
        return PlanSaid(
            step_words=values["step"],
            amount_words=values["amount"],
            when_words=values["when"],
            days_words=values["days"],
            parts=parts_as_columns(self.step_parts(language)),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=plan_days - 1),
            confidence_asked=values["confidence"] is not None,
            confidence_first=values["confidence"],
            confidence=values["confidence"],
            follow_up=FollowUpAnswer.DECLINED if values["next_contact"] == "no" else FollowUpAnswer.AGREED,
            cautions=cautions,
        )

    def told(self, *, channel: Channel, new_plan: PlanSaid | None, next_contact: ContactSaid | None) -> ContactTold:
        """Return what was told, ready for the action."""
        values = self.cleaned_data
        ends = values["next_contact"] == "no"
        return ContactTold(
            channel=channel,
            outcome=self.how_it_went(),
            worry=self.worry(),
            times_done=values["times_done"],
            times_planned=values["times_planned"],
            helped_words=values["helped_words"],
            barriers=tuple(values["barriers"]),
            barrier_words=values["barrier_words"],
            confidence=values["confidence"],
            next_step=values["next_step"],
            new_plan=new_plan,
            next_contact=next_contact,
            closing=ClosingReason(values["closing"]) if ends else None,
            ask_again_on=values["ask_again_on"] if ends else None,
            program=values["program"] if ends else "",
            closing_words=values["closing_words"],
            minutes=values["minutes"],
        )


#: Reasons for which follow-up ends when the patient was reached.
END_AT_A_CONTACT = tuple(
    reason for reason in ClosingReason if reason not in {ClosingReason.UNABLE_TO_REACH, ClosingReason.ENTERED_IN_ERROR}
)


class AttemptForm(PlainForm):
    """One try: how, and what came of it; the buttons carry the result."""

    channel = forms.ChoiceField(label=_("Tried by"), choices=choices(CHANNEL_LABELS))
    result = forms.ChoiceField(choices=choices(ATTEMPT_RESULT_LABELS, [*TRIES, AttemptResult.DELIVERED]))


class MoveForm(_WhenForm):
    """Another day for a contact that is promised already."""

    def clean(self) -> dict[str, Any]:
        """Ask for the day."""
        values = super().clean()
        if not values.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", _("Choose the day that suits the patient."))
        return values


class BookingForm(PlainForm):
    """For when an interpreter or a relay operator is booked; the buttons carry how it stands."""

    booked_on = _day(_("Day"))
    booked_from = _clock(_("From"))
    reference = forms.CharField(label=_("Their number for it"), required=False, max_length=80)
    to = forms.ChoiceField(choices=choices(BOOKING_STATE_LABELS, BOOKING_ANSWERS))

    def clean(self) -> dict[str, Any]:
        """Ask for the day of what is booked."""
        values = super().clean() or {}
        if values.get("to") == BookingState.BOOKED and not values.get("booked_on") and "booked_on" not in self.errors:
            self.add_error("booked_on", _("Write for which day it is booked."))
        return values


class CloseForm(PlainForm):
    """Why follow-up of a goal ends, with what that reason needs."""

    reason = forms.ChoiceField(label=_("Why follow-up ends"), choices=choices(CLOSING_REASON_LABELS))
    last_status = forms.ChoiceField(
        label=_("How the step last went"),
        required=False,
        choices=[("", _("Choose")), *choices(PLAN_OUTCOME_LABELS)],
    )
    ask_again_on = _day(_("Ask again on"))
    program = forms.CharField(label=_("Program that goes on"), required=False, max_length=120)


class OwnerForm(PlainForm):
    """Who has the contact from now on."""

    owner = forms.ChoiceField(label=_("Give it to"), error_messages={"invalid_choice": NOT_HERE})

    def __init__(self, *args: Any, owners: Sequence[Membership] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {person.oid: person for person in owners}
        self.offer("owner", [(oid, person.user.name) for oid, person in self.owners.items()])


class ReplyForm(PlainForm):
    """What was done about a reply; nothing has to be written."""

    note = _words(_("What was done"))


class CloseFlagForm(PlainForm):
    """What a licensed person did about something worrying."""

    what_was_done = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}))


def sign_choices(symptoms: Sequence[schema.Symptom]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the signs grouped by how fast they need somebody, most urgent first, in the reader's language."""
    groups = []
    for tier in TIERS:
        rows = [(row.code, say_in(row.staff_label)) for row in symptoms if row.tier.value == tier.value]
        if rows:
            groups.append((str(_(URGENCY_TIER_LABELS[tier])), rows))
    return groups


def barrier_choices() -> list[tuple[str, str]]:
    """Return the pick list of what may get in the way, in the reader's language."""
    rows = library.load_as(schema.BarrierList, "everyday").barriers
    return [(row.code, say_in(row.staff_label).capitalize()) for row in rows if row.code != "none_expected"]


def say_in(text: schema.Text) -> str:
    """Return a content text in the reader's language where it exists, else in English."""
    language = (get_language() or "en")[:2]
    return text.say(language if text.has(language) else "en")
