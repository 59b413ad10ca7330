"""One plain sentence for each reason that a rule or an action gives."""

from __future__ import annotations

from teamlet.ground.reasons import N_

REASONS: dict[str, str] = {
    "plans.step_changed": N_("The step changed meanwhile. Look at the new one first."),
    "plans.day_not_of_this_week": N_("Only days of this week up to today can be marked."),
    "plans.problem_is_over": N_("This problem is solved or set aside. Open it again to try something."),
    "plans.problem_no_such_idea": N_("Pick one of the ideas that were listed."),
    "plans.problem_result_first": N_("Say first how the last idea went."),
    "plans.problem_days": N_("Choose days from today on, the last not before the first."),
    "plans.problem_may_try": N_("This idea can be tried."),
    "plans.problem_unnamed": N_("Write the problem in the patient's words."),
    "plans.scale_start_kept": N_("Somebody rated this scale already. Its levels stay as they were agreed on."),
    # how sure, importance
    "plans.how_sure_not_asked": N_("How sure the patient is has not been asked yet."),
    "plans.how_sure_enough": N_("The patient is {score} of 10 sure; {threshold} or more is enough to start."),
    "plans.how_sure_below": N_("The patient is {score} of 10 sure. What would make it {threshold}?"),
    "plans.how_sure_low": N_("The patient is {score} of 10 sure. What smaller step feels possible?"),
    "plans.rate_again": N_("The step was changed. How sure is the patient now?"),
    "plans.how_sure_rose": N_("How sure went from {first} to {final} after the change."),
    "plans.how_sure_still_below": N_("How sure is now {final}. Another change, or keep it with a reason?"),
    "plans.keep_reason_needed": N_("Choose one word on why the patient keeps this step."),
    "plans.kept": N_("The patient keeps this step at {score} of 10; both answers are saved."),
    "plans.other_goal_chosen": N_("The patient would rather work on another goal."),
    "plans.importance_not_asked": N_("Importance has not been asked yet."),
    "plans.go_on": N_("It matters ({importance}) and the patient is sure ({confidence}): go on."),
    "plans.talk_barriers": N_(
        "It matters ({importance}), how sure is {confidence}: talk about what may get in the way."
    ),
    "plans.talk_values": N_(
        "The patient is sure ({confidence}), importance is {importance}: talk about what matters to the patient."
    ),
    "plans.talk_other_goal": N_(
        "Importance {importance}, how sure {confidence}: another goal may fit better, or ask again later."
    ),
    # open parts
    "plans.open_step": N_("The step is not written yet."),
    "plans.open_amount": N_("How much is still open."),
    "plans.open_when": N_("When in the day is still open."),
    "plans.open_days": N_("How many days a week is still open."),
    "plans.open_how_sure": N_("How sure the patient is can still be asked."),
    "plans.open_contact": N_("When we talk next is neither agreed nor declined yet."),
    "plans.open_importance": N_("How important the goal is can still be asked."),
    "plans.open_barriers": N_("What may get in the way is still open."),
    "plans.open_said_back": N_("The patient has not said the plan back yet."),
    "plans.open_where_or_who": N_("Where or with whom is still open."),
    "plans.open_time_frame": N_("A start day and at most {days} days are still open."),
    "plans.open_patients_choice": N_("The goal came from the team; is it the patient's own choice?"),
    "plans.open_copy_given": N_("The patient does not have a copy yet."),
    # hints
    "plans.hint_what_will_you_do": N_("What will you do?"),
    "plans.hint_odd_amount": N_("Look once more at how much. It is kept as it was said."),
    "plans.hint_fewer_days": N_("Fewer days leave room for a day off: 3 to 5 days often work better."),
    # moves
    "plans.goal_may_move": N_("The goal may go from {from_state} to {to_state}."),
    "plans.goal_may_not_move": N_("A goal that is {from_state} cannot become {to_state}."),
    "plans.goal_already": N_("The goal is {state} already."),
    "plans.plan_may_move": N_("The plan may go from {from_state} to {to_state}."),
    "plans.plan_may_not_move": N_("A plan that is {from_state} cannot become {to_state}."),
    "plans.plan_already": N_("The plan is {state} already."),
    "plans.suggestion_not_accepted": N_("The team suggested this goal; the patient has not agreed to it."),
    "plans.resume_date_needed": N_("Say on which day to ask again about a paused goal."),
    "plans.resume_date_past": N_("The day to ask again, {date}, is not after today."),
    "plans.may_pause": N_("The goal rests until {date}."),
    "plans.caution_needs_licensed": N_("A nurse, clinician or behavioral health person decides on this step."),
    "plans.caution_may_decide": N_("A licensed person may decide on this step."),
    "plans.caution_may_not_change": N_("A decision that is {from_state} cannot become {to_state}."),
    # changes of a step
    "plans.step_smaller": N_("Less: {before} becomes {after}."),
    "plans.step_fewer_days": N_("Fewer days: {before} become {after}."),
    "plans.step_smallest": N_("The step is as small as it gets; try another time or a helper."),
    "plans.step_one_day": N_("It is one day already; try less, another time or a helper."),
    "plans.step_no_amount": N_("No amount is written yet; how much feels possible?"),
    "plans.step_limit_amount": N_("This step is a limit, so less would make it harder. How much feels possible?"),
    "plans.step_medicine_stays": N_(
        "How much and how often a medicine is taken stays as prescribed; try another time or a helper."
    ),
    "plans.step_helper": N_("Who can help?"),
    "plans.step_other_time": N_("Which time of day fits better?"),
    "plans.step_strategy": N_("What may get in the way, and what will the patient do then?"),
    "plans.step_other_goal": N_("What would the patient rather work on?"),
    "plans.step_keep": N_("The step stays as it is."),
    # length, start, outcome
    "plans.length_usual": N_("{days} days is a usual length."),
    "plans.length_short": N_("{days} days is short; 7 to 14 days is usual."),
    "plans.length_long": N_("{days} days is long; 7 to 14 days is usual."),
    "plans.length_too_long": N_("A step lasts at most {longest} days; make a new one after that."),
    "plans.length_none": N_("A step lasts at least one day."),
    "plans.start_usual": N_("The step starts on {date}."),
    "plans.start_late": N_("The step starts on {date}, more than {days} days from now."),
    "plans.start_past": N_("The step started on {date}, before today."),
    "plans.start_too_far": N_("{date} is too far away to start a step."),
    "plans.times_done": N_("Done {done} of {planned} times."),
    "plans.times_not_known": N_("How many times it was planned is not known."),
    "plans.too_many_goals": N_("The patient has {count} active goals; more than {most} are hard to keep in mind."),
    "plans.too_many_plans": N_("The patient has {count} active steps; more than {most} are hard to keep in mind."),
    "plans.number_of_active": N_("The patient has {count} active."),
    # goal attainment scaling
    "plans.scale_ready": N_("The scale is ready."),
    "plans.scale_level_open": N_("Still to write: level {levels}."),
    "plans.scale_levels_alike": N_("Two levels say the same; each needs its own result."),
    "plans.scale_start_open": N_("Choose the level at which the patient starts."),
    "plans.scale_day_open": N_("Choose the day on which you look at it together."),
    "plans.scale_day_past": N_("The day to look at it, {date}, is not after today."),
    "plans.scale_not_rated": N_("No level has been rated yet."),
    "plans.scale_too_many": N_("{count} goals are too many for one score: {most} at most."),
    "plans.scale_less_than_expected": N_("Score {score}: less than expected. 50 means as expected."),
    "plans.scale_as_expected": N_("Score {score}: as expected."),
    "plans.scale_more_than_expected": N_("Score {score}: more than expected. 50 means as expected."),
}
