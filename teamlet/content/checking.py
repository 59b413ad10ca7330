"""Checks of content against its shape: every problem at once, each beside its field.

``msgspec`` stops at the first error; a person who edits content wants to see all of them.  So the
shape is walked here, and only content without problems is converted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import inspect as shapes

from teamlet.content import schema
from teamlet.content.population_checks import rule_problems
from teamlet.content.standing_order_checks import order_problems
from teamlet.content.words import REASONS
from teamlet.ground.reasons import Reason

_CODE = re.compile(r"[a-z0-9][a-z0-9_.]*")
_STRAY_BRACKET = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: ``key`` is the path of the field (``prompts[2].text.es``)."""

    key: str
    reason: Reason

    def __str__(self) -> str:
        sentence = REASONS[self.reason.code].format(**self.reason.values)
        return f"{self.key}: {sentence}"


def problem(key: str, code: str, /, **values: object) -> Problem:
    """Make a problem of ``content.<code>`` at ``key``."""
    return Problem(key, Reason(f"content.{code}", values))


def validate(kind: str, mapping: Mapping[str, Any]) -> list[Problem]:
    """Return everything that is wrong with ``mapping`` as content of ``kind``; empty when good.

    Never raises, whatever the mapping holds.
    """
    shape = schema.KINDS.get(kind)
    if shape is None:
        return [problem("kind", "kind_unknown", kind=kind)]
    problems = list(_walk(shapes.type_info(shape), mapping, ""))
    if mapping.get("kind") not in (None, kind):
        problems.append(problem("kind", "kind_differs", kind=str(mapping["kind"]), expected=kind))
    if problems:
        return problems
    content = convert(kind, mapping)
    problems.extend(_languages(content, mapping))
    problems.extend(_header(content))
    problems.extend(_CHECKS[shape](content))
    return problems


def _text_from(wanted: type, value: Any) -> Any:
    if wanted is schema.Text and isinstance(value, Mapping):
        return schema.Text(value)
    raise msgspec.ValidationError("a text by language is needed")


# The readers of all shapes are made here, by one thread: two threads that make one at the same time end the process.
for _shape in schema.KINDS.values():
    msgspec.json.Decoder(_shape, dec_hook=_text_from)


def convert(kind: str, mapping: Mapping[str, Any]) -> schema.Content:
    """Turn a mapping into content.  Raises ``msgspec.ValidationError`` when the shape does not fit."""
    return msgspec.convert(mapping, schema.KINDS[kind], dec_hook=_text_from)


_HUGE = 1_000_000_000

# --- the shape -------------------------------------------------------------------------------------

_PLAIN: tuple[tuple[type, type | tuple[type, ...], str], ...] = (
    (shapes.StrType, str, "a text"),
    (shapes.BoolType, bool, "yes or no"),
    (shapes.IntType, int, "a whole number"),
    (shapes.FloatType, (int, float), "a number"),
    (shapes.DateType, dt.date, "a date"),
)


def _walk(shape: Any, value: Any, key: str) -> Iterator[Problem]:
    if isinstance(shape, shapes.UnionType):
        kinds = [kind for kind in shape.types if not isinstance(kind, shapes.NoneType)]
        if value is not None:
            yield from _walk(kinds[0], value, key)
    elif isinstance(shape, shapes.StructType):
        yield from _walk_struct(shape, value, key)
    elif isinstance(shape, shapes.CustomType):
        yield from _walk_text(value, key)
    elif isinstance(shape, shapes.VarTupleType):
        yield from _walk_list(shape, value, key)
    elif isinstance(shape, shapes.DictType):
        yield from _walk_table(shape, value, key)
    else:
        yield from _walk_plain(shape, value, key)


def _walk_list(shape: shapes.VarTupleType, value: Any, key: str) -> Iterator[Problem]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        yield problem(key, "wrong_type", expected="a list")
        return
    for place, item in enumerate(value):
        yield from _walk(shape.item_type, item, f"{key}[{place}]")


