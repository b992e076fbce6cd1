"""How quantities are printed in Korean."""

from __future__ import annotations

from extractors.languages.currencies import DOLLARS, SHARED, SIGNS
from extractors.languages.vocabulary import Vocabulary

KOREAN = Vocabulary(
    locale="ko",
    scales={"조": 12, "억": 8, "만": 4},
    inner_scales={"천": 3, "백": 2, "십": 1},
    signs={**SIGNS, "¥": ""},
    currencies={
        "원": "KRW",
        "미국 달러": "USD",
        "미 달러": "USD",
        "미국달러": "USD",
        "미달러": "USD",
        "달러": "USD",
        "유로": "EUR",
        "엔": "JPY",
        "위안": "CNY",
        "파운드": "GBP",
        "대만달러": "TWD",
        "홍콩달러": "HKD",
    },
    shared={**SHARED, "달러": DOLLARS},
    minus=("마이너스",),
    no_minus=("플러스",),
    other_units_pattern="베이시스 ?포인트|bp|‰|할(?![인당부])|푼|자릿수|자리 ?수",
    range_words=("에서",),
    compound=True,
    percent=("%", "퍼센트", "프로"),
    points=("%포인트", "% 포인트", "%p", "%P", "퍼센트포인트", "포인트", "p.p."),
    times=("배",),
    up=("플러스",),
    down=("마이너스",),
    up_after=tuple(
        f"{link}{word}"
        for link in ("", "가 ", "이 ", "의 ", "나 ")
        for word in ("증가", "늘어", "늘었", "늘며", "늘고", "상승", "성장", "확대", "급증")
    ),
    down_after=tuple(
        f"{link}{word}"
        for link in ("", "가 ", "이 ", "의 ", "나 ")
        for word in ("감소", "줄어", "줄었", "줄며", "줄고", "하락", "축소", "위축", "급감")
    ),
    hedges=("플러스마이너스", "약", "대략", "거의", "무려", "최소", "최대", "총", "추정"),
    hedges_after=("이상", "이하", "미만", "초과", "가량", "정도", "안팎", "내외", "남짓"),
    hedges_inside=("여",),
    ratios_before=("전년의", "전년 동기의", "전년동기의"),
    ratios_after=("수준",),
    labels=("제", "표", "그림", "도표", "부록", "주", "No."),
    tags=(
        *("년도", "연도", "년", "개월", "월", "일", "시간", "시", "분기", "반기", "분", "세기"),
        *("차", "호", "쪽", "페이지", "번째", "번", "세", "위", "대"),
    ),
    dates_pattern=(
        r"[0-9]{4}\. ?[0-9]{1,2}\.(?: ?[0-9]{1,2}\.?)?(?![0-9])"
        r"|[0-9]+ ?분의 ?[0-9]+"
        r"|[0-9] ?[/・∼~-] ?[0-9] ?분기|[0-9]+ ?초(?!과)"
    ),
)
