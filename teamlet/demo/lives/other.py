"""Something worrying, goals in other states, and visits without a goal."""

from __future__ import annotations

from teamlet.demo.lives.life import ASTHMA, DEP, DM, HF, HTN, KNEES, LIPIDS, OBESE, PAIN, Life, Wish

LONG_GOAL = (
    "I want to be able to go up the stairs at my daughter's house with the baby in my arms and not stop halfway, "
    "because she lives on the third floor and there is no elevator, and when I visit on Sundays I would love to put "
    "the little one to bed myself and sing to her the way my mother sang"
)
LONG_STEP = (
    "Go up and down the back stairs at home holding the rail, slowly, first without anything in my hands and after a "
    "few days with the laundry basket, resting on the landing as long as I need to, and only when my son or my "
    "neighbor is in the house with me, and then write on the calendar how many times I did it"
)

OTHER: tuple[Life, ...] = (
    Life(
        "Otis", "Marbury", "1959-05-25", "male", "en", (DM + "+insulin", HTN), "worried",
        Wish("Be steady on my feet", "Check my blood sugar", "2 times", "before dinner", "every day", "sugar_checks",
             "fear", "If I fear low sugar, then I will check it first and carry candy.", 7, 9),
        ("I got shaky on Sunday",),
        {"made": 13, "told_on": 1, "tier": "same_day", "signs": ("low_sugar_signs",),
         "said": "Shaky and sweaty twice this week"},
        worse=True,
    ),
    Life(
        "Estela", "Zamudio", "1946-02-20", "female", "es", (HF, HTN), "worried",
        Wish("Poder dormir acostada", "Pesarme y anotarlo", "", "al despertar", "todos los días", "daily_weight",
             "forgetting", "Si se me olvida, mi hijo me pregunta", 8, 9),
        ("Se me hinchan las piernas",),
        {"made": 12, "told_on": 0, "tier": "same_day", "signs": ("fluid_swelling",),
         "said": "Subí cuatro libras desde el lunes"},
    ),
    Life(
        "Rex", "Dunleavy", "1968-08-28", "male", "en", (DEP, PAIN), "worried",
        Wish("Get out of the house", "Walk in daylight", "10 minutes", "morning", "3 days", "activity",
             "getting_going", "If it is hard to start, then I will do five minutes.", 5, 6),
        ("Everything hurts",),
        {"made": 14, "told_on": 2, "tier": "within_hour", "signs": ("self_harm_thoughts",),
         "said": "Said he would be better off not here",
         "closed": "Bea called within 20 minutes; safety plan made, visit tomorrow"},
    ),
    Life(
        "Myra", "Solberg", "1953-11-30", "female", "en", (HTN, LIPIDS), "worried",
        Wish("Travel to see my brother", "Take the stairs", "1 time", "morning", "3 days", "moving", "", "", 8, 8),
        (),
        {"made": 15, "told_on": 3, "tier": "now_911", "signs": ("chest_pain",),
         "said": "Chest pressure since breakfast",
         "closed": "911 called with her on the line; discharged next day, visit booked"},
    ),
    Life(
        "Lowell", "Hutchins", "1977-04-19", "male", "en", (HTN, OBESE), "suggested",
        Wish("Lower your salt", "", importance=None, sure=None), ("My pressure pills",),
        {"made": 1, "answer": "pending"},
    ),
    Life(
        "Bernice", "Calloway", "1958-06-26", "female", "en", (DM,), "suggested",
        Wish("Check your sugar twice a day", "", importance=None, sure=None), (), {"made": 4, "answer": "disagree"},
    ),
    Life(
        "Amos", "Teitelbaum", "1951-10-18", "male", "en", (DM, HTN), "suggested",
        Wish("Join the walking group on Tuesdays", "Go to a group", "", "morning", "1 day", "support", "no_ride",
             "If I need a ride, then I will call the team two days before.", 8, 7),
        (), {"made": 5, "answer": "agree"},
    ),
    Life(
        "Phyllis", "Corrigan", "1949-07-02", "female", "en", (HTN,), "set_aside",
        Wish("Knit less and move more", "Stretch", "5 minutes", "watching tv", "3 days", "moving", "", "", 7, 6),
        (), {"made": 39, "to": "not_achieved"},
    ),
    Life(
        "Jerome", "Pettiford", "1980-12-17", "male", "en", (ASTHMA, "tobacco"), "set_aside",
        Wish("Throw away the vape", "Call the quit line", "", "afternoon", "1 day", "smoking", "", "", 7, 8),
        (), {"made": 19, "to": "wrong_patient"},
    ),
    Life(
        "Fern", "Ashdown", "1955-03-12", "female", "en", (DM, KNEES), "revised",
        Wish(LONG_GOAL[:300], LONG_STEP[:300], "3 times", "after breakfast", "3 days", "moving", "fear",
             "If I am afraid to fall, then I will do it with someone near me.", 8, 10, where="The back stairs",
             helper="My son Neil"),
        ("Stairs at my daughter's house",), {"made": 9, "due": 5},
    ),
    Life(
        "Lucio", "Verdugo", "1988-02-06", "male", "es", (OBESE,), "taken_back",
        Wish("Dejar el refresco", "Tomar una bebida dulce menos", "1", "almuerzo", "5 días", "eating", "", "", 8, 7),
        (), {"made": 3},
    ),
    Life(
        "Daphne", "Wroblewski", "1963-01-31", "female", "en", (HTN,), "rebooked",
        Wish("Have calm mornings", "Breathe slowly", "5 breaths", "waking up", "5 days", "stress", "time",
             "If the day is full, then I will do it right after a meal.", 8, 8),
        (), {"made": 11, "to": 3},
    ),
    Life(
        "Gus", "Lindholm", "1969-11-23", "male", "en", (HTN,),
        "not_today", None, ("Bad cough since Friday",), {"made": 1, "reason": "acute"},
    ),
    Life(
        "Opal", "Nesbitt", "1947-08-04", "female", "en", (DM,),
        "not_today", None, ("Just the refill please",),
        {"made": 1, "reason": "not_ready", "declined": True, "again": 90},
    ),
    Life(
        "Chidi", "Amadi", "1984-05-14", "male", "en", (HTN, OBESE),
        "not_today", None, ("I have to be at work by ten",), {"made": 1, "reason": "no_time"},
    ),
    Life(
        "Ofelia", "Bustamante", "1956-04-30", "female", "es", (DM, HTN),
        "not_today", None, ("Ya tengo mi plan con la nutrióloga",), {"made": 1, "reason": "has_a_plan"},
    ),
)  # fmt: skip
