"""A step in parts: is it something to do, and how does it get smaller.

Proposals rewrite numbers only; the patient's words stay.  Two kinds of step never get a smaller
number from us: taking a medicine (less would go against the prescription) and keeping to a limit
(less would be harder).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations

from teamlet.ground.reasons import Reason
from teamlet.records.plans.words import Asks, GateChange


@dataclass(frozen=True, slots=True)
class Step:
    """The parts of a step that can get smaller.

    ``amount`` is above zero, ``days_per_week`` 1-7, ``weekdays`` 0 = Monday … 6 = Sunday when the
    patient named days.
    """

    text: str = ""
    amount: Decimal | None = None
    unit: str = ""
    days_per_week: int | None = None
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step after a change was chosen, the reason in words, and the field that gets the focus."""

    step: Step
    reason: Reason
    asks: Asks

    @property
    def changed(self) -> bool:
        """Say whether a number was rewritten."""
        return self.asks is Asks.NOTHING


def _folded(text: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).split())


# "Lose", "lower" and the like beside something that is measured rather than done.
_OUTCOME = re.compile(
    r"""
    \b(?:lose|losing|drop|shed|lower|lowering|reduce|reducing|decrease|improve|improving|control|controlling
       |normalize|stabilize|better|raise|get\ (?:my|the)|bring\ (?:my|the|down)|keep\ (?:my|the)|manage)\b
    (?:\ \w+){0,3}?
    \ (?:weight|pounds?|lbs?|kilos?|kg|a1c|hba1c|sugars?|glucose|pressure|bp|cholesterol|bmi|numbers?|diabetes
       |asthma|pain|stress|mood|health)\b
    (?!\ (?:in|from|on|with|at)\b)
    | \b(?:weigh\ less|weigh\ \d+|get\ (?:thin|thinner|slim|healthy|healthier|fit|stronger|better|in\ shape)
       |be\ (?:healthy|healthier|thinner|stronger|less\ \w+|more\ fit|happier)
       |feel\ (?:\w+\ )?(?:better|good|stronger|healthier|happier)
       |have\ (?:more\ energy|less\ pain)
       |a1c\ (?:under|below|of|to|down)|\d+\ (?:pounds?|lbs?|kilos?)\ (?:less|down|off))\b
    | \b(?:perder|bajar|bajarle|bajarme|reducir|disminuir|mejorar|controlar|normalizar|mantener|subir)\b
    (?:\ \w+){0,3}?
    \ (?:peso|libras?|kilos?|kg|a1c|azucar|glucosa|presion|colesterol|diabetes|asma|dolor|estres|animo|salud
       |numeros?)\b
    (?!\ (?:en|del|con|al)\b)
    | \b(?:adelgazar|pesar\ menos
       |(?:sentirme|sentir\ me|sentirse|estar|ponerme|verme)\ (?:\w+\ )?
       (?:mejor|bien|sano|sana|fuerte|delgado|delgada|saludable)
       |tener\ (?:mas\ energia|menos\ dolor)|ser\ mas\ (?:sano|sana|saludable))\b
    """,
    re.VERBOSE,
)

# A verb of doing makes the sentence a step, whatever else it says.
_ACTION = re.compile(
    r"""
    \b(?:walk|walks|walking|run|running|jog|jogging|swim|swimming|bike|biking|cycle|cycling|dance|dancing|stretch
       |stretching|exercise|exercising|lift|climb|play|garden|gardening|eat|eating|drink|drinking|cook|cooking|bake|swap
       |replace|skip|skipping|cut|cutting|buy|shop|pack|measure|measuring|check|checking|test|testing|weigh\ myself
       |take|taking|refill|write|writing|log|track|tracking|call|calling|ask|talk|text|meet|join|go|going|attend|visit|read
       |practice|practise|breathe|breathing|meditate|pray|sleep\ by|turn|set|put|use|using|rest|sit|stand|do|doing|quit
       |stop|stopping|smoke|smoking|limit|inject|bring|make|plan
       |caminar|camino|caminare|correr|nadar|bailar|hacer|ejercicio|ejercicios|comer|beber|tomar|cocinar|cambiar
       |comprar|medir|medirme|revisar|pesarme|apuntar|escribir|anotar|llamar|preguntar|hablar|ir|asistir|leer|practicar
       |respirar|meditar|rezar|dormir|acostarme|dejar|fumar|usar|poner|descansar|quitar|preparar|estirar|estirarme|subir
       \ (?:las\ )?escaleras)\b
    """,
    re.VERBOSE,
)

_MEDICINE = re.compile(
    r"\b(?:medicine|medicines|medication|medications|meds|pill|pills|tablet|tablets|capsule|capsules|insulin|inhaler"
    r"|dose|doses|puff|puffs|injection|injections|statin|metformin|lisinopril|prednisone|antidepressant|patch|patches"
    r"|medicina|medicinas|medicamento|medicamentos|pastilla|pastillas|tableta|tabletas|capsula|capsulas|insulina"
    r"|inhalador|dosis|inyeccion|inyecciones|parche|parches|metformina)\b"
)
_MEDICINE_UNITS = frozenset(
    "pill pills tablet tablets capsule capsules dose doses puff puffs unit units ml mg injection injections drop drops "
    "patch patches pastilla pastillas tableta tabletas capsula capsulas dosis inhalacion inhalaciones unidad unidades "
    "inyeccion inyecciones gota gotas parche parches".split()
)
_LIMIT = re.compile(
    r"\b(?:at most|no more than|not more than|only|just|maximum|max|up to|limit|limiting|cut down|cut back|less than"
    r"|fewer than|under|instead of|smoke|smoking|cigarettes?|beers?|fumar|cigarrillos?|cigarros?|cervezas?"
    r"|como maximo|no mas de|solo|solamente|menos de|maximo|limitar|hasta)\b"
)


