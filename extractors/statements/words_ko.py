"""How Korean speaks of e-commerce figures."""

from __future__ import annotations

from extractors.statements.vocabulary import LATIN_SEGMENTS, YEAR, Words

_DOT = "[·ㆍ・/\\-~ ]?"

KOREAN = Words(
    segments={
        **LATIN_SEGMENTS,
        "B2B": (*LATIN_SEGMENTS["B2B"], f"(?<![·ㆍ・])기업{_DOT}(?:기업)? ?간"),
        "B2C": (*LATIN_SEGMENTS["B2C"], f"기업{_DOT}(?:소비자|개인) ?간"),
        "B2G": (*LATIN_SEGMENTS["B2G"], f"(?:정부{_DOT}기업|기업{_DOT}정부) ?간"),
        "C2C": (*LATIN_SEGMENTS["C2C"], "(?<![·ㆍ・업])(?:소비자|개인) ?간"),
        "ONLINE_RETAIL": ("온라인 ?쇼핑", "사이버 ?쇼핑", "인터넷 ?쇼핑"),
    },
    total=("전자상거래",),
    levels=("(?:총 ?)?거래(?:액|규모)", "거래", "시장 ?규모", "매출(?:액)?", "규모"),
    other_levels=("GDP", "국내총생산", "투자", "수출", "수입", "이익", "1인당", "수수료"),
    ratios={},
    growth=("증가율", "성장률", "신장률", "전년 ?(?:동기 ?)?대비", "증감률"),
    falling=("감소", "줄", "하락", "축소"),
    share=("비중", "차지", "점유율", "구성비"),
    other_spans=("연평균", "전분기 ?(?:대비|보다)", "전월 ?(?:대비|보다)", "누적"),
    statuses={
        "F": ("전망", "예상", "예측", "것으로 보인"),
        "E": ("추정", "추산"),
        "P": ("잠정",),
    },
    doubts=("목표", "가능성", "만약", "아니", "육박"),
    narrowing=("소비자", "개인", "해외 ?직구", "모바일", "중소", "수출", "상위", "역직구", "국경"),
    periods=(
        rf"{YEAR}년 ?(?P<half>상|하)반기",
        rf"{YEAR}년 ?(?P<quarter>[1-4]) ?[/]?(?:4)?분기",
        rf"{YEAR}년 ?[0-9]{{1,2}}월",
        r"(?:19|20)[0-9]{2}년?\s?[-–—~∼]\s?(?:19|20)?[0-9]{2}년?",
        rf"{YEAR}년",
        "(?<!년 )(?<!년)(?:상|하)반기",
        "(?<!년 )(?<!년)[1-4] ?[/]?(?:4)?분기",
    ),
    relative={"전년도?": -1, "전전년": -2, "직전 ?(?:연도|해)": -1},
    to_publication={"지난해": -1, "작년": -1, "올해": 0, "금년": 0, "내년": 1},
    year_on_year=(
        "전년도? ?(?:동기 ?)?(?:대비|보다|에 비해|에 견줘)",
        "(?:지난해|작년) ?(?:같은 기간)? ?(?:대비|보다|에 비해|에 견줘)",
    ),
    base_before="(?!)",
    base_after="^(?:에 비해|에 비하면|보다|대비|에 견줘| 대비| 보다)",
    comparing=("에 비해", "보다", "대비"),
    joins=("와", "과", "및", "이며", "고"),
    leading_to=("에서",),
    parts=("이 ?중", "이 ?가운데", "그 ?중"),
    respectively=("각각",),
    by_year="(?!)",
    before_level="(?:의|총|전체|은|는|이|가|도)$",
    change_before="(?!)",
    change_after="^(?:이|가)? ?(?:증가|늘|감소|줄)",
    compared_first=True,
)
