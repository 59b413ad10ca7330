"""The path as a form: seven fields, and what anyone may add.  Nothing in it is required; words are never rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from teamlet.content import library, schema
from teamlet.content.parsing import Amount, Days, When, parse_amount, parse_days, parse_step, parse_when
from teamlet.content.sentences import StepParts, amount_phrase, days_phrase, when_phrase
from teamlet.ground.ui.forms import BoxedDateField, ChipBoxes, Chips, PlainForm, RulerField, WordsField
from teamlet.ground.ui.signs import check_seen
from teamlet.records.followups.actions import ContactSaid
from teamlet.records.followups.forms import NOT_HERE
from teamlet.records.followups.words import CHANNEL_LABELS, Channel
from teamlet.records.plans.actions import BarrierSaid, GoalSaid, PlanSaid
from teamlet.records.plans.rules import parts_as_columns
from teamlet.records.plans.words import (
    GATE_CHANGE_LABELS,
    GATE_KEYS,
    GOAL_AUDIENCE_LABELS,
    GOAL_SOURCE_LABELS,
    KEEP_REASON_LABELS,
    TEACH_BACK_LABELS,
    Barrier,
    FollowUpAnswer,
    GateChange,
    GoalAcceptance,
    GoalAudience,
    GoalSource,
    KeepReason,
    TeachBack,
)
from teamlet.records.practice.models import Membership

#: A page shows this many characters of a goal or step; more is kept and the page says where it cuts.
SHOWN = 300
#: Days typed in words no longer than this are a shortcut ("3", "m w f").
SHORTCUT = 2


def choices(labels: dict[Any, str]) -> list[tuple[str, Any]]:
    """Return a dictionary of labels as translated choices."""
    return [(code.value, _(label)) for code, label in labels.items()]


def barrier_choices() -> list[tuple[str, str]]:
    """Return the pick list of what may get in the way, in the reader's language."""
    language = (get_language() or "en")[:2]
    return [
        (row.code, row.staff_label.say(language if row.staff_label.has(language) else "en").capitalize())
        for row in library.load_as(schema.BarrierList, "everyday").barriers
    ]


def words_field(label: Any, rows: int = 1) -> forms.CharField:
    """Return a field for somebody's own words, kept as they are; it counts what fits on the page."""
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "data-counter": SHOWN})
    return WordsField(label=label, widget=widget, required=False)