def step_hint(text: str) -> Reason | None:
    """Return the hint *What will you do?* when a step names a result and nothing to do.

    A hint only: the words are saved as they are.  English and Spanish; other languages get none.
    """
    plain = _folded(text)
    if not plain or not _OUTCOME.search(plain):
        return None
    # An outcome verb such as "keep" may itself sit in the list of doing; look outside the outcome.
    rest = _OUTCOME.sub(" ", plain)
    if _ACTION.search(rest):
        return None
    return Reason("plans.hint_what_will_you_do", {"part": "step"})


def is_about_medicine(text: str, unit: str = "") -> bool:
    """Say whether a step is about taking a medicine, from its unit first and then its words."""
    plain_unit = _folded(unit)
    if plain_unit:
        return plain_unit in _MEDICINE_UNITS
    return bool(_MEDICINE.search(_folded(text)))


def is_limit(text: str) -> bool:
    """Say whether a step keeps to a limit (*at most two sodas*), so that less would be harder."""
    return bool(_LIMIT.search(_folded(text)))


_SMALL = tuple(Decimal(n) for n in (1, 2, 3, 4, 5, 10, 15, 20, 30, 45, 60, 90, 120))
_MANTISSAS = tuple(Decimal(n) for n in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "7.5", "8", "9"))
_DAYS_DOWN = {7: 5, 6: 5, 5: 3, 4: 3, 3: 2, 2: 1}


def _friendly(amount: Decimal) -> Decimal | None:
    """Return the friendly number nearest to half of ``amount``, the larger of two as near.

    ``None`` when there is nothing smaller that is still something.
    """
    half = amount / 2
    if amount <= 120:
        candidates = [n for n in _SMALL if n < amount]
    else:
        power = Decimal(10) ** (half.adjusted())
        candidates = [n * power for n in _MANTISSAS if n * power < amount]
    if not candidates:
        return None
    nearest = min(candidates, key=lambda n: (abs(n - half), -n))
    return nearest.quantize(Decimal(1)) if nearest == nearest.to_integral_value() else nearest


def _number(amount: Decimal) -> str:
    whole = amount.to_integral_value(rounding=ROUND_FLOOR)
    return str(int(whole)) if whole == amount else format(amount.normalize(), "f")


def _spread(weekdays: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return ``count`` of the named days that lie farthest apart, the earlier ones when equal."""

    def gaps(days: tuple[int, ...]) -> tuple[int, ...]:
        turns = [(later - earlier) % 7 or 7 for earlier, later in zip(days, days[1:] + days[:1], strict=True)]
        return tuple(sorted(turns))

    ordered = tuple(sorted(set(weekdays)))
    return max(combinations(ordered, count), key=lambda days: (gaps(days), tuple(-day for day in days)))


def _smaller(step: Step) -> Proposal:
    if step.amount is None or not step.amount.is_finite() or step.amount <= 0:
        return Proposal(step, Reason("plans.step_no_amount"), Asks.AMOUNT)
    if is_limit(step.text):
        return Proposal(step, Reason("plans.step_limit_amount"), Asks.AMOUNT)
    less = _friendly(step.amount)
    if less is None:
        return Proposal(step, Reason("plans.step_smallest"), Asks.WHEN)
    values = {"before": _number(step.amount), "after": _number(less), "unit": step.unit}
    return Proposal(replace(step, amount=less), Reason("plans.step_smaller", values), Asks.NOTHING)


def _fewer_days(step: Step) -> Proposal:
    named = tuple(sorted(set(step.weekdays)))
    days = len(named) or step.days_per_week or 7
    fewer = _DAYS_DOWN.get(days)
    if fewer is None:
        return Proposal(step, Reason("plans.step_one_day"), Asks.AMOUNT)
    kept = _spread(named, fewer) if named and len(named) < 7 else ()
    changed = replace(step, days_per_week=fewer, weekdays=kept)
    return Proposal(changed, Reason("plans.step_fewer_days", {"before": days, "after": fewer}), Asks.NOTHING)


def shrink(step: Step, change: GateChange) -> Proposal:
    """Propose the step after ``change``; the patient decides and rates again.

    Less halves the amount to a friendly number (30, 15, 10, 5 … never 0); fewer days goes 7, 5, 3,
    2, 1 and keeps named days well apart.  A medicine keeps its amount and days, a limit its
    amount; then the proposal says so and asks for another change.  Helper, other time, strategy
    and other goal move the focus to the field that the patient fills.
    """
    match change:
        case GateChange.SMALLER | GateChange.FEWER_DAYS if is_about_medicine(step.text, step.unit):
            return Proposal(step, Reason("plans.step_medicine_stays"), Asks.WHEN)
        case GateChange.SMALLER:
            return _smaller(step)
        case GateChange.FEWER_DAYS:
            return _fewer_days(step)
        case GateChange.HELPER:
            return Proposal(step, Reason("plans.step_helper"), Asks.HELPER)
        case GateChange.OTHER_TIME:
            return Proposal(step, Reason("plans.step_other_time"), Asks.WHEN)
        case GateChange.STRATEGY:
            return Proposal(step, Reason("plans.step_strategy"), Asks.STRATEGY)
        case GateChange.OTHER_GOAL:
            return Proposal(step, Reason("plans.step_other_goal"), Asks.GOAL)
        case GateChange.KEEP:
            return Proposal(step, Reason("plans.step_keep"), Asks.KEEP_REASON)
