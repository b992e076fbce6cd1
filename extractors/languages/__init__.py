"""The languages in which quantities can be read."""

from __future__ import annotations

from extractors.errors import UsageError
from extractors.languages.en import ENGLISH
from extractors.languages.ja import JAPANESE
from extractors.languages.ko import KOREAN
from extractors.languages.vocabulary import Vocabulary
from extractors.languages.zh import SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE

VOCABULARIES: dict[str, Vocabulary] = {
    "en": ENGLISH,
    "ja": JAPANESE,
    "ko": KOREAN,
    "zh-Hans": SIMPLIFIED_CHINESE,
    "zh-Hant": TRADITIONAL_CHINESE,
}
_REGIONS = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}


def language_of(tag: str) -> str:
    """Return the key of VOCABULARIES for a BCP 47 tag: ``en`` for ``en-GB``. Raises UsageError for another language."""
    for candidate in (tag, _REGIONS.get(tag, ""), tag.split("-", maxsplit=1)[0]):
        if candidate in VOCABULARIES:
            return candidate
    raise UsageError("no vocabulary for this language", expected="one of " + ", ".join(VOCABULARIES), found=tag)
