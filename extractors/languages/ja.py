"""How quantities are printed in Japanese."""

from __future__ import annotations

from extractors.languages.currencies import DOLLARS, SHARED, YUAN
from extractors.languages.vocabulary import Vocabulary

JAPANESE = Vocabulary(
    locale="ja",
    scales={"兆": 12, "億": 8, "万": 4},
    inner_scales={"千": 3, "百": 2, "十": 1},
    currencies={
        "円": "JPY",
        "香港ドル": "HKD",
        "台湾ドル": "TWD",
        "米ドル": "USD",
        "ドル": "USD",
        "ユーロ": "EUR",
        "人民元": "CNY",
        "元": "CNY",
        "ウォン": "KRW",
        "ポンド": "GBP",
    },
    shared={**SHARED, "ドル": DOLLARS, "元": YUAN},
    range_words=("から",),
    decimal_points=".・",
    compound=True,
    percent=("%", "パーセント"),
    points=("%ポイント", "パーセントポイント", "ポイント", "pt", "pp"),
    times=("倍",),
    up=("プラス",),
    down=("マイナス",),
    up_after=("の増加", "の増", "増加", "増", "の上昇", "上昇", "の拡大", "拡大"),
    down_after=("の減少", "の減", "減少", "減", "の低下", "低下", "の縮小", "縮小"),
    hedges=("約", "およそ", "ほぼ", "推計"),
    hedges_after=("超", "余り", "余", "強", "弱", "以上", "以下", "未満", "前後", "程度"),
    ratios_before=("対前年比", "前年比", "対前年同期比", "前年同期比"),
    labels=("第", "表", "図", "※", "注", "平成", "令和", "昭和", "図表", "No."),
    tags=(
        *(
            "年度",
            "年",
            "か月",
            "ヶ月",
            "カ月",
            "箇月",
            "月",
            "日",
            "時",
            "分",
            "秒",
            "号",
            "回",
            "章",
            "条",
            "位",
            "番",
            "頁",
            "歳",
        ),
        *("世紀", "四半期"),
    ),
)
