"""The patients of the neighboring practice, some of whom look like ours."""

from __future__ import annotations

from teamlet.demo.lives.life import COPD, DM, HF, HTN, KNEES, OBESE, Life, Wish

WALK_EN = ("Walk", "10 minutes", "after dinner", "3 days")
JUNIPER_LIVES: tuple[Life, ...] = (
    Life(
        "Rosalía", "Marín", "1961-03-05", "female", "es", (DM, HTN), "waits",
        Wish("Cargar a mi nieta sin dolor", "Estirarme", "5 minutos", "al despertar", "3 días", "moving", "pain",
             "Si me duele, lo hago más despacio", 8, 9),
        ("Me duele la espalda",), {"made": 12, "due": 0},
    ),
    Life(
        "Walter", "Brandvoll", "1949-11-02", "male", "en", (HTN,), "waits",
        Wish("Bowl again on Fridays", "Walk", "10 minutes", "after lunch", "3 days", "moving", "weather",
             "If the weather is bad, then I will walk inside.", 8, 8),
        ("Bowling",), {"made": 24, "due": -10},
    ),
    Life(
        "Denise", "Akintola", "1972-04-12", "female", "en", (DM,), "waits",
        Wish("Lose the afternoon sleepiness", "Skip coffee", "", "afternoon", "3 days", "sleep", "tired",
             "If I am tired at night, then I will do it in the morning.", 6, 7),
        (), {"made": 6, "due": 6, "gate": ("keep", "wants_to_try", 6)},
    ),
    Life(
        "Fern", "Ashdowne", "1955-12-03", "female", "en", (KNEES, HTN), "reached",
        Wish("Volunteer at the library again", *WALK_EN, "moving", "pain",
             "If it hurts, then I will go slower or do less.", 7, 8),
        (), {"made": 28, "told": ((15, "mostly", 6, 5, 8, "The bench halfway"),), "then": 3},
    ),
    Life(
        "Ezequiel", "Rocha", "1967-07-11", "male", "es", (DM + "+insulin",), "cautioned",
        Wish("Bajar de peso para la boda", "Ayunar hasta la tarde", "", "en la mañana", "2 días", "eating", "", "",
         8, 9),
        (), {"made": 1, "due": 9},
    ),
    Life(
        "Greta", "Sandvik", "1944-10-28", "female", "en", (HF,), "worried",
        Wish("Go to the quilt show", "Weigh myself and write it down", "", "waking up", "every day", "daily_weight",
             "", "", 8, 8),
        (), {"made": 12, "told_on": 0, "tier": "same_day", "signs": ("fluid_swelling",),
         "said": "Shoes do not fit since Tuesday"},
    ),
    Life(
        "Hector", "Zuniga", "1962-05-09", "male", "en", (HTN,),
        "comes", None, ("Checkup",), {"in": 0, "clock": "09:20"},
    ),
    Life(
        "Edna", "Hallorann", "1957-05-13", "female", "en", (DM,),
        "comes", None, ("New patient forms",), {"in": 0, "clock": "10:00", "hand": "requested"},
    ),
    Life(
        "Josefina", "Alcalá", "1973-08-19", "female", "es", (HTN, OBESE),
        "not_today", None, ("Vengo por la receta",), {"made": 1, "reason": "no_time"},
    ),
    Life(
        "Sterling", "Mobray", "1950-01-20", "male", "en", (COPD,),
        "comes", None, ("Breathing test",), {"in": 1, "clock": "09:00"},
    ),
)  # fmt: skip
