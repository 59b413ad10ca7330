"""A second scorer, written from the published rules and knowing nothing of the product's.

Answers are one string of signs: ``-`` is missing, a digit is what was marked.  Totals are counted from how
often each sign stands there and looked up in a table made of exact fractions.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

#: name | signs of the answers | most missing | what a total is made of | ranges "name from-to"
RULES = """
phq_2 | 2 answers 0-3 | 0 | sum            | negative 0-2, positive 3-6
phq_9 | 9 answers 0-3 | 2 | sum, prorated  | minimal 0-4, mild 5-9, moderate 10-14, moderately_severe 15-19, severe 20-27
gad_7 | 7 answers 0-3 | 0 | sum            | minimal 0-4, mild 5-9, moderate 10-14, severe 15-21
"""


def _read(table):
    rules = {}
    for line in table.strip().splitlines():
        name, answers, most_missing, made_of, ranges = (part.strip() for part in line.split("|"))
        names = {}
        for each in ranges.split(", "):
            word, span = each.split(" ")
            low, high = map(int, span.split("-"))
            names.update(dict.fromkeys(range(low, high + 1), word))
        rules[name] = (int(answers.split()[0]), int(most_missing), "prorated" in made_of, names)
    return rules


KNOWN = _read(RULES)


@cache
def _looked_up(name, missing, points):
    """Return (total, range, how) for that many missing answers and that many points."""
    items, most_missing, prorated, names = KNOWN[name]
    if missing > most_missing or missing == items:
        return None, None, "incomplete"
    if not missing:
        return points, names[points], "scored"
    assert prorated
    total = math.floor(Fraction(points * items, items - missing) + Fraction(1, 2))
    return total, names[total], "prorated"


def second_score(name, signs):
    """Return (total, range, how) of a string of answers such as ``"01-230012"``."""
    return _looked_up(name, signs.count("-"), signs.count("1") + 2 * signs.count("2") + 3 * signs.count("3"))


def second_mean(marks):
    """Return the mean of a 1-10 scale in hundredths, or ``None``.

    ``marks``: one list of marked numbers a question.  Two neighbors are the lower one, other pairs nothing;
    more than two questions without a number give no mean.
    """
    counted = []
    for marked in marks:
        span = set(marked)
        if span and max(span) - min(span) <= 1:
            counted.append(min(span))
    if not counted or len(marks) - len(counted) > 2:
        return None
    return math.floor(Fraction(100 * sum(counted), len(counted)) + Fraction(1, 2))


def second_range(hundredths):
    """Return the name of a mean: below 5 low, below 7 middle, else good."""
    if hundredths is None:
        return None
    return "low" if hundredths < 500 else "middle" if hundredths < 700 else "good"
