"""Whether a fixed answer goes back by itself, and in which language.

Limits hold for an address, whoever has it: so that a person is not flooded, and two machines that write to each other
fall silent.  An emergency answer knows one limit only; a machine is answered nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from teamlet.content.matching import clauses
from teamlet.content.schema import ReplyWords
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.replies import shipped
from teamlet.records.outreach.rules.words import FixedAnswer, Usable

#: Minutes in which an emergency answer goes out once to an address.
EMERGENCY_EVERY = 60
#: Minutes in which any other answer of the same kind goes out once.
SAME_EVERY = 10
#: Answers by themselves to one address in 24 hours, emergency answers aside.
MOST_A_DAY = 5
#: How far back answers are looked at.
LOOK_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answered:
    """A fixed answer that went to the address, or is about to."""

    answer: FixedAnswer
    at: datetime


def may_answer(
    answer: FixedAnswer | None, before: Sequence[Answered], *, at: datetime, by_machine: bool = False
) -> Decision[Usable]:
    """Say whether ``answer`` goes out now; ``before`` are the answers to the same address in the last 24 hours."""
    if answer is None:
        return Decision(Usable.NO, (Reason("outreach.answer_none"),))
    if by_machine:
        return Decision(Usable.NO, (Reason("outreach.answer_machine"),))
    minutes = EMERGENCY_EVERY if answer is FixedAnswer.EMERGENCY else SAME_EVERY
    same = [each.at for each in before if each.answer is answer and at - each.at < timedelta(minutes=minutes)]
    if same:
        values = {"at": f"{max(same):%Y-%m-%d %H:%M}", "minutes": minutes}
        return Decision(Usable.NO, (Reason("outreach.answer_recent", values),))
    others = [each for each in before if each.answer is not FixedAnswer.EMERGENCY and at - each.at < LOOK_BACK]
    if answer is not FixedAnswer.EMERGENCY and len(others) >= MOST_A_DAY:
        return Decision(Usable.NO, (Reason("outreach.answer_limit", {"most": MOST_A_DAY}),))
    return Decision(Usable.YES, (Reason("outreach.answer_goes"),))


#: Short words that tell one language from the other; none is a word of both.
_TELLING = {
    "en": "the i im is are my to you your of and it this that not was have with me please text dont do did am im call",
    "es": "el la los las mi mis es son de del que y no me esto esta estoy muy con por para una un quiero tengo hice "
    "llame llamenme duele su usted ya mas le lo se si porque pero todavia parte gracias favor hola",
}
_OF_BOTH = frozenset({"no", "me", "a", "mi", "ok", "si", "son", "y"})


def language_of(text: str, *, otherwise: str, content: ReplyWords | None = None) -> str:
    """Return the language of a reply, of those the phrases are written in; ``otherwise`` when its words do not tell."""
    votes = dict.fromkeys(_TELLING, 0)
    own = _own_words(content or shipped())
    for clause in clauses(text[:2000]):
        for word in clause.words:
            for language in votes:
                votes[language] += word in own[language]
    best = max(votes, key=lambda language: votes[language])
    return best if list(votes.values()).count(votes[best]) == 1 else otherwise


def _own_words(known: ReplyWords) -> dict[str, frozenset[str]]:
    phrases = {
        language: tuple(
            phrase
            for meaning in known.meanings
            for part in (meaning.whole, meaning.clause)
            for phrase in part.get(language, ())
        )
        for language in _TELLING
    }
    return _told(tuple(phrases.items()))


@cache
def _told(phrases: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, frozenset[str]]:
    """By language the words that only it has."""
    found = {
        language: {word for phrase in of for clause in clauses(phrase) for word in clause.words}
        | set(_TELLING[language].split())
        for language, of in phrases
    }
    return {
        language: frozenset(
            word
            for word in words - _OF_BOTH
            if word.isalpha() and not any(word in others for name, others in found.items() if name != language)
        )
        for language, words in found.items()
    }
