"""The closed code lists. A code that is not here does not enter the warehouse.

Names follow SDMX where it has one (CL_OBS_STATUS for statuses, ISO 3166-1 alpha-3 for areas, ISO 4217 for currencies).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pycountry


@dataclass(frozen=True, slots=True)
class Segment:
    """A side of the market. A subset names the segment it is part of and never enters a sum."""

    title: str
    subset_of: str | None = None


SEGMENTS: dict[str, Segment] = {
    "TOTAL": Segment("All e-commerce the publication covers"),
    "B2B": Segment("Businesses selling to businesses"),
    "B2C": Segment("Businesses selling to consumers"),
    "B2G": Segment("Businesses selling to public authorities"),
    "B2B_B2G": Segment("Businesses selling to businesses and public authorities, printed as one"),
    "C2C": Segment("Consumers selling to consumers"),
    "EDI": Segment("Sales by EDI-type messages, to whomever", "TOTAL"),
    "ONLINE_RETAIL": Segment("Retail sales over the internet, as the publisher bounds retail", "TOTAL"),
    "WEB": Segment("Sales over websites and apps, to whomever", "TOTAL"),
    "B2C_CROSS_BORDER": Segment("Cross-border sales to consumers", "B2C"),
    "B2C_GOODS": Segment("Goods sold to consumers", "B2C"),
    "B2C_SERVICES": Segment("Services sold to consumers", "B2C"),
    "B2C_DIGITAL": Segment("Digital content sold to consumers", "B2C"),
    "B2B_GOODS": Segment("Goods sold to businesses", "B2B"),
    "B2B_SERVICES": Segment("Services sold to businesses", "B2B"),
    "B2B_SME": Segment("Business-to-business sales of small and medium enterprises", "B2B"),
    "B2B_LARGE": Segment("Business-to-business sales of enterprises above the publisher's size threshold", "B2B"),
    "MANUFACTURING": Segment("Shipments of manufacturers, a part of a sector proxy for B2B", "B2B"),
    "MERCHANT_WHOLESALE": Segment("Sales of merchant wholesalers, a part of a sector proxy for B2B", "B2B"),
    "RETAIL_TRADE": Segment("Sales of retailers, a part of a sector proxy for B2C", "B2C"),
    "SELECTED_SERVICES": Segment("Revenues of selected service industries, a part of a sector proxy for B2C", "B2C"),
    "GOODS": Segment("Goods, to whomever", "TOTAL"),
    "SERVICES": Segment("Services, to whomever", "TOTAL"),
    "CONTRACTS": Segment("Transactions that the publisher classes as contracts, to whomever", "TOTAL"),
    "ONLINE_TRAVEL": Segment("Travel sold online", "TOTAL"),
    "LOCAL_SERVICES": Segment("Local services ordered online and used on site", "TOTAL"),
    "GROUP_BUYING": Segment("Goods and services sold to groups of buyers online", "TOTAL"),
    "OTHER": Segment("What the publisher leaves over after the segments it names", "TOTAL"),
    "_Z": Segment("Not applicable: a figure that is no part of a market, as an exchange rate"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted.

    ``kind`` says how figures of it behave: a ``level`` adds up over segments; a ``share`` is the segment's part of the
    level ``of``, in percent; a ``growth`` is the change of ``of`` on the year before, in percent; a ``ratio`` relates
    ``of`` to something outside e-commerce; a ``count`` is a number of things.
    """

    title: str
    kind: Literal["level", "share", "growth", "ratio", "count"]
    of: str | None = None


MEASURES: dict[str, Measure] = {
    "ecommerce_sales": Measure("Sales made by e-commerce", "level"),
    "ecommerce_purchases": Measure("Purchases made by e-commerce", "level"),
    "ecommerce_sales_share": Measure("Share of e-commerce sales", "share", "ecommerce_sales"),
    "ecommerce_sales_growth": Measure("Growth of e-commerce sales on the year before", "growth", "ecommerce_sales"),
    "ecommerce_sales_to_gdp": Measure(
        "E-commerce sales relative to gross domestic product", "ratio", "ecommerce_sales"
    ),
    "ec_ratio": Measure("E-commerce as a part of all commerce of the same kind", "ratio", "ecommerce_sales"),
    "online_retail_sales": Measure("Retail sales over the internet", "level"),
    "online_retail_sales_share": Measure("Share of online retail sales", "share", "online_retail_sales"),
    "online_retail_sales_growth": Measure(
        "Growth of online retail sales on the year before", "growth", "online_retail_sales"
    ),
    "online_retail_sales_to_retail": Measure(
        "Online retail sales as a part of all retail sales", "ratio", "online_retail_sales"
    ),
    "ecommerce_value_added": Measure("Gross value added of e-commerce, not its sales", "level"),
    "retail_sales": Measure("Retail sales over all channels", "level"),
    "retail_sales_growth": Measure(
        "Growth of retail sales over all channels on the year before", "growth", "retail_sales"
    ),
    "all_sales": Measure("Sales over all channels, of which e-commerce is a part", "level"),
    "wholesale_sales": Measure("Sales of wholesalers over all channels", "level"),
    "cross_border_sales": Measure("Cross-border sales made by e-commerce", "level"),
    "cross_border_sales_share": Measure("Share of cross-border e-commerce sales", "share", "cross_border_sales"),
    "cross_border_sales_growth": Measure(
        "Growth of cross-border e-commerce sales on the year before", "growth", "cross_border_sales"
    ),
    "exchange_rate": Measure("Exchange rate, average of the period", "count"),
    "active_buyers": Measure("Buyers active in the period", "count"),
    "merchants": Measure("Merchants selling", "count"),
    "enterprises": Measure("Enterprises selling by e-commerce", "count"),
}

