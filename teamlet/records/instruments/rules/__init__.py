"""Pure rules of instruments: what is asked, which answers are kept, what the score says.

No clock and no tables here.  The instruments themselves are content (``teamlet.content.instruments``).
"""

from __future__ import annotations

from teamlet.records.instruments.rules.answers import (
    Answers,
    Highlighted,
    accept_answer,
    clean_value,
    highlights,
    is_shown,
    risk_of,
    shown_answers,
    shown_items,
    unanswered_risks,
)
from teamlet.records.instruments.rules.areas import AreaFacts, AreaResult, area_results, shown_areas
from teamlet.records.instruments.rules.asking import (
    Asked,
    AskedPart,
    AskFacts,
    AskSettings,
    LeftOut,
    NextPart,
    asked_items,
    may_ask,
    next_part,
    which_parts,
)
from teamlet.records.instruments.rules.keying import (
    CodeRead,
    Keyed,
    check_sign,
    keys_of,
    printed_code,
    read_code,
    read_keys,
)
from teamlet.records.instruments.rules.scoring import (
    Interpretation,
    PastScore,
    Score,
    interpretation,
    score,
    trend,
)

__all__ = [
    "Answers",
    "AreaFacts",
    "AreaResult",
    "AskFacts",
    "AskSettings",
    "Asked",
    "AskedPart",
    "CodeRead",
    "Highlighted",
    "Interpretation",
    "Keyed",
    "LeftOut",
    "NextPart",
    "PastScore",
    "Score",
    "accept_answer",
    "area_results",
    "asked_items",
    "check_sign",
    "clean_value",
    "highlights",
    "interpretation",
    "is_shown",
    "keys_of",
    "may_ask",
    "next_part",
    "printed_code",
    "read_code",
    "read_keys",
    "risk_of",
    "score",
    "shown_answers",
    "shown_areas",
    "shown_items",
    "trend",
    "unanswered_risks",
    "which_parts",
]
