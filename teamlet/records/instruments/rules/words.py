"""The words of the rules of instruments: states and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class AnswerState(StrEnum):
    """What becomes of an answer that came in."""

    KEPT = "kept"
    SKIPPED = "skipped"
    NOT_KEPT = "not_kept"


class Risk(StrEnum):
    """Whether an answer is a safety event."""

    EVENT = "event"
    NO_EVENT = "no_event"


class ScoreState(StrEnum):
    """How a total came about, or why there is none."""

    SCORED = "scored"
    PRORATED = "prorated"
    INCOMPLETE = "incomplete"
    NOT_SCORED = "not_scored"


class Trend(StrEnum):
    """How a patient's newest total stands to the earlier ones of the same instrument."""

    NONE = "none"
    FIRST = "first"
    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    RESPONSE = "response"
    REMISSION = "remission"


class MayAsk(StrEnum):
    """Whether a patient is asked an instrument now, or rather by staff at the visit."""

    YES = "yes"
    AT_VISIT = "at_visit"
    NO = "no"


class Following(StrEnum):
    """What follows when a screen was answered."""

    NOTHING = "nothing"
    ASK_NEXT = "ask_next"
    ASK_IN_PERSON = "ask_in_person"
    CRISIS_TEXT = "crisis_text"


#: One sentence per reason code; the edge fills in the values and translates.
REASONS: dict[str, str] = {
    # answers
    "instruments.answer_kept": N_("The answer is kept."),
    "instruments.answer_skipped": N_("The question was skipped."),
    "instruments.item_not_in_version": N_("“{item}” is not a question of this version. Nothing was saved."),
    "instruments.item_not_asked": N_("This question is not asked in this form. Nothing was saved."),
    "instruments.item_hidden": N_("This question is not shown after the answers before it. Nothing was saved."),
    "instruments.item_for_staff": N_("Only staff fill this in. Nothing was saved."),
    "instruments.choose_one": N_("Choose one of the answers shown."),
    "instruments.choose_some": N_("Choose among the answers shown."),
    "instruments.choose_at_most": N_("Choose {most} at most."),
    "instruments.choose_alone": N_("This answer stands alone: choose it, or the others."),
    "instruments.number_needed": N_("Give a whole number from {low} to {high}."),
    "instruments.words_needed": N_("Write the answer in words."),
    "instruments.words_too_long": N_("The answer is too long: {longest} letters at most."),
    # on paper
    "instruments.code_length": N_("A code has seven signs, such as {example}."),
    "instruments.code_sign": N_("No code has the sign {sign}. Look at the page again."),
    "instruments.code_mistyped": N_("One of the signs is not right. Compare the code with the page."),
    "instruments.keyed_not_an_answer": N_("“{typed}” is not one of the answers. Type what stands in the box: {keys}."),
    "instruments.keyed_not_on_page": N_("There is no number {number} on the page."),
    "instruments.keyed_one_only": N_("Only one answer fits. Nobody can tell which one is meant? Type ?."),
    "instruments.keyed_number": N_("Type a number, or ? when nobody can read it."),
    "instruments.keyed_words_unexpected": N_("Words fit here only after an answer such as “something else”."),
    # safety
    "instruments.risk_answer": N_("This answer is a safety event: somebody licensed talks with the patient now."),
    "instruments.risk_not_named": N_("This answer raises no alert. It does not rule out danger."),
    "instruments.risk_not_asked": N_("This question does not ask about danger."),
    "instruments.risk_unanswered": N_("The question about danger was left open: ask it in person."),
    # scores
    "instruments.scored": N_("All {items} questions were answered."),
    "instruments.scored_without_some": N_("{missing} of {items} questions were left open; the rest count."),
    "instruments.prorated": N_("{missing} of {items} questions were left open: the total is estimated from the rest."),
    "instruments.too_many_missing": N_("{missing} of {items} questions were left open: there is no total."),
    "instruments.nothing_scored": N_("These questions have no score."),
    "instruments.lower_mark": N_("Two neighboring numbers were marked: the lower one counts."),
    "instruments.marks_apart": N_("Numbers apart from each other were marked: the question counts as open."),
    "instruments.answer_unreadable": N_("An answer does not fit its question: the question counts as open."),
    "instruments.in_band": N_("The total is {total} of {low} to {high}."),
    "instruments.positive": N_("The total of {total} reaches the cut-off of {cut}."),
    "instruments.below_cut": N_("The total of {total} is below the cut-off of {cut}."),
    # trend
    "instruments.trend_none": N_("There is no total yet."),
    "instruments.trend_first": N_("This is the first total: nothing to compare it with."),
    "instruments.trend_change": N_("The total went from {before} to {now}."),
    "instruments.trend_small": N_("From {before} to {now}: less than the {meaningful} points that mean a change."),
    "instruments.trend_response": N_("The total fell from {first} to {now}, by half or more."),
    "instruments.trend_remission": N_("The total of {now} is below {below}."),
    # what is asked
    "instruments.asked_now": N_("These questions are due."),
    "instruments.asked_lately": N_("Last answered on {date}; asked again after {days} days."),
    "instruments.wording_lacking": N_("Not available in the patient’s language."),
    "instruments.switched_off": N_("The practice does not use these questions."),
    "instruments.age_outside": N_("These questions are not made for this age."),
    "instruments.age_unknown": N_("The age is not known, and these questions are for certain ages."),
    "instruments.entry_by_staff": N_("Under 18, or without a birth date, only staff enter answers."),
    "instruments.author_outside": N_("These questions are answered by the patient, not by somebody else."),
    "instruments.mode_outside": N_("These questions are not asked this way."),
    "instruments.risk_remote_off": N_("Questions about danger are not asked from afar: ask at the visit."),
    "instruments.other_instead": N_("Depression is known: the longer questions are asked instead."),
    "instruments.over_the_limit": N_("{limit} questions are the most before a visit: these did not fit."),
    "instruments.nothing_follows": N_("Nothing more is asked."),
    "instruments.screen_open": N_("Some of the first questions were left open: ask them at the visit."),
    "instruments.screen_positive": N_("The first questions reach the cut-off of {cut}: the longer ones follow."),
    "instruments.screen_positive_in_person": N_("The first questions reach the cut-off of {cut}: ask on in person."),
    "instruments.screen_positive_uncovered": N_(
        "The first questions reach the cut-off of {cut} outside covered hours: the crisis line is shown, staff call."
    ),
    # twelve areas
    "instruments.area_cut_reached": N_("{source} Here: {value}."),
    "instruments.area_below_cut": N_("Below the cut-off. {source} Here: {value}."),
    "instruments.area_talking_point": N_("A talking point without a level."),
    "instruments.area_not_answered": N_("Not answered."),
    "instruments.area_sex_unknown": N_("The sex on record decides the cut-off and is not known: the lower one counts."),
}
