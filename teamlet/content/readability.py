"""How easy a text is to read, in English and Spanish; the gate before any patient text.

English: Flesch–Kincaid grade (Kincaid and others 1975) and SMOG (McLaughlin 1969).  Spanish: the
perspicuity formula of Szigriszt Pazos (1993) on the INFLESZ scale (Barrio Cantalejo and others 2008).
The formulas need about a hundred words; shorter texts are held to short sentences and common words.
Syllables are counted by rule; for our own texts the grade lies within half a grade of a count from a
pronouncing dictionary (tested).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from teamlet.content import library
from teamlet.content.matching import clauses, find_any
from teamlet.content.parsing import plain
from teamlet.content.schema import PLACEHOLDER, WordLists
from teamlet.ground.reasons import Decision, Reason

GRADE_LIMIT = 6.0
SMOG_LIMIT = 8.0
INFLESZ_LIMIT = 65.0
SHORT_TEXT_WORDS = 100
SENTENCE_MEAN_LIMIT = 15.0
SENTENCE_LIMIT = 25
LONG_WORD_SHARE = 0.10
LONG_WORD_SYLLABLES = {"en": 3, "es": 5}


class Ease(StrEnum):
    """The answer of the gate."""

    EASY = "easy"
    HARD = "hard"
    UNREAD = "unread"


class Inflesz(StrEnum):
    """The five steps of the INFLESZ scale."""

    VERY_HARD = "very_hard"
    SOMEWHAT_HARD = "somewhat_hard"
    NORMAL = "normal"
    FAIRLY_EASY = "fairly_easy"
    VERY_EASY = "very_easy"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas need.  ``polysyllables``: words of three or more syllables."""

    words: int
    sentences: int
    syllables: int
    polysyllables: int


# --- formulas --------------------------------------------------------------------------------------


def flesch_kincaid(words: int, sentences: int, syllables: int) -> float:
    """Return the Flesch–Kincaid grade.  Raises ``ValueError`` without words or sentences."""
    _need(words, sentences)
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def reading_ease(words: int, sentences: int, syllables: int) -> float:
    """Return Flesch reading ease (100 = very easy).  Raises ``ValueError`` without words or sentences."""
    _need(words, sentences)
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


def smog(polysyllables: int, sentences: int) -> float:
    """Return the SMOG grade.  Raises ``ValueError`` without sentences."""
    _need(1, sentences)
    return 1.0430 * math.sqrt(polysyllables * 30 / sentences) + 3.1291


def szigriszt_pazos(words: int, sentences: int, syllables: int) -> float:
    """Return the perspicuity of a Spanish text (100 = very easy).  Raises ``ValueError`` likewise."""
    _need(words, sentences)
    return 206.835 - 62.3 * syllables / words - words / sentences


def inflesz(perspicuity: float) -> Inflesz:
    """Return the step of the INFLESZ scale (limits 40, 55, 65, 80)."""
    if perspicuity < 40:
        return Inflesz.VERY_HARD
    if perspicuity < 55:
        return Inflesz.SOMEWHAT_HARD
    if perspicuity < 65:
        return Inflesz.NORMAL
    return Inflesz.FAIRLY_EASY if perspicuity <= 80 else Inflesz.VERY_EASY


def _need(words: int, sentences: int) -> None:
    if words < 1 or sentences < 1:
        raise ValueError("a text with words and sentences is needed")


