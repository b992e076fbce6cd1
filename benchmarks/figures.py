"""Finding quantities in prose: megabytes per second of processor time, and against a bare split of the same text."""

from __future__ import annotations

import random
import re
import time

from benchmarks.timing import Comparison, compare
from extractors.quantities import find_quantities

SIZE = 500_000
_WORDS = re.compile(r"[0-9][0-9.,]*|[^\W\d_]+|[^\w\s]")

#: A paragraph of a report, with as many figures as a press release has. Every # is another digit each time.
PROSE = {
    "en": (
        "Sales between businesses came to 4##.# trillion yen (up by 1#.#% from 4##.# trillion yen in the previous "
        "year), and in Table 3 of the survey of 2018 the United States ($8,###bn) lost about 0.## percentage points. "
        "The answers that firms sent in by post were weighted by industry and size, as the annex of the report says.\n"
    ),
    "es": (
        "El comercio entre empresas llegó a # billones 3## mil 4## millones de pesos en 2024, un #,# % de lo que se "
        "produce, frente a 8.### millones de dólares; así lo dice la encuesta que se publica cada trimestre.\n"
    ),
    "de": (
        "Der Handel zwischen Unternehmen stieg im Jahr 2015 um 1#,# % auf 4#,# Milliarden Euro, wie am 3. Mai bekannt "
        "wurde; rund 1,# Billionen US-Dollar sind es weltweit, gewichtet nach Branche und Größe der Betriebe.\n"
    ),
    "ja": (
        "令和５年の企業間の取引は4##兆2,###億円（前年は42#.#兆円、前年比1#.#％増）であり、電子化の割合は4.##％"
        "（0.##ポイント増）となった。日本と米国と中国を調べたもので、くわしくは第3章に述べる。\n"
    ),
    "ko": (
        "2013년에 거래액은 12##조1###억원으로 한 해 전(11##조8###억원)보다 #.#% 증가했다. 기업 사이의 거래가 "
        "10##조6###억원으로 가장 크고 나머지는 작은 편이라고 조사 결과는 밝히고 있다.\n"
    ),
    "zh-Hans": (
        "2012年的交易规模达到7.##万亿人民币，比上一年增长3#.##%，其中企业之间为6.##万亿，增长2#%。零售的活跃买家有"
        "2.##亿，商家8##万，增速更快，但企业之间的交易仍然是大头，报告在第3章里这样说。\n"
    ),
}


def prose(lang: str) -> str:
    """Return SIZE bytes of prose in a language."""
    digits = random.Random(lang)  # noqa: S311 - so that a kept reading of one number is no help with the next
    paragraphs = PROSE[lang] * (SIZE // len(PROSE[lang].encode()))
    return re.sub("#", lambda _: str(digits.randrange(10)), paragraphs)


def comparisons() -> list[Comparison]:
    """Return each language's prose against a bare split of it by one regular expression."""
    results = []
    for lang in PROSE:
        text = prose(lang)
        result = compare(
            f"figures in {lang} prose",
            ("find_quantities", lambda text=text, lang=lang: find_quantities(text, lang)),
            ("re.findall", lambda text=text: _WORDS.findall(text)),
            pairs=5,
        )
        started = time.process_time()
        found = find_quantities(text, lang)
        speed = len(text.encode()) / (time.process_time() - started) / 1e6
        print(f"{result.subject:<34} {speed:.1f} MB/s of text, {len(found):,} quantities", flush=True)
        results.append(result)
    return results
