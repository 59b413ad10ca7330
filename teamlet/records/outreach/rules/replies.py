"""What a reply means: stop, start, help, how it went, danger, or words that a person reads.

Danger comes first, by the same rule as for any other words of a patient (``content.red_flags``).  A stop
is a stop only when the reply is just that, or speaks of messages: whatever else is said goes to a person,
so "STOP my insulin?" never only ends the messages.  The phrases are content (kind ``replies``).  Every
language is always tried.  A reply proves nothing about who wrote it.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from teamlet.content import library
from teamlet.content.matching import Clause, clauses, find_any
from teamlet.content.red_flags import Answers, route
from teamlet.content.schema import ReplyMeaning, ReplyWords, Tier
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.words import FixedAnswer, ReplyKind

#: What is read of a long reply, from its beginning and from its end; a person reads all of it.
_BEGINNING, _ENDING = 20_000, 5_000
#: A longer reply is never just one word, whatever it begins with.
_COMMAND = 2000
#: From here on a person looks as well, because more was said than the kind tells.
_MORE_WAS_SAID = 200
_PIECE, _OVERLAP = 15_000, 400
_DANGEROUS = (Tier.WITHIN_HOUR, Tier.NOW_911)
_CHECK_IN = (ReplyKind.DID_IT, ReplyKind.PART_OF_IT, ReplyKind.NOT_YET, ReplyKind.CALL_ME)
_STOP_SIGN = "\N{OCTAGONAL SIGN}"
_LONG_WORD = 8
_ANY_DAY = dt.date(2000, 1, 1)  # words alone do not depend on a day; readings would


@dataclass(frozen=True, slots=True)
class ReplyReading:
    """What a reply was taken to be.

    ``decision``: its kind with reasons.  ``stops``: the address gets nothing more, whatever the kind.
    ``for_a_person``: somebody has to read it.  ``tier``: how soon, when words call for a licensed person.
    """

    decision: Decision[ReplyKind]
    stops: bool = False
    for_a_person: bool = False
    tier: Tier = Tier.NONE

    @property
    def kind(self) -> ReplyKind:
        """What the reply was taken to be."""
        return self.decision.status


def shipped() -> ReplyWords:
    """Return the newest shipped phrases."""
    return library.load_as(ReplyWords, "everyday")


def fixed_answer(reading: ReplyReading) -> FixedAnswer | None:
    """Return the answer that goes back by itself; ``None`` where a machine or a stranger wrote, or a person answers."""
    return _ANSWERS.get(reading.kind)


#: The text of each fixed answer (content ``text_messages``).
ANSWER_TEXTS: Mapping[FixedAnswer, str] = {
    FixedAnswer.STOPPED: "stopped",
    FixedAnswer.STARTED: "started",
    FixedAnswer.HELP: "help",
    FixedAnswer.EMERGENCY: "emergency",
    FixedAnswer.THANKS: "reply_done",
    FixedAnswer.HELP_COMES: "reply_help",
}

_ANSWERS: Mapping[ReplyKind, FixedAnswer] = {
    ReplyKind.DANGER: FixedAnswer.EMERGENCY,
    ReplyKind.STOP: FixedAnswer.STOPPED,
    ReplyKind.START: FixedAnswer.STARTED,
    ReplyKind.HELP: FixedAnswer.HELP,
    ReplyKind.DID_IT: FixedAnswer.THANKS,
    ReplyKind.PART_OF_IT: FixedAnswer.THANKS,
    ReplyKind.NOT_YET: FixedAnswer.HELP_COMES,
    ReplyKind.CALL_ME: FixedAnswer.HELP_COMES,
    ReplyKind.WORDS: FixedAnswer.HELP_COMES,
}


def classify(text: str, *, names: Collection[str] = (), content: ReplyWords | None = None) -> ReplyReading:
    """Say what a reply means.  Never raises, whatever it holds; time grows with its length and not faster.

    ``names``: names of the patients whom the address belongs to, for "I am not Rosa".  Of more than 25,000
    signs the middle is left to a person.
    """
    known = content or shipped()
    long = len(text) > _BEGINNING + _ENDING
    plain = _plain(f"{text[:_BEGINNING]}\n{text[-_ENDING:]}" if long else text)
    own = _own_words(plain, known)
    found = clauses(own[:_BEGINNING]) if len(own) <= _COMMAND else ()
    tier, dangers = _danger(_own_words(plain, known, with_signatures=True))
    stops = _is_stop(own, found, known)
    if tier in _DANGEROUS:
        return ReplyReading(Decision(ReplyKind.DANGER, dangers), stops=stops, for_a_person=True, tier=tier)
    start = clauses(own[:_PIECE])
    kind = _kind(own, found, start, known, names, stops=stops)
    reasons = [Reason(f"outreach.reply_{kind.value}")]
    about_care = kind is ReplyKind.WORDS and _said(start, known.meaning("about_care"))
    if about_care:
        reasons.insert(0, Reason("outreach.reply_about_care"))
        tier = Tier.SAME_DAY
    if tier is not Tier.NONE:
        reasons += [reason for reason in dangers if reason.code != "content.no_red_flag"]
    if long:
        reasons.append(Reason("outreach.reply_very_long", {"signs": len(text)}))
    for_a_person = (
        tier is not Tier.NONE
        or kind in (ReplyKind.WORDS, ReplyKind.NOT_YET, ReplyKind.CALL_ME, ReplyKind.WRONG_NUMBER)
        or (kind in _CHECK_IN and _just_how_it_went(found, known) is None)
        or len(own) > _MORE_WAS_SAID
        or long
    )
    return ReplyReading(
        Decision(kind, tuple(reasons)),
        stops=kind is ReplyKind.STOP or kind is ReplyKind.WRONG_NUMBER,
        for_a_person=for_a_person,
        tier=tier,
    )


# --- the words ---------------------------------------------------------------------------------------


@cache
def _unseen() -> dict[int, str | None]:
    """Signs that are not seen: taken away, or a space for those that stand between words."""
    table: dict[int, str | None] = {}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category in ("Cf", "Me", "Cs") or chr(code) in "\ufe0e\ufe0f":
            table[code] = None
        elif category == "Cc" and chr(code) != "\n":
            table[code] = " "
    return table


def _plain(text: str) -> str:
    """The text as one would read it aloud: wide letters made usual, unseen signs gone."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFKC", joined.translate(_unseen())).translate(_unseen()).strip()


