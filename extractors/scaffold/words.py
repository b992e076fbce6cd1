"""What the words of a header or a sentence suggest: segments, periods, units. Proposals for people, never readings."""

from __future__ import annotations

import re
from typing import Any

from extractors import codes
from extractors.languages import language_of
from extractors.quantities import QuantityError, find_quantities, read_quantity
from extractors.statements.mentions import WORDS

#: Words for the sides of the market, the narrower first; a text may name more than one, which proposes none.
_SEGMENTS = {
    "B2B": r"\bB-?(?:2|to)-?B\b|business[- ]to[- ]business|企業間|企业间|对单位|기업간|entre empresas",
    "B2C": r"\bB-?(?:2|to)-?C\b|business[- ]to[- ]consumer|消費者向け|对个人|기업·?소비자간|a consumidores",
    "B2G": r"\bB-?(?:2|to)-?G\b|business[- ]to[- ]government|기업·?정부간|정부·?기업간",
    "C2C": r"\bC-?(?:2|to)-?C\b|消費者間|소비자간",
    "TOTAL": r"\btotal\b|合計|总额|総額|합계|\binsgesamt\b",
}
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,40})[)）\]]")
_SPOKEN = re.compile(r"^(?:in|en|units?|unidad(?:es)?|einheit|単位|单位|單位|단위)\s*[:：]?\s+", re.IGNORECASE)
_SIGN_FIRST = re.compile(r"^([A-Z]{0,2}[^\w\s]{1,2}|[A-Z]{3}) ?(?=\w)")


def segment_of(text: str) -> str | None:
    """Return the one segment that a text names, or None where it names none or several."""
    named = [code for code, words in _SEGMENTS.items() if re.search(words, text, re.IGNORECASE)]
    if len(named) > 1:
        named = [code for code in named if code != "TOTAL"]
    return named[0] if len(named) == 1 else None


def year_of(text: str) -> str | None:
    """Return the one year that a text names, or None."""
    years = years_of(text)
    return years[0] if len(years) == 1 else None


def years_of(text: str) -> list[str]:
    """Return the years that a text names, each once."""
    return list(dict.fromkeys(_YEAR.findall(text)))


def statuses_of(text: str, lang: str) -> list[str]:
    """Return the statuses that words of a sentence give figures: F for a forecast, E for an estimate, P."""
    words = WORDS[language_of(lang)]
    edges = (r"(?<![^\W\d_])(?:", r")(?![^\W\d_])") if words.words_apart else ("(?:", ")")
    return [
        code
        for code, said in words.statuses.items()
        if re.search("|".join(said).join(edges), text, re.IGNORECASE if words.words_apart else 0)
    ]


def unit_of(text: str, lang: str) -> dict[str, Any]:
    """Return ``unit`` and ``scale`` as far as a header or caption says them: "($ billions)" is USD and 1000000000."""
    if "%" in text or "％" in text or "per cent" in text.casefold():
        return {"unit": "PCT"}
    for words in (*_BRACKETS.findall(text), text.rpartition(",")[2].strip()):
        if any(character.isdigit() for character in words):
            continue
        unit = _SPOKEN.sub("", words)
        one = unit.removesuffix("s")
        signs = (_SIGN_FIRST.sub(r"\g<1>1 ", one), _SIGN_FIRST.sub(r"\g<1> 1 ", one))
        for printed in dict.fromkeys((f"1 {unit}", f"1{unit}", f"1 {one}", *signs)):
            found = find_quantities(printed, lang)
            if len(found) == 1 and found[0].text == printed and (found[0].unit or found[0].value != 1):
                currency = {"unit": found[0].unit} if codes.is_unit(found[0].unit) else {}
                scale = {"scale": int(found[0].value)} if found[0].value > 1 else {}
                return currency | scale
    return {}


def is_figure(text: str, lang: str) -> bool:
    """Tell whether a cell looks like a figure and nothing else."""
    try:
        read_quantity(text, lang, unit="" if "%" not in text else "PCT")
    except QuantityError:
        return False
    return True
