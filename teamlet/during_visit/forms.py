"""The small forms beside the path: each saves one part of the visit, nothing in them is required."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from teamlet.content import library, schema
from teamlet.content.matching import Facts, facts_of
from teamlet.ground.ui.forms import BoxedDateField, ChipBoxes, Chips, PlainForm, RulerField, TileBoxes
from teamlet.records.documents.forms import SHOWN, barrier_choices, choices
from teamlet.records.followups.words import CHANNEL_LABELS, Channel
from teamlet.records.plans.words import (
    CAUTION_DECISION_LABELS,
    GOAL_ACCEPTANCE_LABELS,
    GOAL_AUDIENCE_LABELS,
    GOAL_SOURCE_LABELS,
    NOT_TODAY_REASON_LABELS,
    TEACH_BACK_LABELS,
    CautionDecision,
    GoalAcceptance,
    GoalAudience,
    GoalSource,
)
from teamlet.records.practice.models import Membership
from teamlet.records.visits.actions import TopicSaid
from teamlet.records.visits.words import TOPIC_FROM_LABELS, TOPIC_PLACE_LABELS, TopicFrom, TopicPlace

#: Empty lines offered below the topics that stand.
BLANK_TOPICS = 2


def words(label: Any, rows: int = 1) -> forms.CharField:
    """Return a field for somebody's own words, kept as they are."""
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "data-counter": SHOWN}),
    )


class TopicForm(PlainForm):
    """One topic: words, whose, today or later."""

    words = words(_("What to talk about"))
    topic_from = forms.ChoiceField(
        label=_("Whose topic"), required=False, choices=choices(TOPIC_FROM_LABELS), initial=TopicFrom.PATIENT.value
    )
    place = forms.ChoiceField(
        label=_("When"), required=False, choices=choices(TOPIC_PLACE_LABELS), initial=TopicPlace.TODAY.value
    )
    starred = forms.BooleanField(label=_("Matters most"), required=False)

    def said(self) -> TopicSaid | None:
        """Return the topic, or None for an empty line."""
        values = self.cleaned_data
        if not values["words"].strip():
            return None
        return TopicSaid(
            values["words"],
            TopicFrom(values["topic_from"] or TopicFrom.PATIENT),
            TopicPlace(values["place"] or TopicPlace.TODAY),
            values["starred"],
        )


def agenda_forms(data: Any = None, *, topics: Any = ()) -> list[TopicForm]:
    """Return one form per topic and two empty ones; ``data`` is what was posted."""
    rows = [
        {"words": topic.words, "topic_from": topic.topic_from, "place": topic.place, "starred": topic.starred}
        for topic in topics
    ]
    many = len(rows) + BLANK_TOPICS
    if data is not None:
        many = sum(1 for name in data if name.startswith("topic-") and name.endswith("-words"))
    padded = rows + [{} for _blank in range(max(0, many - len(rows)))]
    return [
        TopicForm(data, prefix=f"topic-{place}", initial=initial, auto_id="id_%s")
        for place, initial in enumerate(padded[:many])
    ]


class GoalForm(PlainForm):
    """The goal's words and what belongs to them; also the clinician's three fields."""

    goal = words(_("Goal, in the patient's words"), rows=2)
    importance = RulerField(
        label=_("How important is this goal?"), low=_("Not important"), high=_("Very important"), required=False
    )
    importance_words = words(_("Why it matters, in the patient's words"))
    source = forms.ChoiceField(
        label=_("Where the goal comes from"),
        required=False,
        choices=choices(GOAL_SOURCE_LABELS),
        initial=GoalSource.PATIENT.value,
        widget=Chips,
    )
    acceptance = forms.ChoiceField(
        label=_("What the patient says to a suggestion"),
        required=False,
        choices=choices(GOAL_ACCEPTANCE_LABELS),
        widget=Chips,
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        required=False,
        choices=choices(GOAL_AUDIENCE_LABELS),
        initial=GoalAudience.EVERYONE.value,
        widget=Chips,
    )
    receiver = forms.CharField(required=False, max_length=16)


class NotTodayForm(PlainForm):
    """No goal today: one chip; declining support altogether and a day to ask again are extra."""

    reason = forms.ChoiceField(label=_("Not today"), choices=choices(NOT_TODAY_REASON_LABELS))
    declined = forms.BooleanField(label=_("Does not want support, not only today"), required=False)
    ask_again_on = BoxedDateField(label=_("Ask again on (empty = at the next visit)"), required=False)


