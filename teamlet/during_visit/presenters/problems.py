"""A problem as its page shows it: the seven steps as chips, the tries, what comes next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from teamlet.records.plans import rules
from teamlet.records.plans.models import Problem
from teamlet.records.plans.queries import problem_facts
from teamlet.records.plans.words import (
    PROBLEM_RESULT_LABELS,
    PROBLEM_STATE_LABELS,
    PROBLEM_STEP_LABELS,
    ProblemResult,
    ProblemState,
    ProblemStep,
)


def sheet_of(problem: Problem | None) -> dict[str, Any]:
    """Return the steps with the one to do now, the ideas not tried yet, the tries with their results."""
    facts = problem_facts(problem) if problem is not None else rules.Problem("")
    now = rules.next_step(facts)
    order = list(ProblemStep)
    return {
        "oid": problem.oid if problem is not None else "",
        "words": facts.words,
        "others": facts.others,
        "state": facts.state.value,
        "state_words": _(PROBLEM_STATE_LABELS[facts.state]),
        "return_on": problem.return_on if problem is not None else None,
        "now": now.value,
        "steps": [
            {
                "name": f"{place}. {_(PROBLEM_STEP_LABELS[step])}",
                "state": "now" if step is now else "done" if order.index(step) < order.index(now) else "open",
                "href": "#sheet",
            }
            for place, step in enumerate(order, start=1)
        ],
        "untried": rules.untried(facts),
        "ideas": facts.ideas,
        "tries": [
            {
                "idea": one.idea,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "result": _(PROBLEM_RESULT_LABELS[one.result]) if one.result else "",
            }
            for one in facts.tries
        ],
        "waits": bool(facts.tries) and facts.tries[-1].result is None,
        "loops": rules.loops(facts.tries),
        "results": [(one.value, _(PROBLEM_RESULT_LABELS[one])) for one in ProblemResult],
        "is_open": facts.state is ProblemState.OPEN,
    }