# --- counting ---------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…:])[\"”»)]*\s+|\n+|(?<=[.!?])(?=[¿¡])")
_ABBREVIATION = re.compile(r"\b(?:a\.m|p\.m|Dr|Dra|Mr|Mrs|Ms|Sr|Sra)\.", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    """Return the words of a text; a number is one word, a ``{blank}`` counts as a short word."""
    return _WORD.findall(PLACEHOLDER.sub("it", text))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; a line without a stop is one too."""
    calm = _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), PLACEHOLDER.sub("it", text))
    return [part.strip() for part in _SENTENCE_END.split(calm) if part and _WORD.search(part)]


def counts(text: str, language: str) -> Counts:
    """Count words, sentences and syllables.  ``language``: ``en`` or ``es``; else ``KeyError``."""
    syllables_in = {"en": english_syllables, "es": spanish_syllables}[language]
    syllables = [syllables_in(word) for word in words_of(text)]
    return Counts(
        words=len(syllables),
        sentences=len(sentences_of(text)),
        syllables=sum(syllables),
        polysyllables=sum(1 for number in syllables if number >= 3),
    )


_EN_ODD: Mapping[str, int] = {
    word: number
    for number, words in {
        1: "am are eye eyes here pier there tier were where whole",
        2: (
            "asthma before being business careful create diet doing dr evening evenings every going "
            "homework id lonely movement mr mrs noticed ok people placement pm poem quiet reuse rhythm "
            "safely saying science seeing someone something sometimes somewhere statement surely "
            "therefore tired trying tv useful voicemail wednesday"
        ),
        3: (
            "anyone anywhere area areas carefully cigarette cigarettes everyday everyone everything "
            "idea ideas medicine medicines recipe video"
        ),
        4: "diabetes emergency vegetable vegetables",
    }.items()
    for word in words.split()
}
_EN_VOWELS = re.compile(r"[aeiouy]+")
_EN_COMPOUND = re.compile(
    r"(some|any|every|no|home|fire|life|time|take|make|note)"
    r"(thing|one|body|where|times|work|line|out|book|side|made)"
)
_EN_LAST_E = re.compile(r"[^aeiouy](?:e|es|ed|ely|eless|eful|ement|eness)$")
_EN_LAST_E_SAID = re.compile(r"(?:[^aeiouyl]les?|[td]ed|(?:[sxzcg]|ch|sh)es)$")
#: Neighboring vowels that are two syllables, and glides that are none.
_EN_HIATUS = re.compile(
    r"i(?:a(?!n$|l$|ge)|o(?!n|us)|um|et|er$)|ya|[uo]e(?=[tn])|eo(?![nup])|ua(?=[ltr])|[aeo]ing|ying|uou|iu|creat|react|(?<=li)on|luid"
)
_EN_GLIDE = re.compile(r"[tcg]i(?:a(?!t)|o(?!n|us)|er$|e[dt]$)|quet|quen|tua")


@lru_cache(maxsize=20000)
def english_syllables(word: str) -> int:
    """Count the syllables of an English word by rule, at least 1."""
    lowered = plain(word).replace("’", "'")
    if "-" in lowered:
        return sum(english_syllables(part) for part in lowered.split("-") if part)
    if lowered.endswith("n't"):
        return english_syllables(lowered[:-3]) + (1 if lowered[-4:-3] in ("s", "d") else 0)
    lowered = re.sub(r"'(?:s|d|m|ll|re|ve)$", "", lowered)
    if lowered in _EN_ODD:
        return _EN_ODD[lowered]
    letters = re.sub(r"[^a-z]", "", lowered)
    if not letters:
        return 1
    compound = _EN_COMPOUND.fullmatch(letters)
    if compound:
        first = {"any": 2, "every": 2}.get(compound[1], 1)
        return first + {"body": 2}.get(compound[2], 1)
    number = len(_EN_VOWELS.findall(letters))
    if _EN_LAST_E.search(letters) and not _EN_LAST_E_SAID.search(letters):
        number -= 1  # silent e
    if re.search(r"[^aeiouy]led$", letters) and not re.search(r"(?:l|r)led$", letters):
        number += 1  # "handled"
    return max(number + len(_EN_HIATUS.findall(letters)) - len(_EN_GLIDE.findall(letters)), 1)


_ES_STRONG = frozenset("aeoáéóíú")


@lru_cache(maxsize=20000)
def spanish_syllables(word: str) -> int:
    """Count the syllables of a Spanish word (diphthongs, hiatus, silent *u*), at least 1."""
    lowered = unicodedata.normalize("NFC", word.casefold())
    lowered = re.sub(r"[qg]u(?=[eiéí])", "g", lowered)  # the u of "que" and "gui" is silent
    lowered = re.sub(r"y(?![aeiouáéíóú])", "i", lowered)
    number = 0
    for run in re.findall(r"(?:h?[aeiouáéíóúü])+", lowered):
        strong = sum(1 for sign in run if sign in _ES_STRONG)
        number += max(strong, 1)  # weak vowels join a strong one; alone they are one syllable
    return max(number, 1)


# --- the gate ----------------------------------------------------------------------------------------


@cache
def _shipped_words() -> WordLists:
    return library.load_as(WordLists, "everyday")


def word_problems(text: str, language: str, *, lists: WordLists | None = None) -> tuple[Reason, ...]:
    """Return blame words and words to replace; whole words only, accents and capitals aside."""
    known = lists or _shipped_words()
    spaced = " " + " ".join(re.findall(r"[^\W_]+", plain(PLACEHOLDER.sub(" ", text)))) + " "
    found = [
        Reason("content.word_blames", {"word": word}) for word in known.blame.get(language, ()) if _stands(word, spaced)
    ]
    found.extend(
        Reason("content.word_replace", {"word": each.word, "instead": each.instead})
        for each in known.replace.get(language, ())
        if _stands(each.word, spaced)
    )
    return tuple(found)


def _stands(phrase: str, spaced: str) -> bool:
    return " " + " ".join(re.findall(r"[^\W_]+", plain(phrase))) + " " in spaced


def gate(text: str, language: str, *, lists: WordLists | None = None) -> Decision[Ease]:
    """Say whether a patient text may be used as it is: grade at most 6, SMOG at most 8, INFLESZ at least 65.

    Under 100 words: sentences of at most 15 words on average (none over 25) and at most one long word
    in ten.  Blame words and glossary words are reasons against in any length.  A language without a
    formula is ``unread``: a person must read it.  Every reason against is named.
    """
    known = lists or _shipped_words()
    if language not in LONG_WORD_SYLLABLES:
        return Decision(Ease.UNREAD, (Reason("content.language_unread", {"language": language}),))
    if not words_of(text):
        return Decision(Ease.UNREAD, (Reason("content.text_absent"),))
    against = list(word_problems(text, language, lists=known))
    counted = counts(text, language)
    if counted.words < SHORT_TEXT_WORDS:
        against.extend(_short_problems(text, language, counted, known))
        good = Reason("content.short_reads_easily")
    elif language == "en":
        grade = flesch_kincaid(counted.words, counted.sentences, counted.syllables)
        against.extend(_english_problems(counted, grade))
        good = Reason("content.reads_easily", {"measure": "Flesch–Kincaid", "value": round(grade, 1)})
    else:
        ease = szigriszt_pazos(counted.words, counted.sentences, counted.syllables)
        if ease < INFLESZ_LIMIT:
            against.append(Reason("content.ease_low", {"value": round(ease, 1), "limit": INFLESZ_LIMIT}))
        good = Reason("content.reads_easily", {"measure": "INFLESZ", "value": round(ease, 1)})
    return Decision(Ease.HARD, tuple(against)) if against else Decision(Ease.EASY, (good,))


def _english_problems(counted: Counts, grade: float) -> list[Reason]:
    against = []
    if grade > GRADE_LIMIT:
        against.append(Reason("content.grade_high", {"value": round(grade, 1), "limit": GRADE_LIMIT}))
    hard = smog(counted.polysyllables, counted.sentences)
    if hard > SMOG_LIMIT:
        against.append(Reason("content.smog_high", {"value": round(hard, 1), "limit": SMOG_LIMIT}))
    return against


def _short_problems(text: str, language: str, counted: Counts, known: WordLists) -> list[Reason]:
    against = []
    mean = counted.words / max(counted.sentences, 1)
    if mean > SENTENCE_MEAN_LIMIT:
        against.append(Reason("content.sentences_long", {"value": round(mean, 1), "limit": SENTENCE_MEAN_LIMIT}))
    longest = max(len(words_of(sentence)) for sentence in sentences_of(text))
    if longest > SENTENCE_LIMIT:
        against.append(Reason("content.sentence_long", {"value": longest, "limit": SENTENCE_LIMIT}))
    long_words = long_words_of(text, language, lists=known)
    if len(long_words) > max(1, int(counted.words * LONG_WORD_SHARE)):
        against.append(Reason("content.words_long", {"words": ", ".join(dict.fromkeys(long_words))}))
    return against


def long_words_of(text: str, language: str, *, lists: WordLists | None = None) -> tuple[str, ...]:
    """Return the long words that are not on the list of familiar ones, in order, repeats kept."""
    known = {plain(word) for word in (lists or _shipped_words()).familiar_long.get(language, ())}
    syllables_in = english_syllables if language == "en" else spanish_syllables
    limit = LONG_WORD_SYLLABLES[language]
    return tuple(word for word in words_of(text) if syllables_in(word) >= limit and plain(word) not in known)


def names_an_outcome(text: str, *, lists: WordLists | None = None) -> str | None:
    """Return the words that name a result and not a step (``lose weight``), or ``None``.  For a hint only."""
    return find_any(clauses(text), (lists or _shipped_words()).outcome)