class BarriersForm(PlainForm):
    """What may get in the way and the patient's answer to it."""

    barriers = forms.MultipleChoiceField(label=_("What may get in the way"), required=False, widget=ChipBoxes)
    barrier_words = words(_("In the patient's words"))
    strategy = words(_("The patient's answer to it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["barriers"].choices = barrier_choices()  # type: ignore[attr-defined]


class WhereForm(PlainForm):
    """Where, and who helps."""

    where = forms.CharField(label=_("Where"), required=False, max_length=160)
    helpers = forms.CharField(
        label=_("Who can help"), required=False, max_length=240, help_text=_("Several names with a comma between.")
    )


class DatesForm(PlainForm):
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


class SaidBackForm(PlainForm):
    """Whether the patient said the plan in their own words."""

    teach_back = forms.ChoiceField(
        label=_("Said it back"), required=False, choices=choices(TEACH_BACK_LABELS), widget=Chips
    )


class SureForm(PlainForm):
    """How sure, asked after the plan was saved."""

    confidence = RulerField(label=_("How sure?"), low=_("Not sure at all"), high=_("Very sure"), required=False)


class GlossForm(PlainForm):
    """The team's own wording of free text, marked as the team's on the page."""

    gloss = forms.CharField(label=_("The team's wording for the page"), required=False, max_length=300)


class ContactForm(PlainForm):
    """The next contact: yes or no, and when, how, where to and by whom."""

    follow_up = forms.ChoiceField(
        label=_("Next contact"),
        required=False,
        choices=[("agreed", _("Yes")), ("declined", _("No"))],
        widget=Chips(keys={"agreed": pgettext_lazy("key for yes", "y"), "declined": pgettext_lazy("key for no", "n")}),
    )
    agreed_on = BoxedDateField(label=_("Day of the contact"), required=False)
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    channel = forms.ChoiceField(
        label=_("How"), required=False, choices=choices(CHANNEL_LABELS), initial=Channel.CALL.value
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    owner = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(self, *args: Any, owners: list[Membership] = [], **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        self.owners = {person.oid: person for person in owners}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Whoever follows up here")),
            *((oid, person.user.name) for oid, person in self.owners.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Check that the window is in order."""
        values = super().clean() or {}
        opens, closes = values.get("from_time"), values.get("to_time")
        if opens and closes and closes <= opens:
            self.add_error("to_time", _("The time window ends before it begins."))
        return values


class CautionForm(PlainForm):
    """What a licensed person decides about a step that needs a look."""

    decision = forms.ChoiceField(
        choices=[
            (decision.value, _(CAUTION_DECISION_LABELS[decision]))
            for decision in CautionDecision
            if decision is not CautionDecision.OPEN
        ]
    )
    note = words(_("Note for the team"))


class SuggestionForm(PlainForm):
    """The patient's answer to a goal that the team suggested."""

    acceptance = forms.ChoiceField(
        choices=[(GoalAcceptance.AGREE.value, _("Agrees")), (GoalAcceptance.DISAGREE.value, _("Does not want it"))]
    )


class MenuForm(PlainForm):
    """Bubbles to mark, up to three, in the patient's language; own words; none of these."""

    MOST = 3

    topics = forms.MultipleChoiceField(required=False, widget=TileBoxes)
    starred = forms.ChoiceField(required=False, widget=Chips)
    own = words("")

    def __init__(self, *args: Any, menus: list[schema.GoalMenu], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bubbles = [(topic.code, topic.label.say(language)) for menu in menus for topic in menu.topics]
        self.labels = dict(bubbles)
        self.fields["topics"].choices = bubbles  # type: ignore[attr-defined]
        self.fields["starred"].choices = bubbles  # type: ignore[attr-defined]

    def clean_topics(self) -> list[str]:
        """Return at most three marked topics; more are kept out with a word beside them."""
        marked: list[str] = self.cleaned_data["topics"]
        if len(marked) > self.MOST:
            raise forms.ValidationError(_("Mark up to three, the others can wait for another visit."))
        return marked


#: Menus of conditions that stay off a screen others may see (experience.md section 5.4).
UNSPOKEN = frozenset({"depression"})


def menus_for(facts: Facts, on: date) -> list[schema.GoalMenu]:
    """Return the everyday menu, then those of the patient's conditions that may be shown openly."""
    known = [library.load_as(schema.GoalMenu, name) for name in library.ids("goal_menus") if name not in UNSPOKEN]
    return [menu for menu in known if not menu.conditions] + [
        menu for menu in known if any(facts_of(group, facts, on=on) for group in menu.conditions)
    ]