def _own_words(text: str, known: ReplyWords, *, with_signatures: bool = False) -> str:
    """What the sender wrote: without quoted lines, signatures of phones, and the message answered.

    ``with_signatures`` keeps lines that begin like a signature: somebody may have written on in them.
    """
    if len(text) <= _COMMAND and "\n" not in text and ">" not in text:
        return text
    signatures = () if with_signatures else tuple(each for of in known.signatures.values() for each in of)
    quotations = tuple(each for of in known.quotations.values() for each in of)
    kept: list[str] = []
    for line in text.split("\n"):
        start = line[:120].strip().casefold()
        if start.startswith(quotations):
            break
        if start.startswith((">", *signatures)) or _ATTRIBUTION.match(start):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


#: "On Nov 22, 2026, at 9:00, the practice wrote:" in both languages.
_ATTRIBUTION = re.compile(r"(on|el) .{4,100}(wrote|escribio|escribió) ?:$")


def _danger(text: str) -> tuple[Tier, tuple[Reason, ...]]:
    """The most urgent tier of any piece of the text, and its reasons."""
    # One sign may stand for many letters: what is read stays bounded after they are spelled out.
    read = text if len(text) <= _BEGINNING + _ENDING + 1 else f"{text[:_BEGINNING]}\n{text[-_ENDING:]}"
    best: Decision[Tier] | None = None
    for start in range(0, max(len(read), 1), _PIECE):
        piece = read[max(start - _OVERLAP, 0) : start + _PIECE]
        found = route(Answers(words=piece), on=_ANY_DAY)
        if found.status is Tier.NOW_911:
            return found.status, found.reasons
        if best is None or _ORDER.index(found.status) > _ORDER.index(best.status):
            best = found
    if best is None:  # pragma: no cover - there is always one piece
        return Tier.NONE, ()
    return best.status, best.reasons


_ORDER = (Tier.NONE, Tier.SAME_DAY, Tier.WITHIN_HOUR, Tier.NOW_911)


# --- the meaning -------------------------------------------------------------------------------------


def _kind(
    own: str,
    found: Sequence[Clause],
    start: Sequence[Clause],
    known: ReplyWords,
    names: Collection[str],
    *,
    stops: bool,
) -> ReplyKind:
    if not own:
        return ReplyKind.EMPTY
    if _said(start, known.meaning("automatic")):
        return ReplyKind.AUTOMATIC
    if _means(found, known.meaning("wrong_number"), known) or _is_not(start, names):
        return ReplyKind.WRONG_NUMBER
    if stops:
        return ReplyKind.STOP
    for kind in (ReplyKind.START, ReplyKind.HELP):
        if _means(found, known.meaning(kind.value), known):
            return kind
    return _how_it_went(found, known) or ReplyKind.WORDS


def _how_it_went(found: Sequence[Clause], known: ReplyWords) -> ReplyKind | None:
    """The answer to "How did your plan go?": the whole reply, or its beginning with more words after it."""
    whole = _just_how_it_went(found, known)
    if whole is not None or len(found) < 2:
        return whole
    each = [_just_how_it_went([clause], known) for clause in found]
    return each[0] if len(set(each) - {None}) == 1 else None


