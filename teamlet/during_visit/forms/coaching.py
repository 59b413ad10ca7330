"""Forms of the coaching screens: a problem in seven steps, and the scale of a goal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.ui.forms import BoxedDateField, Chips, PlainForm
from teamlet.records.documents.forms import choices, words_field
from teamlet.records.plans.actions import ScaleSaid
from teamlet.records.plans.models import GoalScale, Problem
from teamlet.records.plans.queries import problem_facts
from teamlet.records.plans.rules import LEVELS, untried
from teamlet.records.plans.words import RATER_LABELS

_WEIGHTS = [("", _("not asked")), *((str(number), str(number)) for number in range(4))]


class ProblemForm(PlainForm):
    """The problem, ideas and other help, in words."""

    words = words_field(_("The hardest part, in the patient's words"), rows=2)
    ideas = forms.CharField(
        label=_("Ideas, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=2000
    )
    others = forms.CharField(label=_("Other people who could help"), required=False, max_length=300)


class TryForm(PlainForm):
    """An idea to try, and for how long; without days a week from today."""

    idea = forms.CharField(label=_("Idea"), widget=Chips)
    from_on = BoxedDateField(label=_("From"), required=False)
    to_on = BoxedDateField(label=_("To"), required=False)

    def __init__(self, *args: Any, ideas: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idea"].widget.choices = [(idea, idea) for idea in ideas]


class AsideForm(PlainForm):
    """When to come back to a problem that is set aside."""

    return_on = BoxedDateField(label=_("Come back to it on (may stay empty)"), required=False)


def problem_forms(problem: Problem | None) -> dict[str, PlainForm]:
    """Return the forms of a problem's page, filled with what stands."""
    facts = problem_facts(problem) if problem is not None else None
    initial = {"words": facts.words, "ideas": "\n".join(facts.ideas), "others": facts.others} if facts else {}
    return {
        "name": ProblemForm(initial=initial, auto_id="problem_%s"),
        "try": TryForm(ideas=untried(facts) if facts else (), auto_id="try_%s"),
        "aside": AsideForm(auto_id="aside_%s"),
    }


class ScaleForm(PlainForm):
    """The five levels of a goal, where the patient starts, when it is looked at, and its weight."""

    plus_2 = forms.CharField(label=_("+2: much better than expected"), required=False, max_length=240)
    plus_1 = forms.CharField(label=_("+1: better than expected"), required=False, max_length=240)
    zero = forms.CharField(label=_("0: what we expect"), required=False, max_length=240)
    minus_1 = forms.CharField(label=_("-1: less than expected"), required=False, max_length=240)
    minus_2 = forms.CharField(label=_("-2: much less than expected"), required=False, max_length=240)
    baseline = forms.TypedChoiceField(
        label=_("Where it is now"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("-1", "-1"), ("-2", "-2"), ("0", "0")],
        widget=Chips,
    )
    look_on = BoxedDateField(label=_("Look at it together on"), required=False)
    importance = forms.TypedChoiceField(
        label=_("How important, 0 to 3"), required=False, coerce=int, empty_value=None, choices=_WEIGHTS
    )
    difficulty = forms.TypedChoiceField(
        label=_("How hard, 0 to 3"), required=False, coerce=int, empty_value=None, choices=_WEIGHTS
    )

    NAMES = dict(zip(LEVELS, ("minus_2", "minus_1", "zero", "plus_1", "plus_2"), strict=True))

    def said(self) -> ScaleSaid:
        """Return the scale as the form says it."""
        values = self.cleaned_data
        return ScaleSaid(
            levels={level: values[name] for level, name in self.NAMES.items()},
            baseline=values["baseline"],
            look_on=values["look_on"],
            importance=values["importance"],
            difficulty=values["difficulty"],
        )


class RatingForm(PlainForm):
    """The level reached, as one person sees it."""

    rater = forms.ChoiceField(label=_("Who says so"), choices=choices(RATER_LABELS), widget=Chips)
    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(str(level), f"{level:+d}" if level else "0") for level in reversed(LEVELS)],
        widget=Chips,
    )


def scale_form(scale: GoalScale | None, prefix: str) -> ScaleForm:
    """Return the form of a scale, filled with what stands."""
    initial: dict[str, Any] = {}
    if scale is not None:
        initial = {name: scale.levels.get(str(level), "") for level, name in ScaleForm.NAMES.items()}
        initial |= {
            "baseline": scale.baseline,
            "look_on": scale.look_on,
            "importance": scale.importance,
            "difficulty": scale.difficulty,
        }
    return ScaleForm(initial=initial, auto_id=f"{prefix}_%s")
