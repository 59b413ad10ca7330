"""Steps that a licensed person looks at, contacts that happened, and how they ended."""

from __future__ import annotations

from teamlet.demo.lives.life import ASTHMA, CKD, COPD, DEP, DM, HF, HTN, KNEES, LIPIDS, OBESE, Life, Wish

WALK_EN = ("Walk", "10 minutes", "after dinner", "3 days")
TOLD: tuple[Life, ...] = (
    Life(
        "Leonard", "Achebe-Stone", "1962-04-04", "male", "en", (DM + "+insulin",), "cautioned",
        Wish("Lose the belly before the reunion", "Fast until dinner", "", "morning", "2 days", "eating", "",
             "", 8, 9),
        ("My cousin fasts and lost twenty pounds",), {"made": 1, "due": 9},
    ),
    Life(
        "Imelda", "Carrasco", "1959-09-29", "female", "es", (HTN, CKD), "cautioned",
        Wish("Cuidar mis riñones para no necesitar diálisis", "Usar sustituto de sal en la comida", "", "cena",
             "5 días", "salt", "", "", 8, 10),
        ("Mi hermana está en diálisis",), {"made": 2, "due": 10},
    ),
    Life(
        "Gordon", "Mapleton", "1954-02-28", "male", "en", (HTN + "+metoprolol",), "cautioned",
        Wish("Feel less tired", "Stop my metoprolol", "", "morning", "every day", "medicines", "side_effects",
             "If a medicine makes me feel bad, then I will first call the team.", 9, 8),
        ("I am tired all day",), {"made": 6, "due": 4, "decision": "do_not_start"},
    ),
    Life(
        "Sylvie", "Okonjo", "1967-06-23", "female", "en", ("fibrillation", HTN), "cautioned",
        Wish("Eat like my doctor friend says", "Eat lots of kale and spinach", "2 cups", "lunch", "5 days", "eating",
             "", "", 8, 7),
        ("Is kale bad with my blood thinner?",), {"made": 9, "due": 3, "decision": "changed"},
    ),
    Life(
        "Ramiro", "Fuentes Lara", "1970-10-24", "male", "es", (DM + "+glipizide", HTN), "cautioned",
        Wish("Hacer el ayuno con mi iglesia", "Ayunar hasta la tarde", "", "en la mañana", "1 día", "eating", "", "",
             9, 10),
        ("El ayuno de la iglesia",), {"made": 10, "due": 2, "decision": "may_start"},
    ),
    Life(
        "Thelma", "Underwood", "1956-11-11", "female", "en", (HTN, DM), "reached",
        Wish("Keep up with my walking group", *WALK_EN, "moving", "weather",
             "If the weather is bad, then I will walk inside.", 7, 9),
        ("My walking group is faster than me",),
        {"made": 30, "told": ((18, "mostly", 3, 2, 8, "It helped that Fran waited for me"),), "then": 0},
    ),
    Life(
        "Efraín", "Montalvo", "1974-05-05", "male", "es", (DM,), "reached",
        Wish("Ver crecer a mis hijos", "Tomar agua en lugar de refresco", "", "almuerzo", "5 días", "eating",
             "family_or_work", "Si hay refresco en casa, me sirvo agua primero", 6, 10),
        ("Tomo mucho refresco",),
        {"made": 33, "told": ((21, "partly", 10, 4, 6, "Los fines de semana es difícil"),), "then": -3,
         "new_step": True},
    ),
    Life(
        "Joan", "Abernathy", "1945-08-21", "female", "en", (COPD,), "reached",
        Wish("Go to bingo on Thursdays", "Walk slowly", "5 minutes", "morning", "3 days", "hf_moving", "tired",
             "If I am tired, then I will start with two minutes.", 7, 8),
        ("Bingo is at the other end of the building",),
        {"made": 52, "told": ((40, "not_started", 6, 0, 5, "Had a cold"), (26, "done_as_planned", 6, 6, 8,
         "My neighbor came along")), "then": 4},
        large_print=True,
    ),
    Life(
        "Kofi", "Mensah-Reid", "1978-03-30", "male", "en", (HTN,), "reached",
        Wish("Run the 5K with my daughter", "Walk", "20 minutes", "before work", "3 days", "moving", "time",
             "If I have no time, then I will do half of it.", 8, 8),
        ("Charity run in the fall",),
        {"made": 26, "told": ((14, "tried_changed", 6, 5, 9, "Evenings work better"),), "then": 7},
    ),
    Life(
        "Anneliese", "Vogel", "1938-12-24", "female", "en", (HF,), "reached",
        Wish("Play cards upstairs with the girls", "Look at my ankles", "", "bedtime", "every day", "swelling",
             "knowing_how", "If I do not know how, then I will ask the team to show me.", 8, 7),
        ("The elevator is broken",),
        {"made": 25, "told": ((12, "unknown", None, None, None, ""),), "then": 2}, large_print=True,
    ),
    Life(
        "Raúl", "Santibáñez", "1964-01-19", "male", "es", (HTN, DEP), "reached",
        Wish("Dormir toda la noche", "Acostarme a la misma hora", "", "en la noche", "5 días", "mood_sleep", "mood",
             "Si no puedo dormir, escucho la radio bajito", 7, 9),
        ("No duermo",),
        {"made": 24, "told": ((11, "not_asked", None, None, None, ""),), "then": 1},
    ),
    Life(
        "Constance", "Eberly", "1952-06-06", "female", "en", (DM, LIPIDS), "closed",
        Wish("Bake with less sugar and still win at the fair", "Have fruit for dessert", "", "dinner", "5 days",
             "carbs", "family_or_work", "If we are together, then we will do it together.", 9, 8),
        ("The county fair",), {"made": 60, "reason": "goal_achieved"},
    ),
    Life(
        "Percy", "Lockridge", "1950-09-14", "male", "en", (HTN,), "closed",
        Wish("Read my own pressure like a pro", "Check my blood pressure", "1 time", "morning", "3 days",
             "checking", "", "", 9, 7),
        ("Home cuff",), {"made": 150, "reason": "goal_sustained"},
    ),
    Life(
        "Wanda", "Ostrowska", "1976-10-02", "female", "en", (OBESE, ASTHMA), "closed",
        Wish("Walk to work once a week", "Walk", "15 minutes", "before work", "1 day", "moving", "no_safe_place",
             "If I go out, then I will go with someone.", 6, 6),
        ("The street is dark",), {"made": 45, "reason": "new_goal"},
    ),
    Life(
        "Boyd", "Granger", "1961-02-11", "male", "en", (DM,), "closed",
        Wish("Get my sugar checked less often", "Write down my sugar", "", "bedtime", "3 days", "sugar_checks", "", "",
             7, 5),
        (), {"made": 40, "reason": "declined_follow_up"},
    ),
    Life(
        "Soledad", "Rivas", "1985-08-08", "female", "es", (DEP,), "closed",
        Wish("Volver a pintar", "Hacer una cosa que me gusta", "15 minutos", "en la tarde", "2 días", "small_joys",
             "getting_going", "Si me cuesta empezar, pongo música", 5, 6),
        ("Ya no tengo ganas de nada",), {"made": 35, "reason": "not_ready", "audience": "behavioral_health"},
    ),
    Life(
        "Dale", "Whitcomb", "1973-07-17", "male", "en", (HTN, "alcohol"), "closed",
        Wish("Cut back so my wife stops worrying", "Have soda water first", "", "evening", "5 days", "alcohol",
             "mood", "If I am stressed, then I will take five slow breaths first.", 6, 7),
        (), {"made": 48, "reason": "unable_to_reach", "audience": "my_team"}, worse=True,
    ),
    Life(
        "Ilse", "Brandauer", "1948-04-13", "female", "en", (KNEES, HTN), "closed",
        Wish("Swim again", "Move in warm water", "15 minutes", "morning", "2 days", "pain_moving", "no_ride",
             "If I need a ride, then I will call the team two days before.", 8, 9),
        (), {"made": 38, "reason": "moved"},
    ),
    Life(
        "Abel", "Cisneros", "1966-12-30", "male", "es", (DM, HTN), "closed",
        Wish("Aprender a comer mejor", "Comer verduras", "1 taza", "cena", "3 días", "eating", "knowing_how",
             "Si no sé cómo, pregunto en la clase", 8, 9),
        (), {"made": 36, "reason": "transferred_to_program"},
    ),
    Life(
        "Marjorie", "Tillinghast", "1942-01-09", "female", "en", (COPD, HF), "closed",
        Wish("Walk to the mailbox", "Walk slowly", "5 minutes", "after lunch", "3 days", "hf_moving", "tired",
             "If I am tired, then I will start with two minutes.", 7, 9),
        (), {"made": 44, "reason": "clinical_change"},
    ),
    Life(
        "Enid", "Farraday", "1936-05-16", "female", "en", (HF, CKD), "closed",
        Wish("Be at home with my cats", "Weigh myself and write it down", "", "morning", "every day", "daily_weight",
             "", "", 7, 10),
        (), {"made": 42, "reason": "palliative_focus"}, large_print=True,
    ),
    Life(
        "Clarence", "Bixby", "1937-03-21", "male", "en", (HF,), "closed",
        Wish("Finish the ship model with my grandson", "Put my legs up", "15 minutes", "evening", "5 days", "swelling",
             "", "", 8, 9),
        (), {"made": 55, "reason": "deceased"}, died=True,
    ),
    Life(
        "Nadine", "Kessler", "1983-09-09", "female", "en", ("prediabetes",), "closed",
        Wish("Lunch away from the desk", "Go outside", "10 minutes", "after lunch", "3 days", "stress", "time",
             "If I have no time, then I will do half of it.", 8, 7),
        (), {"made": 28, "reason": "entered_in_error"},
    ),
)  # fmt: skip
