"""Labels of conditions and readings, from their code first and then from their words.

ICD-10-CM by chapter and range, a few SNOMED CT and LOINC codes by id, everything else by English
and Spanish words in its display.  One label per item, the narrower first: substance use,
violence, reproductive, mental health, legal, social.  Tobacco carries no label: it is asked of
everybody and stands on many plans.  A wrong label costs a click; a missing one may cost a patient's
safety, so that in doubt an item is labelled.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.patients.words import Sensitivity

S = Sensitivity

# In this order; the first that fits decides.  NONE stops the search.
_ICD10: tuple[tuple[str, Sensitivity], ...] = (
    (r"F17", S.NONE),
    (
        r"F1[0-9]|F55|T40|T436|T51|K70|K852|K860|G312|G621|G721|I426|K292|E244|O9931|O9932|P043|P044|P961",
        S.SUBSTANCE_USE,
    ),
    (r"R78[0-5]|Y90|Y91|Z714[12]|Z715|Z721|Z811|Z813|Z814|Z8641", S.SUBSTANCE_USE),
    (r"T74|T76|X8[5-9]|X9[0-9]|Y0[0-9]|Z044|Z047|Z6281|Z69|Z914|Z654|O9A[345]", S.VIOLENCE),
    (r"F53|O906|O9934", S.MENTAL_HEALTH),
    (r"F52|F64|F66|O|A5[0-9]|A6[0-4]|B20|Z21|R75|Z20[26]|Z113|Z114|N52|N46|N97|N96|N91[0-2]", S.REPRODUCTIVE),
    (r"Z3[0-9A]|Z725|Z70|Z87890|Z640|Z641|Z793|Z975|Z985[12]|B9735|Z224|Z8751|Z8759", S.REPRODUCTIVE),
    (r"F|R4585|R4588|R45|T1491|X6[0-9]|X7[0-9]|X8[0-4]|Z915|Z133|Z865|Z81|Z046", S.MENTAL_HEALTH),
    (r"Z65[0-3]|Y35|Z0283", S.LEGAL),
    (r"Z5[5-9]|Z6[0-5]|Z753|Z748|Z742", S.SOCIAL),
)
_ICD10_RULES = tuple((re.compile(f"(?:{pattern})"), label) for pattern, label in _ICD10)
# Poisoning on purpose: the sixth sign of T36-T65 is 2.
_ON_PURPOSE = re.compile(r"T(?:3[6-9]|4\d|5\d|6[0-5])..2")

_SNOMED: dict[str, Sensitivity] = {
    "6525002": S.SUBSTANCE_USE,  # dependent drug abuse
    "5602001": S.SUBSTANCE_USE,  # opioid abuse
    "55680006": S.SUBSTANCE_USE,  # drug overdose
    "361055000": S.SUBSTANCE_USE,  # misuses drugs
    "7200002": S.SUBSTANCE_USE,  # alcoholism
    "66590003": S.SUBSTANCE_USE,  # alcohol dependence
    "706893006": S.VIOLENCE,  # victim of intimate partner abuse
    "72892002": S.REPRODUCTIVE,  # normal pregnancy
    "77386006": S.REPRODUCTIVE,  # pregnant
    "35999006": S.REPRODUCTIVE,  # blighted ovum
    "86406008": S.REPRODUCTIVE,  # HIV infection
    "73595000": S.MENTAL_HEALTH,  # stress
    "225444004": S.MENTAL_HEALTH,  # at risk for suicide
    "35489007": S.MENTAL_HEALTH,  # depressive disorder
    "370143000": S.MENTAL_HEALTH,  # major depressive disorder
    "48694002": S.MENTAL_HEALTH,  # anxiety
    "266948004": S.LEGAL,  # has a criminal record
    "446654005": S.SOCIAL,  # refugee
    "160968000": S.SOCIAL,  # risk activity involvement
    "1187604002": S.SOCIAL,  # serving in military service
    "422650009": S.SOCIAL,  # social isolation
    "423315002": S.SOCIAL,  # limited social contact
    "449868002": S.NONE,  # smokes tobacco daily
    "77176002": S.NONE,  # smoker
    "8517006": S.NONE,  # former smoker
}

_LOINC: dict[str, Sensitivity] = {
    "72166-2": S.NONE,  # tobacco smoking status
    "75626-2": S.SUBSTANCE_USE,  # AUDIT-C total
    "72109-2": S.SUBSTANCE_USE,  # AUDIT-C panel
    "75624-7": S.SUBSTANCE_USE,  # AUDIT total
    "82667-7": S.SUBSTANCE_USE,  # DAST-10 total
    "82666-9": S.SUBSTANCE_USE,  # DAST-10 panel
    "76504-0": S.VIOLENCE,  # HARK total
    "76499-3": S.VIOLENCE,  # HARK panel
    "76500-8": S.VIOLENCE,
    "76501-6": S.VIOLENCE,
    "76502-4": S.VIOLENCE,
    "76503-2": S.VIOLENCE,
    "93026-3": S.VIOLENCE,  # feels safe where living
    "82810-3": S.REPRODUCTIVE,  # pregnancy status
    "2106-3": S.REPRODUCTIVE,  # pregnancy test, urine
    "44261-6": S.MENTAL_HEALTH,  # PHQ-9 total
    "44249-1": S.MENTAL_HEALTH,  # PHQ-9 panel
    "55758-7": S.MENTAL_HEALTH,  # PHQ-2 total
    "55757-9": S.MENTAL_HEALTH,  # PHQ-2 panel
    "70274-6": S.MENTAL_HEALTH,  # GAD-7 total
    "69737-5": S.MENTAL_HEALTH,  # GAD-7 panel
    "71354-5": S.MENTAL_HEALTH,  # Edinburgh scale total
    "93038-8": S.MENTAL_HEALTH,  # stress level
    **dict.fromkeys(
        "44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8".split(), S.MENTAL_HEALTH
    ),  # PHQ-9 items
    "93028-9": S.LEGAL,  # nights in jail or prison
    "93027-1": S.SOCIAL,  # refugee
    "93025-5": S.SOCIAL,  # social needs panel
    **dict.fromkeys(
        "93029-7 93030-5 93031-3 93033-9 93034-7 93035-4 71802-3 67875-5 63586-2 76437-3 82589-3 63512-8 "
        "56051-6 32624-9 88121-9 88122-7 88123-5 88124-3".split(),
        S.SOCIAL,
    ),
}

# Words that only look like one of the labels.
_NOT_MEANT = re.compile(
    r"\b(?:non ?alcoholic|no alcoholic[ao]|nonalcohol\w*|alcohol (?:swab|pad|wipe)s?|st (?:segment )?depression"
    r"|respiratory depression|(?:bone )?marrow depression|depressed (?:skull )?fracture|depressed fracture"
    r"|cardiac arrest|paro cardiaco|stress (?:fracture|incontinence|test|echo\w*|cardiomyopathy|ulcer)"
    r"|hearing aids?|mental nerve|mental foramen|elderly primigravida"
    r"|drug allergy|drug induced|adverse drug|drug reaction|drug level|drug eluting"
    r"|oxidative stress|heat stress|birth weight|panic button)\b"
)
_TOBACCO = re.compile(r"\b(?:tobacco|nicotine|smok\w*|cigar\w*|tabaco|tabaquismo|fuma\w*|vap(?:ing|e|es))\b")

# One line of alternatives after the other, from the narrower label to the wider.
_WORDS: tuple[tuple[Sensitivity, str], ...] = (
    (
        S.VIOLENCE,
        r"""
        (?:partner|child|physical|sexual|elder|domestic|emotional|psychological|spous\w*) (?:\w+ )?(?:abuse|neglect)
        abuse (?:of|by) (?:partner|spouse|child|elder)|victim\w*|violence|violent|assault\w*|rape\w*
        batter(?:ed|ing)|maltreat\w*|molest\w*|human traffick\w*|homicid\w*|hark
        afraid of (?:your|their) partner|physically and emotionally safe|violencia|maltrato|victima
        abuso (?:sexual|infantil|fisico)|agresion|violacion
        """,
    ),
    (
        S.SUBSTANCE_USE,
        r"""
        alcohol\w*|drinking (?:behavior|problem)|drug (?:abuse|use|dependen\w*|misuse|addict\w*|overdose|screen)
        misuses drugs|dependent drug|(?:abuse|misuse) of (?:\w+ )?drugs?
        substance (?:abuse|use|misuse|dependen\w*)|opioid\w*|opiate\w*|heroin\w*|cocaine|crack|cannabis
        marijuana|methamphetamine\w*|amphetamine (?:abuse|use|dep\w*)|hallucinogen\w*|inhalant\w*
        sedative (?:abuse|use|dep\w*)|benzodiazepine (?:abuse|dep\w*)|addict\w*|intoxicat\w*|overdose
        delirium tremens|methadone|buprenorphine|naloxone|naltrexone|fentanyl|dast|audit c|ethanol|alcoholismo
        drogas?|adiccion\w*|cocaina|heroina|marihuana|sobredosis
        """,
    ),
    (
        S.MENTAL_HEALTH,
        r"""
        suicid\w*|self ?harm\w*|post ?partum depress\w*|post ?natal depress\w*|depresion pos\w*|eating disorder
        """,
    ),
    (
        S.REPRODUCTIVE,
        r"""
        pregnan\w*|gestation\w*|miscarriage\w*|abortion\w*|ovum|f(?:o?)etus|f(?:o?)etal|ante ?partum
        post ?partum|puerper\w*|(?:pre ?)?eclampsia|contracepti\w*|birth control|infertil\w*|in vitro fertil\w*
        hiv|human immunodeficiency|acquired immun\w*|syphilis|gonorrh\w*|gonococc\w*|chlamydia\w*|trichomon\w*
        sexual\w*|genital herpes|genital wart\w*|erectile|impotence|gender (?:dysphoria|identity)|transgender
        vasectomy|tubal ligation|intrauterine|sterilization|obstetric\w*|embaraz\w*|aborto\w*|anticoncep\w*|vih
        sifilis|gonorrea|infertilidad
        """,
    ),
    (
        S.MENTAL_HEALTH,
        r"""
        depress\w*|anxi\w*|panic|bipolar|mania|manic|schizo\w*|psycho(?:sis|tic|ses)\w*|psychiatr\w*|mental\w*
        post ?traumatic stress|ptsd|stress|attention deficit|adhd|autis\w*|anorexia nervosa|bulimi\w*
        binge eating|obsessive|compulsive|personality disorder|dementia|mood disorder|dysthymi\w*|phobi\w*
        dissociat\w*|adjustment disorder|conduct disorder|phq ?\d*|gad ?7|patient health questionnaire
        hallucinat\w*|grief|bereave\w*|depresion|depresiv\w*|ansiedad|esquizo\w*|psicosis
        trastorno (?:mental|bipolar)|demencia|suicidi\w*|estres
        """,
    ),
    (
        S.LEGAL,
        r"""
        criminal|prison\w*|jail\w*|imprison\w*|incarcerat\w*|probation|parole
        legal (?:problem|issue|circumstance)\w*|arrest(?:ed)?|convict\w*|detention|deport\w*|undocumented
        immigration status|lawsuit|litigation|court|prision|carcel|arrestad[ao]|problema legal
        antecedentes penales
        """,
    ),
    (
        S.SOCIAL,
        r"""
        homeless\w*|housing|eviction|food insecurity|food insecure|unemploy\w*|employment|labor force
        not in labor|social (?:isolation|contact|support|exclusion)|higher education|level of education
        education level|less than high school|illitera\w*|poverty|low income|total income|financial
        transportation|refugee\w*|asylum|military service|armed forces|migrant|insurance|living alone
        lives alone|loneliness|risk activity|primary insurance|farm work|social determinant\w*|sin hogar
        sin techo|desemple\w*|vivienda|pobreza|aislamiento
        """,
    ),
)


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in lines.strip().splitlines())})\b")


_WORD_RULES = tuple((label, _any_of(lines)) for label, lines in _WORDS)


def _plain(text: str) -> str:
    opened = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in opened if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())


def _by_code(system: str, code: str) -> Sensitivity | None:
    where = system.casefold()
    if "icd-10" in where or "icd10" in where or where.endswith("6.90"):
        plain = re.sub(r"[^A-Z0-9]", "", code.upper())
        if _ON_PURPOSE.match(plain) and not plain.startswith(("T40", "T436", "T51")):
            return S.MENTAL_HEALTH
        return next((label for rule, label in _ICD10_RULES if rule.match(plain)), None)
    if "snomed" in where or where.endswith("6.96"):
        return _SNOMED.get(code.strip())
    if "loinc" in where or where.endswith("6.1"):
        return _LOINC.get(code.strip())
    return None


@lru_cache(maxsize=8192)
def sensitivity_of(system: str, code: str, display: str) -> Decision[Sensitivity]:
    """Return the label of a condition or reading, and whether its code or its words gave it.

    ``system`` is the address of the code system (ICD-10-CM, SNOMED CT, LOINC; others are judged by
    words alone).  Never raises for odd input.
    """
    by_code = _by_code(system, code)
    if by_code is S.NONE:
        return Decision(S.NONE, (Reason("patients.no_label"),))
    if by_code is not None:
        return Decision(by_code, (Reason("patients.label_by_code", {"code": code}),))
    words = _NOT_MEANT.sub(" ", _plain(display))
    found = next((label for label, rule in _WORD_RULES if rule.search(words)), None)
    if found is S.SUBSTANCE_USE and _TOBACCO.search(words):
        rest = _TOBACCO.sub(" ", words)
        rest = re.sub(r"\b(?:addict\w*|substance (?:abuse|use|dependen\w*))\b", " ", rest)
        found = next((label for label, rule in _WORD_RULES if rule.search(rest)), None)
    if found is not None:
        return Decision(found, (Reason("patients.label_by_words"),))
    return Decision(S.NONE, (Reason("patients.no_label"),))
