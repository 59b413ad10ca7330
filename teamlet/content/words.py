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