def _just_how_it_went(found: Sequence[Clause], known: ReplyWords) -> ReplyKind | None:
    words = [word for clause in found for word in clause.words]
    joined = _without(words, _polite(known))
    for kind in _CHECK_IN:
        meaning = known.meaning(kind.value)
        if _is_whole(words, meaning) or _is_whole(joined, meaning):
            return kind
        # "1 I did it": the number and its words.
        if joined[:1] and joined[0] in _numbers(known, kind) and _is_whole(joined[1:], meaning):
            return kind
    return None


def _numbers(known: ReplyWords, kind: ReplyKind) -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases(known.meaning(kind.value).whole) if phrase.isdigit())


def _is_stop(own: str, found: Sequence[Clause], known: ReplyWords) -> bool:
    """Say whether the reply wants nothing more to come, whatever else it says."""
    meaning = known.meaning("stop")
    if not own:
        return False
    if not any(clause.words for clause in found):
        return len(own) <= _COMMAND and _STOP_SIGN in own
    if _means(found, meaning, known):
        return True
    if _said(found, known.meaning("about_care")):
        return False
    polite = _polite(known)
    alone = _phrases(meaning.clause)
    return any(" ".join(_without(clause.words, polite)) in alone for clause in found)


def _means(found: Sequence[Clause], meaning: ReplyMeaning, known: ReplyWords) -> bool:
    """Say whether the reply is just this meaning, or says it in words of its own."""
    words = [word for clause in found for word in clause.words]
    if not words:
        return False
    return _is_whole(words, meaning) or _is_whole(_without(words, _polite(known)), meaning) or _said(found, meaning)


def _said(found: Sequence[Clause], meaning: ReplyMeaning) -> bool:
    return bool(meaning.said) and find_any(found, meaning.said) is not None


def _is_whole(words: Sequence[str], meaning: ReplyMeaning) -> bool:
    once = [word for place, word in enumerate(words) if place == 0 or word != words[place - 1]]
    if not once:
        return False
    phrases = _phrases(meaning.whole)
    if " ".join(once) in phrases or " ".join(words) in phrases:
        return True
    together = "".join(words)
    if all(len(word) == 1 for word in words) and together in phrases:  # "s t o p"
        return True
    together = "".join(once)  # "un subscribe"
    return together in meaning.misspelled or any(_slip(together, keyword) for keyword in meaning.misspelled)


def _slip(word: str, keyword: str) -> bool:
    """Say whether ``word`` is ``keyword`` with a slip of the finger.

    Short words only allow what is no other word: two letters swapped, letters doubled, a zero for an o
    ("step" and "shop" are not "stop", "cancer" is not "cancel").  Long ones allow any one letter.
    """
    straight = word.replace("0", "o")
    if straight == keyword or _squeezed(straight) == _squeezed(keyword):
        return True
    if len(straight) == len(keyword):
        differs = [place for place, pair in enumerate(zip(straight, keyword, strict=True)) if pair[0] != pair[1]]
        if len(differs) == 2:
            first, second = differs
            swapped = straight[first] == keyword[second] and straight[second] == keyword[first]
            return swapped and second == first + 1
        return len(differs) == 1 and len(keyword) >= _LONG_WORD
    if len(keyword) < _LONG_WORD or abs(len(straight) - len(keyword)) != 1:
        return False
    shorter, longer = sorted((straight, keyword), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _squeezed(word: str) -> str:
    return "".join(sign for place, sign in enumerate(word) if place == 0 or sign != word[place - 1])


@cache
def _phrases_of(key: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(word for clause in clauses(phrase) for word in clause.words) for phrase in key)


def _phrases(by_language: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return _phrases_of(tuple(phrase for phrases in by_language.values() for phrase in phrases))


def _polite(known: ReplyWords) -> frozenset[str]:
    return _phrases(known.polite)


def _without(words: Iterable[str], polite: frozenset[str]) -> list[str]:
    return [word for word in words if word not in polite]


_NOT_ME = (("im", "not"), ("i", "am", "not"), ("this", "is", "not"), ("this", "isnt"), ("no", "soy"), ("no", "es"))


def _is_not(found: Sequence[Clause], names: Collection[str]) -> bool:
    """ "I am not Rosa", "no soy Rosa": only with a name that the address is kept under."""
    asked = {word for name in names for clause in clauses(name) for word in clause.words}
    for clause in found:
        for said in _NOT_ME:
            size = len(said)
            for place in range(len(clause.words) - size):
                if clause.words[place : place + size] == said and clause.words[place + size] in asked:
                    return True
    return False
