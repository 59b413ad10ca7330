"""Names as people look for them: without accents, case and digits, by sound, and with typing slips.

The sound key is our own, for English and Spanish names together: silent h; b = v; s = z = x = soft
c; k = q = hard c; g = j; ph = f; ll, l and y before a vowel alike; double letters once; vowels only
at the beginning.  It is wide on purpose: ``match_score`` puts the better matches first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

_WHOLE_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d",
        "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n",
    }
)  # fmt: skip
_APOSTROPHES = re.compile(r"['’ʼ`´‘]")
#: Join and part letters in several scripts and in emoji, and show nothing alone.
_JOINERS = frozenset("\u200c\u200d")


def visible(text: str) -> str:
    """Return ``text`` without control signs, marks that turn the direction of what follows, and invisible
    spaces, its words one space apart; empty when nothing of it could be seen.
    """
    shown = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter) not in {"Cf", "Cs"} else ""
        for letter in "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    )
    words = " ".join(shown.split())
    return words if set(words) - _JOINERS else ""


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, apostrophes and digits, words one space apart.

    Words of digits only disappear beside others; a name that is nothing but digits keeps them, so
    that it can be found.  Other scripts keep their letters.
    """
    opened = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    plain = "".join(letter for letter in opened if not unicodedata.combining(letter)).translate(_WHOLE_LETTERS)
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    without_digits = ["".join(letter for letter in word if not letter.isdigit()) for word in words]
    kept = [word for word in without_digits if word]
    return " ".join(kept or words)


_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^kn|^gn", "n"),
        (r"^wr", "r"),
        (r"ph", "f"),
        (r"t?ch", "1"),  # one sign for the sound of "ch"
        (r"sh", "s"),
        (r"h", ""),
        (r"ck|qu(?=[eiy])|q", "k"),
        (r"gu(?=[eiy])", "g"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"[zx]", "s"),
        (r"v", "b"),
        (r"j", "g"),
        (r"dt", "t"),
        (r"(?<=[aeiou])w(?![aeiou])", "u"),
        (r"(?:(?<=[aeiou])|^)y(?=[aeiou])", "l"),
        (r"(.)\1+", r"\1"),
        (r"^[eiy]", "i"),
        (r"^[ou]", "o"),
        (r"(?<=.)[aeiouy]", ""),
    )
)


@lru_cache(maxsize=16384)
def sound_of(word: str) -> str:
    """Return the sound key of one folded word; never empty for a word that is not."""
    sound = word
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound or word


def _grams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@dataclass(frozen=True)
class NameKey:
    """What a name is found by: its folded words in the order given."""

    folded: str

    @property
    def words(self) -> tuple[str, ...]:
        """Return the folded words."""
        return tuple(self.folded.split())

    @property
    def sounds(self) -> tuple[str, ...]:
        """Return the sound key of each word."""
        return tuple(sound_of(word) for word in self.words)

    @property
    def sound(self) -> str:
        """Return the sound keys of all words, one space apart."""
        return " ".join(self.sounds)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Return the trigrams of all words, each word padded with two spaces before and one after."""
        return frozenset[str]().union(*(_grams(word) for word in self.words))


def search_key(*names: str) -> NameKey:
    """Return the key of a name, or of several parts of it in the order given (family, given)."""
    return NameKey(" ".join(folded for name in names if (folded := fold(name))))


def similarity(first: str, second: str) -> float:
    """Return how alike two folded words are by their trigrams, from 0 to 1."""
    mine, yours = _grams(first), _grams(second)
    return len(mine & yours) / len(mine | yours)


def one_slip(first: str, second: str) -> bool:
    """Say whether two words differ by one letter more, less or other, or by two neighbors swapped."""
    if first == second:
        return False
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    at = next((i for i, letter in enumerate(first) if letter != second[i]), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    return first[at + 1 :] == second[at + 1 :] or (
        first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    )


_LEAST_SIMILARITY = 0.4
_SLIP_FROM_LENGTH = 4


def _word_score(asked: str, found: str) -> float:
    if asked == found:
        return 1.0
    if found.startswith(asked):
        return 0.9
    if sound_of(asked) == sound_of(found):
        return 0.7 + 0.15 * similarity(asked, found)
    if min(len(asked), len(found)) >= _SLIP_FROM_LENGTH and one_slip(asked, found):
        return 0.7
    alike = similarity(asked, found)
    return 0.7 * alike if alike >= _LEAST_SIMILARITY else 0.0


def match_score(asked: NameKey, found: NameKey) -> float:
    """Return how well a name fits what was typed, from 0 (not at all) to 1 (the very words).

    Every typed word has to fit some word of the name, in any order; a beginning is enough.
    """
    if not asked.words or not found.words:
        return 0.0
    best = [max(_word_score(word, other) for other in found.words) for word in asked.words]
    return 0.0 if min(best) == 0 else sum(best) / len(best)
