"""The small forms beside the path: each saves one part of the visit, nothing in them is required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from teamlet.content import library, schema
from teamlet.content.matching import Facts, facts_of
from teamlet.ground.ui.forms import BoxedDateField, Chips, PlainForm, RulerField, TileBoxes
from teamlet.records.documents.forms import BarriersPart, ContactPart, GoalPart, choices, words_field
from teamlet.records.plans.words import (
    CAUTION_DECISION_LABELS,
    GOAL_ACCEPTANCE_LABELS,
    NOT_TODAY_REASON_LABELS,
    TEACH_BACK_LABELS,
    CautionDecision,
    GoalAcceptance,
)
from teamlet.records.visits.actions import TopicSaid
from teamlet.records.visits.words import (
    HANDOFF_FOR_LABELS,
    HANDOFF_WAY_LABELS,
    SAID_BACK_LABELS,
    TOPIC_FROM_LABELS,
    TOPIC_PLACE_LABELS,
    HandoffWay,
    TopicFrom,
    TopicPlace,
)

#: The keys of yes and no; they differ by language.
YES_NO_KEYS: dict[str, Any] = {
    "agreed": pgettext_lazy("key for yes", "y"),
    "declined": pgettext_lazy("key for no", "n"),
}
#: Empty lines offered below the topics that stand.
BLANK_TOPICS = 2


class TopicForm(PlainForm):
    """One topic: words, whose, today or later."""

    words = words_field(_("What to talk about"))
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


class GoalForm(GoalPart):
    """The goal's words and what belongs to them; also the clinician's three fields."""

    goal = words_field(_("Goal, in the patient's words"), rows=2)
    importance_words = words_field(_("Why it matters, in the patient's words"))
    acceptance = forms.ChoiceField(
        label=_("What the patient says to a suggestion"),
        required=False,
        choices=choices(GOAL_ACCEPTANCE_LABELS),
        widget=Chips,
    )
    receiver = forms.CharField(required=False, max_length=16)


class NotTodayForm(PlainForm):
    """No goal today: one chip; declining support altogether and a day to ask again are extra."""

    reason = forms.ChoiceField(label=_("Not today"), choices=choices(NOT_TODAY_REASON_LABELS))
    declined = forms.BooleanField(label=_("Does not want support, not only today"), required=False)
    ask_again_on = BoxedDateField(label=_("Ask again on (empty = at the next visit)"), required=False)


class BarriersForm(BarriersPart):
    """What may get in the way, and an answer: the patient's own words, or one of the list with what it did here."""

    listed = forms.ChoiceField(label=_("Or an answer of the list"), required=False)

    def __init__(self, *args: Any, listed: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("listed", [("", "–"), *listed])


class WhereForm(PlainForm):
    """Where, and who helps."""

    where = forms.CharField(label=_("Where"), required=False, max_length=160)
    helpers = forms.CharField(
        label=_("Who can help"), required=False, max_length=240, help_text=_("Several names with a comma between.")
    )


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


class ContactForm(ContactPart):
    """The next contact: yes or no, and when, how, where to and by whom."""

    follow_up = forms.ChoiceField(
        label=_("Next contact"),
        required=False,
        choices=[("agreed", _("Yes")), ("declined", _("No"))],
        widget=Chips(keys=YES_NO_KEYS),
    )


class CautionForm(PlainForm):
    """What a licensed person decides about a step that needs a look."""

    decision = forms.ChoiceField(
        choices=[
            (decision.value, _(CAUTION_DECISION_LABELS[decision]))
            for decision in CautionDecision
            if decision is not CautionDecision.OPEN
        ]
    )
    note = words_field(_("Note for the team"))


class SharedForm(PlainForm):
    """One line: what was explained, shown or given, and how it came back.  ``codes`` are offered."""

    code = forms.ChoiceField(label=_("What"))
    result = forms.ChoiceField(
        label=_("Said back or shown back"), required=False, choices=choices(SAID_BACK_LABELS), widget=Chips
    )

    def __init__(self, *args: Any, codes: Sequence[str], words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", [("", "–"), *((code, words.get(code, code)) for code in codes)])


class MattersForm(PlainForm):
    """What matters to the patient, in their words."""

    matters = words_field(_("What matters to me, in the patient's words"), rows=2)


class GuestForm(PlainForm):
    """Who joins because the patient wants it."""

    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    relation = forms.CharField(label=_("Who that is"), required=False, max_length=60)


class SuggestForm(PlainForm):
    """What the clinician suggests; it stands below the patient's topics until the patient answers."""

    words = words_field(_("I suggest"))


class HandoffForm(PlainForm):
    """What the next person is asked for and by which way; both have a default, nothing has to be chosen."""

    reason = forms.ChoiceField(label=_("For"), required=False, choices=choices(HANDOFF_FOR_LABELS), widget=Chips)
    way = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[
            (way.value, _(label)) for way, label in HANDOFF_WAY_LABELS.items() if way is not HandoffWay.BOOKED_CALL
        ],
        widget=Chips,
    )


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
    own = words_field("")

    def __init__(self, *args: Any, menus: list[schema.GoalMenu], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bubbles = [(topic.code, topic.label.say(language)) for menu in menus for topic in menu.topics]
        self.labels = dict(bubbles)
        self.offer("topics", bubbles)
        self.offer("starred", bubbles)

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
