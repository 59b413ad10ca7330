"""Reasons that content and its rules give, one plain sentence each (staff language)."""

from __future__ import annotations

from teamlet.ground.reasons import N_

#: One sentence per reason code; the edge fills in the values and translates.
REASONS: dict[str, str] = {
    # checking a content file or a practice's own edit
    "content.key_missing": N_("This field is empty: please fill it in."),
    "content.key_unknown": N_("“{key}” is not a field of this kind of content."),
    "content.wrong_type": N_("This should be {expected}."),
    "content.text_empty": N_("Please write the text in “{language}”."),
    "content.language_missing": N_("The text in “{language}” is still open."),
    "content.language_unlisted": N_("“{language}” is not among the languages of this content."),
    "content.placeholders_differ": N_(
        "The blanks differ between languages: {first} has {names}, {second} has {other_names}."
    ),
    "content.blank_unknown": N_("Nothing fills “{blank}” here. These blanks can be used: {group}."),
    "content.placeholder_unclosed": N_("A curly bracket stands alone in “{language}”."),
    "content.code_twice": N_("The code “{code}” is used twice."),
    "content.code_form": N_("A code is made of small letters, digits, dots and underscores: “{code}” is not."),
    "content.code_unknown": N_("“{code}” is not known here; it must name one of {group}."),
    "content.kind_differs": N_("This is “{kind}”, but it is kept among “{expected}”."),
    "content.kind_unknown": N_("“{kind}” is not a kind of content."),
    "content.name_differs": N_("The file should be called “{expected}”."),
    "content.band_order": N_("The scores must run from low to high, between 0 and 10."),
    "content.bands_open": N_("No prompt speaks for a score of {score}."),
    "content.number_range": N_("Please give a number from {low} to {high}."),
    "content.key_number_twice": N_("The key {number} is used twice."),
    "content.list_empty": N_("At least one entry is needed here."),
    "content.threshold_missing": N_("A reading rule needs at least one limit."),
    "content.not_toml": N_("The file cannot be read: {detail}."),
    # instruments
    "content.bands_gap": N_("The ranges must join without a gap from {low} to {high}."),
    "content.questions_differ": N_("The questions belong to “{found}”, the rules to “{expected}”."),
    "content.questions_unreadable": N_("The questions cannot be read: {detail}."),
    "content.options_unclear": N_("“{item}” needs at least two answers to choose from, each with its own code."),
    "content.item_range_missing": N_("“{item}” needs a lowest and a highest number."),
    "content.item_without_place": N_("“{item}” has no place in the order of questions."),
    "content.points_missing": N_("“{item}” counts for the score, but some of its answers have no points."),
    "content.total_range": N_("The points of the answers give totals from {low} to {high}."),
    "content.instrument_fixed": N_("The scoring and wording of “{name}” belong to its publisher and stay as they are."),
    # rules of populations
    "content.too_many_lines": N_("At most {most} lines can stand here."),
    "content.too_many_codes": N_("At most {most} codes can stand in one line: name the groups of codes instead."),
    "content.not_icd10": N_("“{code}” is not an ICD-10-CM code such as E11 or E11.65."),
    "content.not_snomed": N_("“{code}” is not a SNOMED CT code: its digits do not fit together."),
    "content.code_system_unknown": N_("“{system}” is not a code system known here: begin with ICD-10 or SNOMED."),
    "content.code_line_unread": N_("“{line}” is not understood: write the code system, then the code."),
    "content.except_of_nothing": N_("“{code}” is left out of codes that are not named."),
    "content.contradicts": N_("“{other}” is both named and left out."),
    "content.compare_and_value": N_("A comparison needs its number, and a number its comparison."),
    "content.threshold_impossible": N_("No value can reach this: please give a number from {low} to {high} {unit}."),
    "content.field_not_used": N_("“{field}” has no meaning for “{kind}”: please leave it empty."),
    "content.not_a_language": N_("“{code}” is not a language code such as en or es."),
    "content.nobody_can": N_("Nobody can be {what}."),
    "content.nobody_can_both": N_("This and a line above exclude each other: nobody would ever be in it."),
    "content.population_itself": N_("A population cannot name itself."),
    "content.population_unknown": N_("There is no population “{name}”."),
    "content.population_circle": N_("“{name}” leads back to this population."),
    # readability
    "content.reads_easily": N_("Easy to read ({measure} {value})."),
    "content.short_reads_easily": N_("A short text of common words and short sentences."),
    "content.grade_high": N_("Reading grade {value}: the limit is {limit}. Shorter sentences help."),
    "content.smog_high": N_("SMOG grade {value}: the limit is {limit}. Shorter words help."),
    "content.ease_low": N_("Reading ease (INFLESZ) {value}: at least {limit} is needed. Shorter words help."),
    "content.sentences_long": N_("Sentences have {value} words on average: the limit is {limit}."),
    "content.sentence_long": N_("One sentence has {value} words: the limit is {limit}."),
    "content.words_long": N_("Long words: {words}. Plainer ones help."),
    "content.word_replace": N_("Say “{instead}” for “{word}”."),
    "content.word_blames": N_("“{word}” can sound like blame. Please say it another way."),
    "content.language_unread": N_("Reading ease cannot be checked in “{language}”: a person must read it."),
    "content.text_absent": N_("There is no text to read."),
    # red flags
    "content.no_red_flag": N_("Nothing new or worrying was named."),
    "content.red_flag_symptom": N_("Named: {symptom}."),
    "content.red_flag_words": N_("Their words name it: “{words}”."),
    "content.red_flag_reading": N_("{rule}: {readings}."),
    "content.red_flag_worry": N_("Something worries the patient that is on no list."),
    "content.red_flag_unreadable": N_("The reading {value} {unit} cannot be judged: please ask for it again."),
    # cautions
    "content.caution_met": N_("The step says “{words}”; on record: {facts}."),
    "content.caution_met_by_words": N_("The step says “{words}”."),
}
