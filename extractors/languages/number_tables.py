"""How each language writes numbers in words or characters, and what stands around them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from extractors.languages.number_characters import NumberCharacters
from extractors.languages.number_words import NumberWords

_EN_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ES_UNITS = (
    *("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece"),
    *("catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidos"),
    *("veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve"),
)
_ES_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_ES_HUNDREDS = (
    *("ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"),
    *("ochocientos", "novecientos"),
)
_DE_UNITS = (
    *("ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf", "dreizehn"),
    *("vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_DE_TENS = ("zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_DE_ONE = ("eins", "eine", "einen", "einem", "einer")


def _english() -> dict[str, int]:
    small = {word: number for number, word in enumerate(_EN_UNITS, 1)}
    small |= {word: 10 * number for number, word in enumerate(_EN_TENS, 2)}
    small |= {
        f"{ten} {unit}": 10 * tens + units
        for (tens, ten), (units, unit) in product(enumerate(_EN_TENS, 2), enumerate(_EN_UNITS[:9], 1))
    }
    hundreds = {f"{unit} hundred": 100 * number for number, unit in enumerate(_EN_UNITS[:9], 1)} | {"a hundred": 100}
    joined = {
        f"{hundred}{link}{word}": hundred_value + value
        for (hundred, hundred_value), link, (word, value) in product(hundreds.items(), (" ", " and "), small.items())
    }
    return {"zero": 0, **small, **hundreds, **joined}


def _spanish() -> dict[str, int]:
    small = {word: number for number, word in enumerate(_ES_UNITS, 1)}
    small |= {word: 10 * number for number, word in enumerate(_ES_TENS, 3)}
    small |= {
        f"{ten} y {unit}": 10 * tens + units
        for (tens, ten), (units, unit) in product(enumerate(_ES_TENS, 3), enumerate(_ES_UNITS[:9], 1))
    }
    # uno is un before a noun, una before a feminine one.
    small |= {
        f"{word[:-3]}{one}": value for word, value in small.items() if word.endswith("uno") for one in ("un", "una")
    }
    hundreds = {word: 100 * number for number, word in enumerate(_ES_HUNDREDS, 1)}
    joined = {
        f"{hundred} {word}": hundred_value + value
        for (hundred, hundred_value), (word, value) in product(hundreds.items(), small.items())
    }
    return {"cero": 0, **small, **hundreds, "cien": 100, **joined}


def _german() -> dict[str, int]:
    small = {word: number for number, word in enumerate(_DE_UNITS, 1)} | {"zwo": 2}
    small |= {word: 10 * number for number, word in enumerate(_DE_TENS, 2)}
    small |= {
        f"{unit}und{ten}": 10 * tens + units
        for (tens, ten), (units, unit) in product(enumerate(_DE_TENS, 2), enumerate(_DE_UNITS[:9], 1))
    }
    ones = dict.fromkeys(_DE_ONE, 1)
    hundreds = {f"{unit}hundert": 100 * number for number, unit in enumerate(_DE_UNITS[:9], 1)} | {"hundert": 100}
    joined = {
        f"{hundred}{link}{word}": hundred_value + value
        for (hundred, hundred_value), link, (word, value) in product(
            hundreds.items(), ("", "und"), {**small, **ones}.items()
        )
    }
    return {"null": 0, **small, **ones, **hundreds, **joined, "tausend": 1000, "eintausend": 1000}


_ES_WORDS = "|".join(
    [
        *("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece"),
        *("catorce", "quince", "dieci(?:s[eé]is|siete|ocho|nueve)", "veinte"),
        "veinti(?:un[oa]?|ún|d[oó]s|tr[eé]s|cuatro|cinco|s[eé]is|siete|ocho|nueve)",
        *(*_ES_TENS, "cien(?:to)?", *_ES_HUNDREDS[1:], "cero", "mil", "medi[oa](?! ambiente)"),
    ]
)
_DE_PART = (
    "(?:ein(?:e[nmr]?|s)?|zw(?:ei|o)|drei|vier|fünf|sech(?:s|(?=z))|sieb(?:en|(?=z))|acht|neun|zehn|elf|zwölf|zwanzig"
    "|drei(?:ß|ss)ig|(?:vier|fünf|sech|sieb|acht|neun)zig|hundert|tausend)"
)
_DE_HALVES = {f"{unit}einhalb": f"{number}.5" for number, unit in enumerate(["ein", *_DE_UNITS[1:12]], 1)} | {
    "anderthalb": "1.5",
    "einundeinhalb": "1.5",
}

ENGLISH = NumberWords(
    whole=_english(),
    halves={"half a": "0.5", "a half": "0.5"},
    word="|".join([*_EN_UNITS[::-1], *_EN_TENS, "hundred", "half", "zero"]),
    scales={"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    scale="thousand|(?:m|b|tr)illion",
    stems=("illion", "ILLION", "ercent", "ERCENT", "er cent"),
    half_stem="half",
    relative="percent(?:age)? points?|per ?cent",
    joins="and",
    article="a",
    and_half="and (?:a )?half",
    point="point",
    part_of="(?:half|halves|thirds?|quarters?|[a-z]+ths?|fractions?|parts?|tens|dozens|hundreds|thousands) of",
    either="or|to",
)
SPANISH = NumberWords(
    whole=_spanish(),
    halves={"medio": "0.5", "media": "0.5"},
    word=_ES_WORDS,
    scales={
        **dict.fromkeys(("millon", "millones"), 6),
        **dict.fromkeys(("millardo", "millardos"), 9),
        **dict.fromkeys(("billon", "billones"), 12),
        **dict.fromkeys(("trillon", "trillones"), 18),
    },
    scale="(?:[mb]|tr)ill(?:[oó]n|ones)|millardos?",
    stems=("ill", "ILL", "or cien", "OR CIEN", "unto porcent", "untos porcent", "unto de por", "untos de por", " mil "),
    half_stem="medi",
    relative="por ciento|por cien|puntos? porcentual(?:es)?|puntos? de porcentaje",
    joins="y|e",
    article="una?",
    and_half="y medi[oa]",
    point="coma|punto",
    part_of=(
        "(?:mitad|tercios?|terceras?|cuart[oa]s?|quint[oa]s?|d[eé]cim[oa]s?|partes?|fracci[oó]n|decenas?|docenas?"
        "|centenar(?:es)?|cientos|miles) de(?: los| las)?"
    ),
    either="o|u|a",
    thousand="mil",
    label=r"[(:] ?(?:en )?|\b(?:importes?|cifras?|datos|valores|unidad(?:es)?)(?: [^\W\d_]+){0,2} en ",
)
GERMAN = NumberWords(
    whole=_german(),
    halves={
        **_DE_HALVES,
        **{
            f"{article}{half}": "0.5"
            for article in ("", "ein ", "eine ", "einen ", "einem ", "einer ")
            for half in ("halbe", "halben", "halber", "halbes")
        },
    },
    word=f"{_DE_PART}(?:(?:und)?{_DE_PART})*(?:(?:und)?einhalb)?|anderthalb|halbe[nrs]?|null",
    scales={
        **dict.fromkeys(("million", "millionen", "mio"), 6),
        **dict.fromkeys(("milliarde", "milliarden", "mrd"), 9),
        **dict.fromkeys(("billion", "billionen"), 12),
        **dict.fromkeys(("billiarde", "billiarden"), 15),
        **dict.fromkeys(("trillion", "trillionen"), 18),
    },
    scale=r"(?:M|B|Tr)illion(?:en)?|[MB]illiarden?|M(?:io|rd)\.?",
    stems=("illi", "ILLI", "Mio", "Mrd", "rozent", "ROZENT"),
    half_stem="halbe",
    relative=r"Prozentpunkte?n?|Prozent",
    joins="und",
    article="ein(?:e[nmr]?|s)?",
    and_half="und eine halbe",
    point="komma",
    part_of="(?:Hälfte|[a-zß]*(?:drit|vier|f|ch|zehn)tel|(?:Bruch)?teil|Dutzende?|Hunderte|Tausende)(?: von)?"
    "|einige[nr]?|mehrere[nr]?|viele[nr]?|wenige[nr]?|manche|etliche|paar",
    either="oder|bis|beziehungsweise|bzw.",
)

_INNER = {"千": 3, "百": 2, "十": 1}
_CHINESE_AROUND = NumberCharacters(
    digits="〇零○ 一 二两兩 三 四 五 六 七 八 九",
    inner=_INNER,
    closing={},
    point="点點・",
    not_after="[数數几幾第双雙点點之]",
    not_before="[几幾数數来來半零]",
    either="[、至到或~〜–—-]",
    percent_before="百分之",
    tenths="成",
    half_tenth="半",
    whole_tenths=r"(?=以|左右|多|的|[，。、；：,;:.）)！!？? ]|$)",
    half="半[个個]?",
    within="[多余餘]?",
    counter="[个個]?",
    beside="半个個多余餘",
)
SIMPLIFIED_CHINESE = replace(_CHINESE_AROUND, closing={"万亿": 12, "兆": 12, "亿": 8, "万": 4})
TRADITIONAL_CHINESE = replace(_CHINESE_AROUND, closing={"萬億": 12, "兆": 12, "億": 8, "萬": 4})
JAPANESE = NumberCharacters(
    digits="〇零 一 二 三 四 五 六 七 八 九",
    inner=_INNER,
    closing={"兆": 12, "億": 8, "万": 4},
    point="・",
    not_after="[数何幾第]",
    not_before="[数何幾]",
    either="[、・~〜–—-]|から|ないし",
    percent_after="パーセント",
    tenths="割",
    hundredths="分",
    half_tenth="半(?!ば)",
    whole_tenths="(?![引りきる合安当拠振方台半])",
    bare=True,
)
KOREAN = NumberCharacters(
    digits="영 일 이 삼 사 오 육 칠 팔 구",
    inner={"천": 3, "백": 2, "십": 1},
    closing={"조": 12, "억": 8, "만": 4},
    point="점",
    not_after="(?:몇|수|여러) ?|[가-힣](?<![0-9][조억만])",
    not_before="(?!여? ?(?:원|달러|유로|엔|위안|파운드|명))[가-힣]",
    either="[·ㆍ・~∼-]|에서|, ",
    percent_after="퍼센트|프로(?![가-힣])",
    within="여?",
    beside="여",
    gap=" ?",
    bare=True,
    single=False,
)
