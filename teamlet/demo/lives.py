"""The patients whose stories the demo tells: who they are, what they want, and which course it took.

All of them are invented.  What they want is said the way people say it, in their own language.
"""

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

WALK_EN = ("Walk", "10 minutes", "after dinner", "3 days")
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

CEDAR_LIVES: tuple[Life, ...] = (
    # --- contacts that are due ---------------------------------------------------------------------------------------
    Life(
        "Rosa", "Marín", "1961-05-03", "female", "es", (DM, HTN), "waits",
        Wish("Quiero caminar con mi nieto sin cansarme", "Caminar", "10 minutos", "después de la cena", "3 días",
             "moving", "tired", "Si estoy cansada, salgo con mi nieto y damos solo una vuelta", 8, 9, helper="Julia, hija"),
        ("Me canso mucho cuando camino", "¿Tengo que pincharme el dedo todos los días?"),
        {"made": 12, "due": 0, "copied": "current", "visit_today": "09:20"},
        matters="Mi nieto Mateo y poder ir a misa caminando",
    ),
    Life(
        "Walter", "Brandvold", "1949-11-20", "male", "en", (HTN, KNEES), "waits",
        Wish("Get back to my garden before spring", "Stretch", "5 minutes", "waking up", "5 days", "moving",
             "pain", "If it hurts, then I will go slower or do less.", 7, 8),
        ("My knees in the morning",), {"made": 13, "due": 0, "copied": "old"},
        large_print=True, matters="My tomatoes",
    ),
    Life(
        "Denise", "Akintola", "1972-02-14", "female", "en", (DM, OBESE), "waits",
        Wish("Have the energy to dance at my son's wedding in June", "Dance to music", "10 minutes", "after dinner",
             "3 days", "moving", "getting_going", "If it is hard to start, then I will do five minutes.", 9, 10,
             helper="Bisi, my sister"),
        ("I want to talk about the wedding", "Pills make my stomach hurt"), {"made": 11, "due": 0, "channel": "text"},
        matters="My son Tunde's wedding in June",
    ),
    Life(
        "Guadalupe", "Arriaga Peña", "1958-12-12", "female", "es", (HTN, LIPIDS), "waits",
        Wish("No quiero tomar más pastillas de las que tomo", "Quitar la sal de la mesa", "", "cena", "5 días",
             "salt", "family_or_work", "Si mi familia pide sal, la sirvo en un platito aparte", 7, 8),
        ("El doctor dijo que mi presión está alta",), {"made": 14, "due": 0},
        called="Lupe",
    ),
    Life(
        "Minh", "Trần Văn", "1955-07-30", "male", "vi", (DM,), "waits",
        Wish("Đi chợ một mình, không cần con chở", "Walk", "10 minutes", "morning", "3 days", "moving", "fear",
             "Đi cùng vợ", 7, 9),
        ("Tôi muốn tự đi chợ",), {"made": 12, "due": 0}, interpreter=True,
    ),
    Life(
        "Marie-Ange", "Desrosiers", "1966-08-15", "female", "ht", (HTN, DM), "waits",
        Wish("Mwen vle gen fòs pou m travay nan jaden an", "Check my blood pressure", "1 time", "morning", "3 days",
             "home_pressure", "knowing_how", "Enfimyè a ap montre m kijan", 6, 9),
        ("Tèt fè mal",), {"made": 10, "due": 0, "gate": ("keep", "wants_to_try", 5)}, interpreter=True,
    ),
    Life(
        "Harold", "Quimby", "1944-03-08", "male", "en", (HF, HTN), "waits",
        Wish("Stay out of the hospital this winter", "Weigh myself and write it down", "", "waking up", "every day",
             "daily_weight", "forgetting", "If I may forget, then I will put a note where I see it.", 8, 10,
             helper="Edith, my wife"),
        ("My ankles swell at night", "Can I have salt on popcorn?"), {"made": 27, "due": -13}, large_print=True,
        matters="Staying home with Edith",
    ),
    Life(
        "Latoya", "Briscoe", "1987-06-01", "female", "en", (ASTHMA,), "tried",
        Wish("Sleep through the night without coughing", "Use my daily inhaler", "2 puffs", "tooth brushing",
             "every day", "inhaler", "forgetting", "If I may forget, then I will set an alarm on my phone.", 8, 8),
        ("I cough at night",), {"made": 20, "due": -8, "tries": (("call", "no_answer", 7), ("text", "delivered", 5))},
    ),
    Life(
        "Ignacio", "Barrientos", "1963-10-10", "male", "es", (DM, HTN), "tried",
        Wish("Poder trabajar sin que me duelan los pies", "Revisarme los pies", "", "al acostarme", "todos los días",
             "feet", "tired", "Si llego cansado, lo hago mientras veo la tele", 7, 9),
        ("Me arden los pies",),
        {"made": 22, "due": -9, "tries": (("call", "left_message", 8), ("call", "busy", 6), ("text", "read", 4))},
        worse=True,
    ),
    Life(
        "Petra", "Novotná", "1979-01-25", "female", "en", ("prediabetes", OBESE), "tried",
        Wish("Fit in the blue dress again", "Have one less sweet drink", "1", "lunch", "5 days", "eating", "mood",
             "If I am stressed, then I will take five slow breaths first.", 7, 7),
        ("My mother had diabetes",), {"made": 16, "due": -4, "tries": (("call", "wrong_number", 3),)},
    ),
    Life(
        "Desmond", "Oyelaran", "1969-09-19", "male", "en", (HTN,), "tried",
        Wish("Coach the boys' team without getting dizzy", "Sit and check my blood pressure", "1 time", "evening",
             "3 days", "home_pressure", "time", "If the day is full, then I will do it right after a meal.", 7, 8),
        ("Dizzy on Saturdays",), {"made": 13, "due": -1, "tries": (("text", "replied", 0), ("call", "declined", 0))},
        worse=True,
    ),
    Life(
        "Yolanda", "Escamilla", "1975-04-22", "female", "es", (DM,), "waits",
        Wish("Que mi azúcar no me despierte de noche", "Medirme el azúcar", "1 vez", "al despertar", "3 días",
             "sugar_checks", "cost", "Si no alcanzan las tiras, llamo ese mismo día al equipo", 8, 9),
        ("Me levanto mucho de noche",), {"made": 6, "due": 6, "channel": "call"},
    ),
    Life(
        "Oscar", "Fennimore", "1953-05-27", "male", "en", (COPD, "tobacco"), "waits",
        Wish("Play the whole song on my trumpet", "Smoke outside only", "", "evening", "5 days", "smoking",
             "weather", "If the weather is bad, then I will chew gum.", 5, 6),
        ("I get short of breath playing",), {"made": 4, "due": 8, "gate": ("keep", "done_before", 4)},
        matters="The Friday band",
    ),
    # --- the gate and its changes -------------------------------------------------------------------------------------
    Life(
        "Beverly", "Stroud", "1960-08-09", "female", "en", (DM, HTN), "waits",
        Wish("Walk the dog myself again", "Walk", "5 minutes", "after lunch", "3 days", "moving", "pain",
             "If it hurts, then I will go slower or do less.", 8, 9),
        ("Biscuit needs a walk and I can't",), {"made": 8, "due": 4, "gate": ("smaller", "", 5)},
    ),
    Life(
        "Tomás", "Villaseñor", "1982-11-02", "male", "es", (OBESE, HTN), "waits",
        Wish("Jugar fútbol los domingos como antes", "Andar en bicicleta", "15 minutos", "después del trabajo",
             "2 días", "moving", "time", "Si salgo tarde, voy en bicicleta a la tienda", 7, 8),
        ("Quiero bajar de peso",), {"made": 9, "due": 3, "gate": ("fewer_days", "", 6)},
    ),
    Life(
        "Irene", "Castelnuovo", "1947-02-02", "female", "en", (HTN, LIPIDS), "waits",
        Wish("Cook the way my granddaughter likes and still mind my pressure", "Cook with herbs in place of salt", "",
             "dinner", "3 days", "salt", "knowing_how", "If I do not know how, then I will ask the team to show me.",
             8, 8, helper="Gia, my granddaughter"),
        ("No taste without salt",), {"made": 7, "due": 5, "gate": ("helper", "", 6)},
    ),
    Life(
        "Curtis", "Haldane", "1971-12-05", "male", "en", (DM + "+glipizide",), "waits",
        Wish("Keep my commercial license", "Take my pills", "", "tooth brushing", "every day", "medicines",
             "forgetting", "If I may forget, then I will put a note where I see it.", 9, 10),
        ("The exam for my truck license",), {"made": 5, "due": 7, "gate": ("other_time", "", 6)},
    ),
    Life(
        "Amparo", "Quintanilla", "1968-03-17", "female", "es", (DM, OBESE), "waits",
        Wish("Comer con mi familia sin sentirme mal", "Comer menos tortillas", "2", "cena", "5 días", "carbs",
             "family_or_work", "Si todos comen más, me sirvo más verdura", 7, 8),
        ("En mi casa todo es con tortilla",), {"made": 3, "due": 9, "gate": ("strategy", "", 4)},
    ),
    Life(
        "Geraldine", "Pomeroy", "1957-10-31", "female", "en", (PAIN, DEP), "waits",
        Wish("Sit through church without hurting", "Relax my muscles", "5 minutes", "bedtime", "3 days", "pain_calm",
             "mood", "If I feel low, then I will call one person I like.", 6, 7),
        ("My back", "I'm not sleeping"), {"made": 2, "due": 10, "gate": ("keep", "help_in_place", 5)},
    ),
    Life(
        "Virgil", "Thackeray", "1940-06-18", "male", "en", (HF, CKD), "waits",
        Wish("Make it to the cabin one more summer", "Put my legs up", "20 minutes", "after lunch", "5 days",
             "swelling", "time", "If I have no time, then I will do half of it.", 4, 10),
        ("How long do I have to take the water pill",), {"made": 1, "due": 11, "gate": ("keep", "matters_most", 4)},
    ),
    Life(
        "Nadia", "Petrosyan", "1990-09-03", "female", "en", (ASTHMA,), "waits",
        Wish("Sing in the choir again", "Breathe out slowly through my lips", "5 times", "when stressed", "5 days",
             "slow_breath", "other", "If it feels silly, then I will do it in the car.", 6, 8),
        ("Out of air on high notes",), {"made": 9, "due": 1, "gate": ("keep", "changes_later", 6)},
    ),
    Life(
        "Elroy", "Washburn", "1965-01-15", "male", "en", (DM, "tobacco"), "waits",
        Wish("Quit before my birthday", "Wait before I smoke", "15 minutes", "waking up", "3 days", "smoking",
             "mood", "If I am stressed, then I will take five slow breaths first.", 5, 9),
        ("Tried to quit three times",), {"made": 10, "due": 2, "gate": ("keep", "other", 5)},
    ),
    Life(
        "Consuelo", "Ibarra", "1951-07-07", "female", "es", (HTN, KNEES), "waits",
        Wish("Subir al coro de la iglesia", "Levantarme de la silla", "5 veces", "en la mañana", "3 días", "moving",
             "fear", "Si me da miedo caerme, lo hago con mi hija cerca", 8, 8),
        ("Las rodillas no me dejan subir",), {"made": 8, "due": 6, "gate": ("other_goal", "", 3)},
    ),
    # --- cautions -----------------------------------------------------------------------------------------------------
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
    # --- contacts that happened ---------------------------------------------------------------------------------------
    Life(
        "Thelma", "Underwood", "1956-11-11", "female", "en", (HTN, DM), "reached",
        Wish("Keep up with my walking group", *WALK_EN, "moving", "weather",
             "If the weather is bad, then I will walk inside.", 7, 9),
        ("My walking group is faster than me",),
        {"made": 30, "told": ((18, "mostly", 3, 2, 8, "It helped that Fran waited for me"),), "next": 0},
    ),
    Life(
        "Efraín", "Montalvo", "1974-05-05", "male", "es", (DM,), "reached",
        Wish("Ver crecer a mis hijos", "Tomar agua en lugar de refresco", "", "comida", "5 días", "eating",
             "family_or_work", "Si hay refresco en casa, me sirvo agua primero", 6, 10),
        ("Tomo mucho refresco",),
        {"made": 33, "told": ((21, "partly", 10, 4, 6, "Los fines de semana es difícil"),), "next": -3, "new_step": True},
    ),
    Life(
        "Joan", "Abernathy", "1945-08-21", "female", "en", (COPD,), "reached",
        Wish("Go to bingo on Thursdays", "Walk slowly", "5 minutes", "morning", "3 days", "hf_moving", "tired",
             "If I am tired, then I will start with two minutes.", 7, 8),
        ("Bingo is at the other end of the building",),
        {"made": 52, "told": ((40, "not_started", 6, 0, 5, "Had a cold"), (26, "done_as_planned", 6, 6, 8, "My neighbor came along")), "next": 4},
        large_print=True,
    ),
    Life(
        "Kofi", "Mensah-Reid", "1978-03-30", "male", "en", (HTN,), "reached",
        Wish("Run the 5K with my daughter", "Walk", "20 minutes", "before work", "3 days", "moving", "time",
             "If I have no time, then I will do half of it.", 8, 8),
        ("Charity run in the fall",),
        {"made": 26, "told": ((14, "tried_changed", 6, 5, 9, "Evenings work better"),), "next": 7},
    ),
    Life(
        "Anneliese", "Vogel", "1938-12-24", "female", "en", (HF,), "reached",
        Wish("Play cards upstairs with the girls", "Look at my ankles", "", "bedtime", "every day", "swelling",
             "knowing_how", "If I do not know how, then I will ask the team to show me.", 8, 7),
        ("The elevator is broken",),
        {"made": 25, "told": ((12, "unknown", None, None, None, ""),), "next": 2}, large_print=True,
    ),
    Life(
        "Raúl", "Santibáñez", "1964-01-19", "male", "es", (HTN, DEP), "reached",
        Wish("Dormir toda la noche", "Acostarme a la misma hora", "", "en la noche", "5 días", "mood_sleep", "mood",
             "Si no puedo dormir, escucho la radio bajito", 7, 9),
        ("No duermo",),
        {"made": 24, "told": ((11, "not_asked", None, None, None, ""),), "next": 1},
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
    # --- red flags ----------------------------------------------------------------------------------------------------
    Life(
        "Otis", "Marbury", "1959-05-25", "male", "en", (DM + "+insulin", HTN), "worried",
        Wish("Be steady on my feet", "Check my blood sugar", "2 times", "before dinner", "every day", "sugar_checks",
             "fear", "If I fear low sugar, then I will check it first and carry candy.", 7, 9),
        ("I got shaky on Sunday",),
        {"made": 13, "told_on": 1, "tier": "same_day", "signs": ("low_sugar_signs",), "said": "Shaky and sweaty twice this week"},
        worse=True,
    ),
    Life(
        "Estela", "Zamudio", "1946-02-20", "female", "es", (HF, HTN), "worried",
        Wish("Poder dormir acostada", "Pesarme y anotarlo", "", "al despertar", "todos los días", "daily_weight",
             "forgetting", "Si se me olvida, mi hijo me pregunta", 8, 9),
        ("Se me hinchan las piernas",),
        {"made": 12, "told_on": 0, "tier": "same_day", "signs": ("fluid_swelling",), "said": "Subí cuatro libras desde el lunes"},
    ),
    Life(
        "Rex", "Dunleavy", "1968-08-28", "male", "en", (DEP, PAIN), "worried",
        Wish("Get out of the house", "Walk in daylight", "10 minutes", "morning", "3 days", "activity",
             "getting_going", "If it is hard to start, then I will do five minutes.", 5, 6),
        ("Everything hurts",),
        {"made": 14, "told_on": 2, "tier": "within_hour", "signs": ("self_harm_thoughts",),
         "said": "Said he would be better off not here", "closed": "Bea called within 20 minutes; safety plan made, visit tomorrow"},
    ),
    Life(
        "Myra", "Solberg", "1953-11-30", "female", "en", (HTN, LIPIDS), "worried",
        Wish("Travel to see my brother", "Take the stairs", "1 time", "morning", "3 days", "moving", "", "", 8, 8),
        (),
        {"made": 15, "told_on": 3, "tier": "now_911", "signs": ("chest_pain",), "said": "Chest pressure since breakfast",
         "closed": "911 called with her on the line; discharged next day, visit booked"},
    ),
    # --- goals in other states ----------------------------------------------------------------------------------------
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
        Wish("Dejar el refresco", "Tomar una bebida dulce menos", "1", "comida", "5 días", "eating", "", "", 8, 7),
        (), {"made": 3},
    ),
    Life(
        "Daphne", "Wroblewski", "1963-01-31", "female", "en", (HTN,), "rebooked",
        Wish("Have calm mornings", "Breathe slowly", "5 breaths", "waking up", "5 days", "stress", "time",
             "If the day is full, then I will do it right after a meal.", 8, 8),
        (), {"made": 11, "to": 3},
    ),
    # --- not today ----------------------------------------------------------------------------------------------------
    Life("Gus", "Lindholm", "1969-11-23", "male", "en", (HTN,), "not_today", None, ("Bad cough since Friday",), {"made": 1, "reason": "acute"}),
    Life("Opal", "Nesbitt", "1947-08-04", "female", "en", (DM,), "not_today", None, ("Just the refill please",), {"made": 1, "reason": "not_ready", "declined": True, "again": 90}),
    Life("Chidi", "Amadi", "1984-05-14", "male", "en", (HTN, OBESE), "not_today", None, ("I have to be at work by ten",), {"made": 1, "reason": "no_time"}),
    Life("Ofelia", "Bustamante", "1956-04-30", "female", "es", (DM, HTN), "not_today", None, ("Ya tengo mi plan con la nutrióloga",), {"made": 1, "reason": "has_a_plan"}),
    # --- today and tomorrow ---------------------------------------------------------------------------------------------
    Life("Abigail", "Thornquist", "1970-02-17", "female", "en", (DM, LIPIDS), "comes", None, ("My feet tingle", "Is the new shot covered?"), {"in": 0, "clock": "09:00", "hand": "requested", "room": "2"}, worse=True),
    Life("Hector", "Zúñiga", "1962-09-05", "male", "es", (HTN, DM), "comes", None, ("Me duele la cabeza en las tardes",), {"in": 0, "clock": "08:40", "hand": "accepted", "room": "1"}),
    Life("Louise", "Merriweather", "1954-12-01", "female", "en", (COPD,), "comes", None, ("The cough is back",), {"in": 0, "clock": "08:20", "hand": "started", "room": "4"}),
    Life("Emmett", "Radcliffe", "1975-06-12", "male", "en", (HTN,), "comes", None, ("Headaches",), {"in": 0, "clock": "08:00", "hand": "done"}),
    Life("Paloma", "Duarte", "1991-03-26", "female", "es", (ASTHMA, "anxiety"), "comes", None, ("Me falta el aire cuando me preocupo",), {"in": 0, "clock": "08:10", "hand": "declined"}),
    Life("Zachary", "Bloomquist", "2011-10-09", "male", "en", (ASTHMA,), "comes", None, ("Wants to try out for track",), {"in": 0, "clock": "10:40", "family": True}),
    Life("Lucía", "Pedraza", "2014-05-21", "female", "es", ("obesity",), "comes", None, ("Su mamá pregunta por las meriendas",), {"in": 1, "clock": "09:40", "family": True}),
    Life("Earl", "Vandermeer", "1943-07-23", "male", "en", (HF, DM), "comes", None, ("I fell in the yard",), {"in": 1, "clock": "10:20"}, large_print=True),
    # --- look-alikes ----------------------------------------------------------------------------------------------------
    Life("Edna", "Halloran", "1957-03-15", "female", "en", (HTN,), "comes", None, ("Shoulder",), {"in": 0, "clock": "11:00"}),
    Life("Edwina", "Halloran", "1957-03-15", "female", "en", (HTN, DM), "comes", None, ("My twin is here too today",), {"in": 0, "clock": "11:20"}),
    Life("Maria", "Lopez", "1960-01-02", "female", "en", (DM,), "comes", None, ("Refill",), {"in": 1, "clock": "08:40"}),
    Life("María", "López", "1960-02-01", "female", "es", (DM, HTN), "comes", None, ("Cita de cada tres meses",), {"in": 1, "clock": "09:00"}),
    Life("يوسف", "الحداد", "1965-06-15", "male", "ar", (DM, HTN), "comes", None, ("أريد أن أمشي أكثر",), {"in": 0, "clock": "13:20"}, called="Yousef", interpreter=True),
)  # fmt: skip

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
        (), {"made": 28, "told": ((15, "mostly", 6, 5, 8, "The bench halfway"),), "next": 3},
    ),
    Life(
        "Ezequiel", "Rocha", "1967-07-11", "male", "es", (DM + "+insulin",), "cautioned",
        Wish("Bajar de peso para la boda", "Ayunar hasta la tarde", "", "en la mañana", "2 días", "eating", "", "", 8, 9),
        (), {"made": 1, "due": 9},
    ),
    Life(
        "Greta", "Sandvik", "1944-10-28", "female", "en", (HF,), "worried",
        Wish("Go to the quilt show", "Weigh myself and write it down", "", "waking up", "every day", "daily_weight",
             "", "", 8, 8),
        (), {"made": 12, "told_on": 0, "tier": "same_day", "signs": ("fluid_swelling",), "said": "Shoes do not fit since Tuesday"},
    ),
    Life("Hector", "Zuniga", "1962-05-09", "male", "en", (HTN,), "comes", None, ("Checkup",), {"in": 0, "clock": "09:20"}),
    Life("Edna", "Hallorann", "1957-05-13", "female", "en", (DM,), "comes", None, ("New patient forms",), {"in": 0, "clock": "10:00", "hand": "requested"}),
    Life("Josefina", "Alcalá", "1973-08-19", "female", "es", (HTN, OBESE), "not_today", None, ("Vengo por la receta",), {"made": 1, "reason": "no_time"}),
    Life("Sterling", "Mobray", "1950-01-20", "male", "en", (COPD,), "comes", None, ("Breathing test",), {"in": 1, "clock": "09:00"}),
)  # fmt: skip
