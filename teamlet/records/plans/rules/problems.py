"""Problem solving in seven steps (Lorig): which step is next, and what may be done with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.plans.words import ProblemResult, ProblemState, ProblemStep


@dataclass(frozen=True, slots=True)
class Tried:
    """One idea that was tried: its days and how it went (None = not told yet)."""

    idea: str
    from_on: date
    to_on: date
    result: ProblemResult | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is known of a problem: its words, the ideas, the tries in order, other help, and where it stands."""

    words: str
    ideas: tuple[str, ...] = ()
    tries: tuple[Tried, ...] = ()
    others: str = ""
    state: ProblemState = ProblemState.OPEN


def next_step(problem: Problem) -> ProblemStep:
    """Return the step that comes next: name it, list ideas, pick one, look at the result, swap, ask others, set aside.

    A try that did not help leads to the ideas not tried yet; when none is left, to other people; when they were asked
    too, to setting the problem aside for now.
    """
    if not problem.words.strip():
        return ProblemStep.NAME
    if not problem.ideas:
        return ProblemStep.IDEAS
    if not problem.tries:
        return ProblemStep.PICK
    last = problem.tries[-1]
    if last.result is None:
        return ProblemStep.RESULT
    if last.result in {ProblemResult.SOLVED, ProblemResult.BETTER} or problem.state is not ProblemState.OPEN:
        return ProblemStep.RESULT
    if untried(problem):
        return ProblemStep.SWAP
    return ProblemStep.SET_ASIDE if problem.others.strip() else ProblemStep.OTHERS


def untried(problem: Problem) -> tuple[str, ...]:
    """Return the ideas that were not tried yet, in their order."""
    tried = {each.idea for each in problem.tries}
    return tuple(idea for idea in problem.ideas if idea not in tried)


def loops(tries: Sequence[Tried]) -> int:
    """Return how often another idea was swapped in."""
    return max(0, len(tries) - 1)


def may_try(problem: Problem, idea: str, first: date, last: date, on: date) -> Decision[ProblemStep]:
    """Decide whether an idea can be tried on these days; the status is the step to be at."""
    if problem.state is not ProblemState.OPEN:
        return Decision(ProblemStep.RESULT, (Reason("plans.problem_is_over"),))
    if idea not in problem.ideas:
        return Decision(ProblemStep.PICK, (Reason("plans.problem_no_such_idea"),))
    if problem.tries and problem.tries[-1].result is None:
        return Decision(ProblemStep.RESULT, (Reason("plans.problem_result_first"),))
    if first < on or last < first:
        return Decision(ProblemStep.PICK, (Reason("plans.problem_days"),))
    return Decision(ProblemStep.SWAP if problem.tries else ProblemStep.PICK, (Reason("plans.problem_may_try"),))
