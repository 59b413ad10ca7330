"""What the events of goals and plans say."""

from __future__ import annotations

from teamlet.ground.reasons import N_

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "plans.read_caution": N_("Opened a step that waits for a licensed person."),
    "plans.agree_goal": N_("Agreed on a goal."),
    "plans.undo_goal": N_("Undid a goal."),
    "plans.move_goal": N_("Changed where a goal stands."),
    "plans.take_back_move": N_("Brought back where a goal stood."),
    "plans.say_not_today": N_("Noted “not today”."),
    "plans.undo_decline": N_("Undid “not today”."),
    "plans.agree_plan": N_("Agreed on an action plan."),
    "plans.end_plan": N_("Ended an action plan."),
    "plans.bring_back_plan": N_("Brought back the action plan before."),
    "plans.read_problem": N_("Opened a problem that is being solved."),
    "plans.name_problem": N_("Wrote down a problem and ideas."),
    "plans.try_idea": N_("Agreed on an idea to try."),
    "plans.tell_result": N_("Recorded how an idea went."),
    "plans.move_problem": N_("Changed where a problem stands."),
    "plans.read_scale": N_("Opened the scale of a goal."),
    "plans.set_scale": N_("Set the levels of a goal."),
    "plans.rate_scale": N_("Rated a goal on its scale."),
    "plans.mark_day": N_("Marked a day of a step on the patient’s own page."),
    "plans.decide_caution": N_("Decided whether a step may start."),
}
