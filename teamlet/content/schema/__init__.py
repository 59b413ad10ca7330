"""The shapes of content: what each kind of file holds.  Every structure is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from teamlet.content.schema.documents import DocumentTexts, Phrase, Replacement, WordLists
from teamlet.content.schema.safety import (
    Caution,
    CautionList,
    CautionRule,
    FactGroup,
    Pattern,
    ReadingRule,
    RedFlagList,
    Script,
    Symptom,
    Tier,
    WordGroup,
)
from teamlet.content.schema.talk import (
    Barrier,
    BarrierList,
    GoalMenu,
    MenuStep,
    Part,
    Prompt,
    PromptSet,
    StepParts,
    Strategy,
    Topic,
    Unit,
    Use,
    When,
)
from teamlet.content.schema.texts import PLACEHOLDER, Base, Content, NotInLanguage, Provenance, Text

__all__ = [
    "KINDS",
    "PLACEHOLDER",
    "Barrier",
    "BarrierList",
    "Base",
    "Caution",
    "CautionList",
    "CautionRule",
    "Content",
    "DocumentTexts",
    "FactGroup",
    "GoalMenu",
    "MenuStep",
    "NotInLanguage",
    "Part",
    "Pattern",
    "Phrase",
    "Prompt",
    "PromptSet",
    "Provenance",
    "ReadingRule",
    "RedFlagList",
    "Replacement",
    "Script",
    "StepParts",
    "Strategy",
    "Symptom",
    "Text",
    "Tier",
    "Topic",
    "Unit",
    "Use",
    "When",
    "WordGroup",
    "WordLists",
]

#: The kinds of content, by the name of their folder.
KINDS: Mapping[str, type[Content]] = MappingProxyType(
    {
        "prompts": PromptSet,
        "step_parts": StepParts,
        "goal_menus": GoalMenu,
        "barriers": BarrierList,
        "cautions": CautionList,
        "red_flags": RedFlagList,
        "documents": DocumentTexts,
        "word_lists": WordLists,
    }
)