def _line(label: Any, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=120,
        validators=[check_seen],
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class GoalPart(PlainForm):
    """What belongs to a goal beside its words."""

    importance = RulerField(
        label=_("How important is this goal?"), low=_("Not important"), high=_("Very important"), required=False
    )
    source = forms.ChoiceField(
        label=_("Where the goal comes from"),
        required=False,
        choices=choices(GOAL_SOURCE_LABELS),
        initial=GoalSource.PATIENT.value,
        widget=Chips,
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        required=False,
        choices=choices(GOAL_AUDIENCE_LABELS),
        initial=GoalAudience.EVERYONE.value,
        widget=Chips,
    )


class BarriersPart(PlainForm):
    """What may get in the way and the patient's answer to it."""

    barriers = forms.MultipleChoiceField(label=_("What may get in the way"), required=False, widget=ChipBoxes)
    barrier_words = words_field(_("In the patient's words"))
    strategy = words_field(_("The patient's answer to it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("barriers", barrier_choices())


class DatesPart(PlainForm):
    """First and last day of the step."""

    starts_on = BoxedDateField(label=_("Starts on"), required=False)
    ends_on = BoxedDateField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        values = super().clean() or {}
        begins, ends = values.get("starts_on"), values.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day is before the first."))
        return values


class ContactPart(PlainForm):
    """The next contact: when, how, where to and by whom.  ``owners`` are the people who may call."""

    agreed_on = BoxedDateField(label=_("Day of the contact"), required=False)
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    channel = forms.ChoiceField(
        label=_("How"), required=False, choices=choices(CHANNEL_LABELS), initial=Channel.CALL.value
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    owner = forms.ChoiceField(label=_("Who"), required=False, error_messages={"invalid_choice": NOT_HERE})

    def __init__(self, *args: Any, owners: list[Membership] = [], **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        self.owners = {person.oid: person for person in owners}
        people = [(oid, person.user.name) for oid, person in self.owners.items()]
        self.offer("owner", [("", _("Whoever follows up here")), *people])

    def clean(self) -> dict[str, Any]:
        """Check that the window is in order."""
        values = super().clean() or {}
        opens, closes = values.get("from_time"), values.get("to_time")
        if opens and closes and closes <= opens:
            self.add_error("to_time", _("The time window ends before it begins."))
        return values


class PathForm(ContactPart, DatesPart, BarriersPart, GoalPart):
    """Goal, step, amount, when, days, how sure, contact: then everything that anyone may add."""

    goal = words_field(_("Goal, in the patient's words"), rows=2)
    step = words_field(_("Step"))
    amount = _line(_("How much"))
    when = _line(_("When"))
    days = _line(_("Days"))
    confidence = RulerField(label=_("How sure?"), low=_("Not sure at all"), high=_("Very sure"), required=False)
    follow_up = forms.ChoiceField(
        label=_("Next contact"),
        required=False,
        choices=[("agreed", _("Yes")), ("declined", _("No")), ("change", _("Change"))],
        widget=Chips(
            keys={
                "agreed": pgettext_lazy("key for yes", "y"),
                "declined": pgettext_lazy("key for no", "n"),
                "change": pgettext_lazy("key for change", "c"),
            }
        ),
    )
    #: Oid of the goal that goes on; empty = a new one.
    goal_is = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    gate_change = forms.ChoiceField(
        label=_("What would make it easier?"),
        required=False,
        choices=[(change.value, _(GATE_CHANGE_LABELS[change])) for change in GATE_KEYS.values()],
        widget=Chips(keys={change.value: key for key, change in GATE_KEYS.items()}),
    )
    #: The change made last; ``gate_change`` is the one just chosen.
    gate_applied = forms.ChoiceField(required=False, choices=choices(GATE_CHANGE_LABELS), widget=forms.HiddenInput)
    confidence_first = forms.IntegerField(required=False, min_value=0, max_value=10, widget=forms.HiddenInput)
    keep_reason = forms.ChoiceField(
        label=_("Why keep it?"),
        required=False,
        choices=choices(KEEP_REASON_LABELS),
        widget=Chips(keys={reason.value: str(place) for place, reason in enumerate(KEEP_REASON_LABELS, start=1)}),
    )

    topic = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    where = _line(_("Where"))
    helpers = _line(_("Who can help"))
    teach_back = forms.ChoiceField(
        label=_("Said it back"),
        required=False,
        choices=choices(TEACH_BACK_LABELS),
        initial=TeachBack.NOT_CHECKED.value,
        widget=Chips,
    )
    gloss = forms.CharField(label=_("The team's wording for the page"), required=False, max_length=300)


@dataclass(frozen=True, slots=True)
class ContactShown:
    """What the page said about the contact: its window and the number to call."""

    opens: time
    closes: time
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PathSaid:
    """What the form says: goal, plan and contact, ready for the action."""

    goal: GoalSaid
    plan: PlanSaid
    contact: ContactSaid | None
    has_plan: bool


def parts_of(values: Mapping[str, Any], language: str) -> StepParts:
    """Read the four typed parts of the step; what is not understood stays as spoken."""
    return StepParts(
        step=parse_step((values.get("step") or "").strip(), language),
        amount=parse_amount((values.get("amount") or "").strip(), language),
        when=parse_when((values.get("when") or "").strip(), language),
        days=parse_days((values.get("days") or "").strip(), language),
    )


def written_out(parts: StepParts, language: str) -> StepParts:
    """Return the parts with keys and shortcuts ("3", "m w f") written out as what they stand for.

    Words that were more than a shortcut stay letter for letter.
    """
    amount, when, days = parts.amount, parts.when, parts.days
    if when is not None and when.understood and len(when.spoken) == 1:
        when = replace(when, spoken=when_phrase(when, language) or when.spoken)
    if days is not None and days.understood and all(len(word) <= SHORTCUT for word in days.spoken.split()):
        days = replace(days, spoken=days_phrase(days, language) or days.spoken)
    if amount is not None and amount.understood and amount.unit:
        amount = replace(amount, spoken=amount_phrase(amount, language) or amount.spoken)
    return StepParts(step=parts.step, amount=amount, when=when, days=days)


def read_path(
    form: PathForm,
    *,
    language: str,
    today: date,
    plan_days: int,
    cautions: tuple[str, ...] = (),
    proposed: ContactShown | None = None,
) -> PathSaid:
    """Turn a valid form into what was said.

    ``language`` is the language of the typing, ``today`` the practice's civil date, ``plan_days`` the length of a
    plan whose end was not given (a setting), ``proposed`` the times and phone that the page showed.
    """
    values = form.cleaned_data
    starts_on = values["starts_on"] or today + timedelta(days=1)
    answer = values["follow_up"]
    agreed = answer in {"agreed", "change"}
    first = values["confidence_first"]
    parts = written_out(parts_of(values, language), language)
    sure = first if values["confidence"] is None else values["confidence"]
    plan = PlanSaid(
        step_words=values["step"],
        amount_words=_spoken(parts.amount),
        when_words=_spoken(parts.when),
        days_words=_spoken(parts.days),
        where_words=values["where"],
        parts=parts_as_columns(parts),
        gloss=values["gloss"],
        helpers=tuple(name.strip() for name in values["helpers"].split(",") if name.strip()),
        barriers=_barriers(values),
        no_barrier_expected=Barrier.NONE_EXPECTED.value in values["barriers"],
        starts_on=starts_on,
        ends_on=values["ends_on"] or starts_on + timedelta(days=plan_days - 1),
        confidence_asked=sure is not None,
        confidence_first=sure if first is None else first,
        confidence=sure,
        gate_change=_change(values),
        keep_reason=KeepReason(values["keep_reason"]) if values["keep_reason"] else None,
        teach_back=TeachBack(values["teach_back"] or TeachBack.NOT_CHECKED),
        follow_up=_answer(answer),
        cautions=cautions,
    )
    goal = GoalSaid(
        words=values["goal"],
        source=GoalSource(values["source"] or GoalSource.PATIENT),
        topic=values["topic"],
        importance=values["importance"],
        audience=GoalAudience(values["audience"] or GoalAudience.EVERYONE),
    )
    if goal.source is GoalSource.SUGGESTED:
        # A suggestion that stands on the path was taken up by the patient, or it would not stand there.
        goal = replace(goal, acceptance=GoalAcceptance.AGREE)
    contact = _contact(form, values, proposed) if agreed else None
    return PathSaid(goal, plan, contact, has_plan=bool(values["step"].strip()))


def _spoken(part: Amount | When | Days | None) -> str:
    return part.spoken if part is not None else ""


def _change(values: dict[str, Any]) -> GateChange | None:
    """Return the change that was made last; one chip of "keep" is a change too."""
    if values["gate_change"] or values["gate_applied"]:
        return GateChange(values["gate_change"] or values["gate_applied"])
    return GateChange.KEEP if values["keep_reason"] else None


def _answer(answer: str) -> FollowUpAnswer:
    if answer in {"agreed", "change"}:
        return FollowUpAnswer.AGREED
    return FollowUpAnswer.DECLINED if answer == "declined" else FollowUpAnswer.NOT_ASKED


def _barriers(values: dict[str, Any]) -> tuple[BarrierSaid, ...]:
    codes = [code for code in values["barriers"] if code != Barrier.NONE_EXPECTED.value]
    words, strategy = values["barrier_words"], values["strategy"]
    if not codes and (words.strip() or strategy.strip()):
        codes = [Barrier.OTHER.value]
    return tuple(
        BarrierSaid(code, words if place == 0 else "", strategy if place == 0 else "")
        for place, code in enumerate(codes)
    )


def _contact(form: PathForm, values: dict[str, Any], proposed: ContactShown | None) -> ContactSaid:
    shown_opens = proposed.opens if proposed else None
    shown_closes = proposed.closes if proposed else None
    return ContactSaid(
        agreed_on=values["agreed_on"],
        from_time=_time(values["from_time"]) or shown_opens,
        to_time=_time(values["to_time"]) or shown_closes,
        channel=Channel(values["channel"] or Channel.CALL),
        phone=values["phone"] or (proposed.phone if proposed else ""),
        owner=form.owners.get(values["owner"]),
    )


def _time(value: Any) -> time | None:
    return value or None
