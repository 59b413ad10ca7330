"""What the demo knows of a patient with a story, and the short names of what they live with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal in the patient's words and the step that was agreed, as typed; ``sure`` and ``matters`` are 0-10."""

    words: str
    step: str
    amount: str = ""
    when: str = ""
    days: str = ""
    topic: str = ""
    barrier: str = ""
    answer: str = ""
    sure: int | None = 8
    importance: int | None = 9
    where: str = ""
    helper: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A patient of the demo.  ``course`` names a function of ``courses``; ``how`` are its arguments."""

    given: str
    family: str
    born: str
    sex: str
    language: str
    ails: tuple[str, ...]
    course: str
    wish: Wish | None = None
    topics: tuple[str, ...] = ()
    how: dict[str, Any] = field(default_factory=dict)
    called: str = ""
    matters: str = ""
    interpreter: bool = False
    large_print: bool = False
    worse: bool = False
    died: bool = False


DM, HTN, DEP, ASTHMA, COPD = "diabetes", "hypertension", "depression", "asthma", "copd"
HF, CKD, PAIN, OBESE, LIPIDS, KNEES = "heart_failure", "kidney", "pain", "obesity", "cholesterol", "arthritis"