#: SDMX CL_OBS_STATUS, version 2.2, the members that occur here.
OBS_STATUS: dict[str, str] = {
    "A": "normal value",
    "B": "break in the series",
    "E": "estimate",
    "F": "forecast",
    "P": "provisional",
    "U": "low reliability",
    "M": "missing: not printed",
    "Q": "missing: suppressed as confidential",
    "L": "missing: exists, withheld as unreliable",
}
#: Statuses under which a figure has no value.
MISSING_STATUSES = frozenset("MQL")

#: Groups of areas and successor names that ISO 3166-1 does not have.
AREA_GROUPS: dict[str, str] = {
    "WLD": "World",
    "EU15": "European Union (15 countries, 1995-2004)",
    "EU27_2007": "European Union (27 countries, 2007-2013)",
    "EU28": "European Union (28 countries, 2013-2020)",
    "EU27_2020": "European Union (27 countries, from 2020)",
    "EA": "Euro area (member countries of the time)",
    "UNCTAD_TOP10": "The ten largest e-commerce economies of an UNCTAD edition, added up",
}

#: Units besides ISO 4217 currency codes.
OTHER_UNITS: dict[str, str] = {
    "PCT": "percent",
    "PERSONS": "persons",
    "ENTERPRISES": "enterprises",
    "MERCHANTS": "merchants, be they enterprises or persons",
}

TIME_PERIOD = re.compile(r"\d{4}(?:-(?:Q[1-4]|S[12]|(?:0[1-9]|1[0-2])))?", re.ASCII)


@cache
def is_area(code: str) -> bool:
    """Tell whether a code is an ISO 3166-1 alpha-3 code or a named group."""
    # pycountry looks codes up whatever their case; a code in another case is not the code
    return code in AREA_GROUPS or (code.isupper() and pycountry.countries.get(alpha_3=code) is not None)


@cache
def area_name(code: str) -> str:
    """Return the English name of an area; KeyError for an unknown code."""
    if code in AREA_GROUPS:
        return AREA_GROUPS[code]
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        raise KeyError(code)
    return str(getattr(country, "common_name", country.name))


#: Areas whose names have an article in English.
_WITH_ARTICLE = re.compile(
    r"(?:European Union|Euro area|World|The|United|Isle of|Holy See)\b|Bahamas|Comoros|Congo|Gambia|Maldives"
    r"|Netherlands|Philippines|Seychelles|.*\b(?:Federation|Islands|Republic|States|Territory|Territories)\b"
)
#: Of these the first letter is small where no sentence begins.
_SMALL = ("World", "Euro area", "The")


@cache
def in_a_sentence(name: str) -> str:
    """Return the name of an area as it stands inside a sentence: "the United States", "the world", "Japan"."""
    first, comma, last = name.partition(", ")
    if comma and name not in AREA_GROUPS.values() and "and" not in last.split():
        # An inverted name: "Congo, The Democratic Republic of the".
        name = f"{last.removeprefix('The ')} {first}"
    if not (comma and name.endswith(first)) and not _WITH_ARTICLE.match(name):
        return name
    if name.startswith(_SMALL):
        name = name[0].lower() + name[1:]
    return name if name.startswith("the ") else f"the {name}"


@cache
def area_from_name(name: str) -> str | None:
    """Return the alpha-3 code whose ISO name (short, official or common) is exactly ``name``; None if there is none."""
    for country in pycountry.countries:
        names = (country.name, getattr(country, "official_name", None), getattr(country, "common_name", None))
        if name in names:
            return str(country.alpha_3)
    return None


@cache
def is_unit(code: str) -> bool:
    """Tell whether a code is an ISO 4217 currency or one of the other units."""
    return code in OTHER_UNITS or (code.isupper() and pycountry.currencies.get(alpha_3=code) is not None)


@cache
def is_money(code: str) -> bool:
    """Tell whether a unit is an ISO 4217 currency."""
    return is_unit(code) and code not in OTHER_UNITS
