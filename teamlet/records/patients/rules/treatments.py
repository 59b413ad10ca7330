"""Treatments that ask for company when they begin: insulin, blood thinners, medicines for depression.

Insulin is the list of ``content/cautions``.  The others are the ingredients of the ATC groups B01AA, B01AE and B01AF
(anticoagulants by mouth) and N06A (antidepressants, of those in use in the United States), with their RxNorm
ingredients and brand names.  A licensed person of the practice compares them before use.  Names are looked for in the
label, so that a record without codes is read as well.  Trazodone is left out: it is mostly prescribed for sleep; and
bupropion as sold for smoking only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from teamlet.content.cautions import shipped
from teamlet.content.matching import Fact, Facts, facts_of
from teamlet.content.schema import FactGroup, Text

#: So long after its first day a treatment is new.
NEW_DAYS = 90
#: A medicine written again after so long a gap is new once more.
GAP_DAYS = 365

ANTICOAGULANT = FactGroup(
    code="anticoagulant",
    label=Text({"en": "blood thinner", "es": "anticoagulante"}),
    rxnorm=("11289", "1364430", "1114195", "1037042", "1599538"),
    medicine_words=(
        "warfarin*", "coumadin", "jantoven", "apixaban*", "eliquis", "rivaroxaban*", "xarelto", "dabigatran*",
        "pradaxa", "edoxaban*", "savaysa",
    ),
)  # fmt: skip
ANTIDEPRESSANT = FactGroup(
    code="antidepressant",
    label=Text({"en": "medicine for depression", "es": "medicina para la depresión"}),
    rxnorm=(
        "36437", "2556", "321988", "4493", "32937", "42355", "39786", "734064", "72625", "1433212", "42347",
        "15996", "704", "7531", "3638", "5691", "3247", "8123", "10734", "1455099", "1086769",
    ),
    medicine_words=(
        "sertralin*", "zoloft", "citalopram*", "celexa", "escitalopram*", "lexapro", "fluoxetin*", "prozac",
        "paroxetin*", "paxil", "fluvoxamin*", "luvox", "venlafaxin*", "effexor", "desvenlafaxin*", "pristiq",
        "duloxetin*", "cymbalta", "levomilnacipran*", "fetzima", "bupropion*", "wellbutrin", "mirtazapin*", "remeron",
        "amitriptylin*", "nortriptylin*", "pamelor", "doxepin*", "imipramin*", "tofranil", "desipramin*", "norpramin",
        "phenelzin*", "nardil", "tranylcypromin*", "parnate", "vortioxetin*", "trintellix", "vilazodon*", "viibryd",
    ),
    medicine_words_except=("zyban", "cream", "topical"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """One medicine as it was written down on a day."""

    system: str
    code: str
    display: str
    on: date


@lru_cache(maxsize=1)
def insulin() -> FactGroup:
    """Return the list of insulins of the cautions."""
    return next(group for group in shipped().fact_groups if group.code == "insulin")


def began_on(group: FactGroup, written: Iterable[Written]) -> date | None:
    """Return since when somebody takes what ``group`` names, from all that was ever written; None = not at all.

    After a gap of more than ``GAP_DAYS`` the treatment begins anew.
    """
    days = sorted(each.on for each in written if names(group, each.system, each.code, each.display))
    first: date | None = None
    last: date | None = None
    for day in days:
        if last is None or (day - last).days > GAP_DAYS:
            first = day
        last = day
    return first


def is_new(began: date | None, on: date, days: int = NEW_DAYS) -> bool:
    """Whether a treatment that began on a day (None = never) is new ``on`` another."""
    return began is not None and on - timedelta(days=days) <= began <= on


@lru_cache(maxsize=20_000)
def names(group: FactGroup, system: str, code: str, display: str) -> bool:
    """Whether a medicine as it is written belongs to ``group``."""
    fact = Fact(code, system, display)
    return bool(facts_of(group, Facts(medicines=(fact,)), on=date.max))
