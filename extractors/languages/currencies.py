"""What currencies are called: ISO 4217 codes, signs, and the names of the Unicode CLDR, read through Babel."""

from __future__ import annotations

from functools import cache

from babel.numbers import get_currency_name

#: The currencies that are known by code and, in each language, by their full names.
CODES = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "KRW", "TWD", "HKD", "INR", "AUD", "CAD", "NZD", "SGD", "CHF", "MXN", "BRL"),
    *("THB", "IDR", "TRY", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "RUB", "UAH", "ILS", "ZAR"),
    *("EGP", "SAR", "AED", "MYR", "PHP", "VND", "ARS", "CLP", "COP", "PEN", "UYU"),
)
#: Signs that stand before or after a number; what ``SHARED`` lists beside them is the convention of most languages.
SIGNS = {
    "RMB": "CNY",
    "US$": "USD",
    "U.S.$": "USD",
    "US $": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "S$": "SGD",
    "MX$": "MXN",
    "R$": "BRL",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "zł": "PLN",
    "Kč": "CZK",
    "$": "USD",
    "¥": "JPY",
    "kr": "",
}
DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"})
YEN_OR_YUAN = frozenset({"JPY", "CNY"})
YUAN = frozenset({"CNY", "TWD", "HKD"})
PESOS = frozenset({"MXN", "ARS", "CLP", "COP", "PHP", "UYU"})
CROWNS = frozenset({"SEK", "NOK", "DKK", "ISK", "CZK"})
RUPEES = frozenset({"INR", "IDR"})
#: The signs for which a reader has to declare the currency.
SHARED = {"$": DOLLARS, "¥": YEN_OR_YUAN, "kr": frozenset({"SEK", "NOK", "DKK", "ISK"})}
#: For the numbers of things that languages count apart: one, two, few, many.
_COUNTS = (None, 1, 2, 5)


@cache
def names(locale: str) -> dict[str, str]:
    """Return the currencies of CODES by their full names in a CLDR locale, singular and plural: "US dollars"."""
    return {get_currency_name(code, count, locale): code for code in CODES for count in _COUNTS}