def _walk_table(shape: shapes.DictType, value: Any, key: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield problem(key, "wrong_type", expected="a table by language")
        return
    for name, item in value.items():
        yield from _walk(shape.value_type, item, f"{key}.{name}")


def _walk_plain(shape: Any, value: Any, key: str) -> Iterator[Problem]:
    if isinstance(shape, shapes.EnumType):
        allowed = [member.value for member in shape.cls]
        if value not in allowed:
            yield problem(key, "wrong_type", expected=" or ".join(map(str, allowed)))
        return
    for plain, python, expected in _PLAIN:
        if isinstance(shape, plain):
            wrong = not isinstance(value, python) or (isinstance(value, bool) and python is not bool)
            if wrong or (isinstance(value, (int, float)) and not -_HUGE < value < _HUGE):
                yield problem(key, "wrong_type", expected=expected)
            elif isinstance(value, str) and not value.strip():
                yield problem(key, "key_missing")
            return
    raise TypeError(f"no check for {shape!r}")  # a new field type in schema.py needs one here


def _walk_struct(shape: shapes.StructType, value: Any, key: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield problem(key or "content", "wrong_type", expected="a table of fields")
        return
    prefix = f"{key}." if key else ""
    known = {field.encode_name: field for field in shape.fields}
    for name in value:
        if name not in known:
            yield problem(f"{prefix}{name}", "key_unknown", key=str(name))
    for name, field in known.items():
        if name in value:
            yield from _walk(field.type, value[name], prefix + name)
        elif field.required:
            yield problem(prefix + name, "key_missing")


def _walk_text(value: Any, key: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield problem(key, "wrong_type", expected="a text by language")
        return
    if not value:
        yield problem(key, "key_missing")
    for language, words in value.items():
        if not isinstance(words, str):
            yield problem(f"{key}.{language}", "wrong_type", expected="a text")
        elif not words.strip():
            yield problem(f"{key}.{language}", "text_empty", language=str(language))
        elif _STRAY_BRACKET.search(schema.PLACEHOLDER.sub("", words)):
            yield problem(f"{key}.{language}", "placeholder_unclosed", language=str(language))


# --- languages, header, codes ------------------------------------------------------------------------


def texts(value: Any, key: str = "") -> Iterator[tuple[str, schema.Text]]:
    """Yield every text of a piece of content with the path of its field."""
    if isinstance(value, schema.Text):
        yield key, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from texts(item, f"{key}[{place}]")


def _languages(content: schema.Content, mapping: Mapping[str, Any]) -> Iterator[Problem]:
    for key, text in texts(content):
        for language in content.languages:
            if not text.has(language):
                yield problem(f"{key}.{language}", "language_missing", language=language)
        for language in text.languages:
            if language not in content.languages:
                yield problem(f"{key}.{language}", "language_unlisted", language=language)
        blanks = {language: text.placeholders(language) for language in text.languages}
        first, *others = blanks
        for other in others:
            if blanks[other] != blanks[first]:
                yield problem(
                    f"{key}.{other}",
                    "placeholders_differ",
                    first=first,
                    second=other,
                    names=", ".join(sorted(blanks[first])) or "none",
                    other_names=", ".join(sorted(blanks[other])) or "none",
                )


def _header(content: schema.Content) -> Iterator[Problem]:
    if not _CODE.fullmatch(content.id):
        yield problem("id", "code_form", code=content.id)
    if content.version < 1:
        yield problem("version", "number_range", low=1, high=9999)
    if not content.languages:
        yield problem("languages", "list_empty")


def _codes(entries: Sequence[Any], key: str) -> Iterator[Problem]:
    if not entries:
        yield problem(key, "list_empty")
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        if not _CODE.fullmatch(entry.code):
            yield problem(f"{key}[{place}].code", "code_form", code=entry.code)
        if entry.code in seen:
            yield problem(f"{key}[{place}].code", "code_twice", code=entry.code)
        seen.add(entry.code)


def _known(names: Sequence[str], group: Sequence[Any], key: str) -> Iterator[Problem]:
    codes = [entry.code for entry in group]
    for name in names:
        if name not in codes:
            yield problem(key, "code_unknown", code=name, group=", ".join(codes))


# --- each kind -----------------------------------------------------------------------------------------


def _prompts(content: schema.PromptSet) -> Iterator[Problem]:
    yield from _codes(content.prompts, "prompts")
    if content.parts:
        yield from _codes(content.parts, "parts")
    banded = False
    for place, prompt in enumerate(content.prompts):
        if prompt.part is not None:
            yield from _known((prompt.part,), content.parts, f"prompts[{place}].part")
        low, high = prompt.from_score, prompt.to_score
        if (low is None) != (high is None):
            yield problem(f"prompts[{place}].from_score", "band_order")
        elif low is not None and high is not None:
            banded = True
            if not 0 <= low <= high <= 10:
                yield problem(f"prompts[{place}].from_score", "band_order")
    if banded:
        for score in range(11):
            if not any(prompt.from_score is not None and prompt.fits(score) for prompt in content.prompts):
                yield problem("prompts", "bands_open", score=score)


def _step_parts(content: schema.StepParts) -> Iterator[Problem]:
    yield from _codes(content.units, "units")
    yield from _codes(content.whens, "whens")
    keys: set[int] = set()
    for place, when in enumerate(content.whens):
        if when.key is None:
            continue
        if not 1 <= when.key <= 9:
            yield problem(f"whens[{place}].key", "number_range", low=1, high=9)
        if when.key in keys:
            yield problem(f"whens[{place}].key", "key_number_twice", number=when.key)
        keys.add(when.key)


def _goal_menu(content: schema.GoalMenu) -> Iterator[Problem]:
    yield from _codes(content.topics, "topics")
    seen: set[str] = set()
    for place, topic in enumerate(content.topics):
        key = f"topics[{place}].steps"
        yield from _codes(topic.steps, key)
        for number, step in enumerate(topic.steps):
            if step.code in seen:
                yield problem(f"{key}[{number}].code", "code_twice", code=step.code)
            seen.add(step.code)
            for days in step.days:
                if not 1 <= days <= 7:
                    yield problem(f"{key}[{number}].days", "number_range", low=1, high=7)
            for amount in step.amounts:
                if amount <= 0:
                    yield problem(f"{key}[{number}].amounts", "number_range", low=0.25, high=100000)


def _barriers(content: schema.BarrierList) -> Iterator[Problem]:
    yield from _codes(content.barriers, "barriers")
    for place, barrier in enumerate(content.barriers):
        if barrier.strategies:
            yield from _codes(barrier.strategies, f"barriers[{place}].strategies")


def _cautions(content: schema.CautionList) -> Iterator[Problem]:
    yield from _codes(content.cautions, "cautions")
    yield from _codes(content.fact_groups, "fact_groups")
    yield from _codes(content.word_groups, "word_groups")
    for place, caution in enumerate(content.cautions):
        if not caution.rules:
            yield problem(f"cautions[{place}].rules", "list_empty")
        for number, rule in enumerate(caution.rules):
            key = f"cautions[{place}].rules[{number}]"
            if not rule.words:
                yield problem(f"{key}.words", "list_empty")
            yield from _known(rule.words, content.word_groups, f"{key}.words")
            yield from _known(rule.facts, content.fact_groups, f"{key}.facts")


def _red_flags(content: schema.RedFlagList) -> Iterator[Problem]:
    yield from _codes(content.symptoms, "symptoms")
    yield from _codes(content.readings, "readings")
    yield from _codes(content.scripts, "scripts")
    for place, symptom in enumerate(content.symptoms):
        yield from _known(symptom.conditions, content.fact_groups, f"symptoms[{place}].conditions")
    for place, rule in enumerate(content.readings):
        key = f"readings[{place}]"
        yield from _known(rule.facts, content.fact_groups, f"{key}.facts")
        yield from _known(rule.with_symptoms, content.symptoms, f"{key}.with_symptoms")
        yield from _known(rule.without_symptoms, content.symptoms, f"{key}.without_symptoms")
        limits = (rule.below, rule.above, rule.at_least, rule.gain_at_least)
        if all(limit is None for limit in limits):
            yield problem(key, "threshold_missing")
        if rule.times < 1 or rule.within_days < 1:
            yield problem(f"{key}.times", "number_range", low=1, high=365)
    for place, script in enumerate(content.scripts):
        yield from _known(script.symptoms, content.symptoms, f"scripts[{place}].symptoms")


def _documents(content: schema.DocumentTexts) -> Iterator[Problem]:
    yield from _codes(content.texts, "texts")


def _word_lists(content: schema.WordLists) -> Iterator[Problem]:
    for name in ("blame", "replace", "outcome", "familiar_long"):
        for language in content.languages:
            if not getattr(content, name).get(language):
                yield problem(f"{name}.{language}", "language_missing", language=language)


def _instruments(content: schema.InstrumentRules) -> Iterator[Problem]:
    for name in ("asked_in", "authors", "modes"):
        if not getattr(content, name):
            yield problem(name, "list_empty")
    low, high = content.age_from, content.age_to
    if low is not None and high is not None and low > high:
        yield problem("age_from", "number_range", low=0, high=high)
    for name in ("areas", "levels", "highlights"):
        if getattr(content, name):
            yield from _codes(getattr(content, name), name)
    if content.scoring is None:
        return
    if not content.scoring.items:
        yield problem("scoring.items", "list_empty")
    if not 0 <= content.scoring.max_missing < max(len(content.scoring.items), 1):
        yield problem("scoring.max_missing", "number_range", low=0, high=len(content.scoring.items) - 1)
    if content.scoring.bands:
        yield from _codes(content.scoring.bands, "scoring.bands")
        yield from _bands(content.scoring)


def _bands(scoring: schema.Scoring) -> Iterator[Problem]:
    """Bands must cover the range of the total: from its low end to its high end, each joined to the next."""
    starts = [band.low for band in scoring.bands]
    ends = [band.below for band in scoring.bands]
    joined = starts[0] == scoring.low and ends == [*starts[1:], None]
    rising = all(first < second for first, second in pairwise(starts)) and starts[-1] <= scoring.high
    if not joined or not rising:
        yield problem("scoring.bands", "bands_gap", low=scoring.low, high=scoring.high)


def _populations(content: schema.Population) -> Iterator[Problem]:
    for key, reason in rule_problems(content):
        yield Problem(key, reason)


def _standing_orders(content: schema.StandingOrder) -> Iterator[Problem]:
    for key, reason in order_problems(content):
        yield Problem(key, reason)


def _replies(content: schema.ReplyWords) -> Iterator[Problem]:
    yield from _codes(content.meanings, "meanings")
    for place, meaning in enumerate(content.meanings):
        if not (meaning.whole or meaning.clause or meaning.said):
            yield problem(f"meanings[{place}]", "list_empty")


_CHECKS: Mapping[type[schema.Content], Callable[[Any], Iterator[Problem]]] = {
    schema.PromptSet: _prompts,
    schema.StepParts: _step_parts,
    schema.GoalMenu: _goal_menu,
    schema.BarrierList: _barriers,
    schema.CautionList: _cautions,
    schema.RedFlagList: _red_flags,
    schema.DocumentTexts: _documents,
    schema.WordLists: _word_lists,
    schema.InstrumentRules: _instruments,
    schema.Population: _populations,
    schema.StandingOrder: _standing_orders,
    schema.ReplyWords: _replies,
}
