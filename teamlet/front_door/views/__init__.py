from __future__ import annotations

from teamlet.front_door.views.entering import begin, birth_date, cover, here, language, link, tablet, who
from teamlet.front_door.views.leaving import closed, end, thanks
from teamlet.front_door.views.questions import every_question, question, resume

__all__ = [
    "begin",
    "birth_date",
    "closed",
    "cover",
    "end",
    "every_question",
    "here",
    "language",
    "link",
    "question",
    "resume",
    "tablet",
    "thanks",
    "who",
]
