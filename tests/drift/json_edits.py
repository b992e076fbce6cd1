"""Kinds of edits to data files in JSON: JSON-stat cubes and the answers of the World Bank's API."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.drift.target import Edit, Target

Cube = dict[str, Any]
Record = dict[str, Any]
#: Edits a cube in place, or returns another; None where there is nothing of its kind to change.
CubeEdit = Callable[[Cube, random.Random], Any]
#: Edits an answer, what it says about itself and its records, likewise.
AnswerEdit = Callable[[Record, list[Record], random.Random], Any]


def of_cube(edit: CubeEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "json_stat":
            return None
        edited = edit(json.loads(target.content), rng)
        return None if edited is None else json.dumps(edited, ensure_ascii=False, indent=1).encode()

    return on_file


def of_answer(edit: AnswerEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        if not any(rates.format == "worldbank_json" for rates in target.publication.rates):
            return None
        about, records = json.loads(target.content.decode("utf-8-sig"))
        edited = edit(about, records, rng)
        return None if edited is None else json.dumps(edited, ensure_ascii=False, separators=(",", ":")).encode()

    return on_file


def _cells(cube: Cube) -> dict[tuple[str, ...], tuple[Any, Any]]:
    """Return value and status by the codes of all dimensions."""
    axes = [list(cube["dimension"][name]["category"]["index"]) for name in cube["id"]]
    values, status = cube["value"], cube.get("status", {})
    return {
        codes: (values.get(str(place)), status.get(str(place)))
        for place, codes in enumerate(itertools.product(*axes))
        if str(place) in values or str(place) in status
    }


def _put(cube: Cube, cells: dict[tuple[str, ...], tuple[Any, Any]]) -> Cube:
    """Write cells into a cube by the order that its dimensions now have."""
    axes = [list(cube["dimension"][name]["category"]["index"]) for name in cube["id"]]
    cube["value"], cube["status"] = {}, {}
    for place, codes in enumerate(itertools.product(*axes)):
        value, flag = cells.get(codes, (None, None))
        if value is not None:
            cube["value"][str(place)] = value
        if flag is not None:
            cube["status"][str(place)] = flag
    return cube


def _ordered(cube: Cube, name: str, codes: list[str]) -> None:
    cube["dimension"][name]["category"]["index"] = {code: place for place, code in enumerate(codes)}


def _codes(cube: Cube, name: str) -> list[str]:
    return list(cube["dimension"][name]["category"]["index"])


def _axis(cube: Cube, rng: random.Random) -> str:
    return rng.choice([name for name, size in zip(cube["id"], cube["size"], strict=True) if size > 1])


def dimensions_reordered(cube: Cube, rng: random.Random) -> Cube:
    """Dimensions in another order, sizes and values with them."""
    cells = _cells(cube)
    order = list(range(len(cube["id"])))
    rng.shuffle(order)
    cube["id"] = [cube["id"][n] for n in order]
    cube["size"] = [cube["size"][n] for n in order]
    return _put(cube, {tuple(codes[n] for n in order): cell for codes, cell in cells.items()})


def dimensions_reordered_alone(cube: Cube, rng: random.Random) -> Cube:
    """The dimensions that have several categories change places, the sizes with them or not, the values stay."""
    cube["id"][-2:] = cube["id"][:-3:-1]
    if rng.random() < 0.5:
        cube["size"][-2:] = cube["size"][:-3:-1]
    return cube


def sizes_reordered_alone(cube: Cube, rng: random.Random) -> Cube:
    cube["size"][-2:] = cube["size"][:-3:-1]
    return cube


def index_permuted(cube: Cube, rng: random.Random) -> Cube:
    """Categories in another order, the values with them."""
    cells, name = _cells(cube), _axis(cube, rng)
    codes = _codes(cube, name)
    rng.shuffle(codes)
    _ordered(cube, name, codes)
    return _put(cube, cells)


def index_permuted_alone(cube: Cube, rng: random.Random) -> Cube:
    """Categories in another order, the values as they were."""
    name = _axis(cube, rng)
    codes = _codes(cube, name)
    rng.shuffle(codes)
    _ordered(cube, name, codes)
    return cube


def index_as_array(cube: Cube, rng: random.Random) -> Cube:
    for name in cube["id"]:
        cube["dimension"][name]["category"]["index"] = _codes(cube, name)
    return cube


def index_as_array_permuted(cube: Cube, rng: random.Random) -> Cube:
    name = _axis(cube, rng)
    codes = _codes(cube, name)
    rng.shuffle(codes)
    cube["dimension"][name]["category"]["index"] = codes
    return cube


def index_from_one(cube: Cube, rng: random.Random) -> Cube:
    name = rng.choice(cube["id"])
    index = cube["dimension"][name]["category"]["index"]
    cube["dimension"][name]["category"]["index"] = {code: place + 1 for code, place in index.items()}
    return cube


def index_lost(cube: Cube, rng: random.Random) -> Cube:
    del cube["dimension"][_axis(cube, rng)]["category"]["index"]
    return cube


def value_as_array(cube: Cube, rng: random.Random) -> Cube:
    count = len(_codes(cube, "geo")) * len(_codes(cube, "time"))
    for member in rng.choice([["value"], ["value", "status"]]):
        cube[member] = [cube[member].get(str(place)) for place in range(count)]
    return cube


def value_list_short(cube: Cube, rng: random.Random) -> Cube:
    """Values as an array without those that are missing, or without the last."""
    cube = value_as_array(cube, rng)
    gone = [one for one in cube["value"] if one is not None] if rng.random() < 0.5 else cube["value"][:-1]
    cube["value"] = gone
    return cube


def values_packed(cube: Cube, rng: random.Random) -> Cube:
    """Values by place, counted without the missing ones."""
    cube["value"] = {str(place): value for place, value in enumerate(cube["value"].values())}
    return cube


def values_slipped(cube: Cube, rng: random.Random) -> Cube:
    by = rng.choice([1, -1])
    cube["value"] = {str(int(place) + by): value for place, value in cube["value"].items() if int(place) + by >= 0}
    return cube


def values_as_texts(cube: Cube, rng: random.Random) -> Cube:
    comma = rng.choice([".", ","])
    cube["value"] = {place: str(value).replace(".", comma) for place, value in cube["value"].items()}
    return cube


def values_scaled(cube: Cube, rng: random.Random) -> Cube:
    shift = rng.choice([2, 1, -2])
    cube["value"] = {place: float(Decimal(str(one)).scaleb(-shift)) for place, one in cube["value"].items()}
    return cube


def values_rounded(cube: Cube, rng: random.Random) -> Cube:
    cube["value"] = {place: round(value, rng.choice([0, 1])) for place, value in cube["value"].items()}
    return cube


def values_dropped(cube: Cube, rng: random.Random) -> Cube:
    for place in rng.sample(sorted(cube["value"]), rng.randint(1, 5)):
        del cube["value"][place]
    return cube


def missing_as_numbers(cube: Cube, rng: random.Random) -> Cube:
    """What is not there is a number."""
    count = len(_codes(cube, "geo")) * len(_codes(cube, "time"))
    filler = rng.choice([0, -1, 999999, None])
    cube["value"] = {str(place): cube["value"].get(str(place), filler) for place in range(count)}
    return cube


def status_dropped(cube: Cube, rng: random.Random) -> Cube:
    """No flags, or no confidentiality in them."""
    if rng.random() < 0.5:
        del cube["status"]
    else:
        cube["status"] = {place: flag.partition("|")[0] or "c" for place, flag in cube["status"].items()}
    return cube


def status_in_words(cube: Cube, rng: random.Random) -> Cube:
    words = {"b": "break", "u": "unreliable", "|C": "confidential"}
    cube["status"] = {place: words[flag] for place, flag in cube["status"].items()}
    return cube


def status_slipped(cube: Cube, rng: random.Random) -> Cube:
    cube["status"] = {str(int(place) - 1): flag for place, flag in cube["status"].items()}
    return cube


def labels_changed(cube: Cube, rng: random.Random) -> Cube:
    """Labels in another language, or others."""
    cube["label"] = rng.choice(["Verkäufe im elektronischen Handel", "Ventes en ligne", ""])
    for name in cube["id"]:
        cube["dimension"][name]["label"] = f"{name} (DE)"
        labels = cube["dimension"][name]["category"]["label"]
        cube["dimension"][name]["category"]["label"] = {code: f"{label} *" for code, label in labels.items()}
    return cube


def codes_renamed(cube: Cube, rng: random.Random) -> Cube:
    """A code, or all of a dimension, is written otherwise."""
    name = rng.choice(cube["id"])
    index = cube["dimension"][name]["category"]["index"]
    chosen = set(index) if rng.random() < 0.3 else {rng.choice(sorted(index))}
    how = rng.choice([str.lower, lambda code: f"{code}_V2", lambda code: f"{code}.", lambda code: code[:-1]])
    cube["dimension"][name]["category"]["index"] = {
        how(code) if code in chosen else code: place for code, place in index.items()
    }
    return cube


def codes_exchanged(cube: Cube, rng: random.Random) -> Cube:
    name = _axis(cube, rng)
    codes = _codes(cube, name)
    one, other = rng.sample(range(len(codes)), 2)
    codes[one], codes[other] = codes[other], codes[one]
    _ordered(cube, name, codes)
    return cube


def years_shifted(cube: Cube, rng: random.Random) -> Cube:
    by = rng.choice([1, -1])
    _ordered(cube, "time", [str(int(code) + by) for code in _codes(cube, "time")])
    return cube


def dimension_renamed(cube: Cube, rng: random.Random) -> Cube:
    number = rng.randrange(len(cube["id"]))
    old = cube["id"][number]
    new = cube["id"][number] = rng.choice([old.upper(), f"{old}_2", "TIME_PERIOD"])
    cube["dimension"][new] = cube["dimension"].pop(old)
    return cube


def dimension_added(cube: Cube, rng: random.Random) -> Cube:
    """One more dimension, of one category or of two of which the second repeats or adds figures."""
    count = rng.choice([1, 2])
    cube["id"].insert(0, "sex")
    cube["size"].insert(0, count)
    cube["dimension"]["sex"] = {"category": {"index": {code: n for n, code in enumerate(["T", "F"][:count])}}}
    if count == 2:
        cells = len(_codes(cube, "geo")) * len(_codes(cube, "time"))
        twins = {str(int(place) + cells): value + 1 for place, value in cube["value"].items()}
        cube["value"] = {**cube["value"], **twins}
    return cube


def dimension_dropped(cube: Cube, rng: random.Random) -> Cube:
    number = rng.randrange(len(cube["id"]) - 2)
    cube["size"].pop(number)
    del cube["dimension"][cube["id"].pop(number)]
    return cube


def category_added(cube: Cube, rng: random.Random) -> Cube:
    """One more country, year or size class, with figures."""
    cells, name = _cells(cube), rng.choice(["geo", "time", "size_emp", "unit"])
    code = {"geo": "PT", "time": "2026", "size_emp": "GE250", "unit": "PC_TURN"}[name]
    axis = cube["id"].index(name)
    old = _codes(cube, name)[-1]
    at = rng.choice([0, len(_codes(cube, name))])
    _ordered(cube, name, [*_codes(cube, name)[:at], code, *_codes(cube, name)[at:]])
    cube["size"][axis] += 1
    cells |= {(*codes[:axis], code, *codes[axis + 1 :]): (11.5, None) for codes in list(cells) if codes[axis] == old}
    return _put(cube, cells)


def category_dropped(cube: Cube, rng: random.Random) -> Cube:
    cells, name = _cells(cube), _axis(cube, rng)
    codes = _codes(cube, name)
    codes.remove(rng.choice(codes))
    _ordered(cube, name, codes)
    cube["size"][cube["id"].index(name)] -= 1
    return _put(cube, cells)


def dated_otherwise(cube: Cube, rng: random.Random) -> Cube:
    cube["updated"] = rng.choice(
        ["2026-02-27", "27/02/26 11:00:00", "2026-02-27T11:00:00Z", "2026-03-01T11:00:00+0100"]
    )
    return cube


def other_envelope(cube: Cube, rng: random.Random) -> Any:
    """Another version of the format, a bundle, a collection, or more members than before."""
    how = rng.randrange(4)
    if how == 0:
        return {"dataset": cube}
    if how == 1:
        return {"version": "2.0", "class": "collection", "link": {"item": [cube]}}
    return {**cube, "version": "3.0"} if how == 2 else {**cube, "extension": {"positions-with-no-data": {}}, "note": []}


CUBES: list[CubeEdit] = [
    dimensions_reordered, dimensions_reordered_alone, sizes_reordered_alone, index_permuted, index_permuted_alone,
    index_as_array, index_as_array_permuted, index_from_one, index_lost, value_as_array, value_list_short,
    values_packed, values_slipped, values_as_texts, values_scaled, values_rounded, values_dropped, missing_as_numbers,
    status_dropped, status_in_words, status_slipped, labels_changed, codes_renamed, codes_exchanged, years_shifted,
    dimension_renamed, dimension_added, dimension_dropped, category_added, category_dropped, dated_otherwise,
    other_envelope,
]  # fmt: skip


def _valued(records: list[Record]) -> list[Record]:
    return [one for one in records if one["value"] is not None]


def records_sorted(about: Record, records: list[Record], rng: random.Random) -> Any:
    rng.shuffle(records)
    return [about, records]


def records_dropped(about: Record, records: list[Record], rng: random.Random) -> Any:
    """Records are gone; the count beside them is as it was, or right."""
    kept = rng.sample(records, len(records) - rng.randint(1, 20))
    return [about if rng.random() < 0.5 else {**about, "total": len(kept)}, kept]


def records_doubled(about: Record, records: list[Record], rng: random.Random) -> Any:
    """Records twice, with the same values or others."""
    by = rng.choice([0, 1])
    twins = [{**one, "value": one["value"] + by} for one in rng.sample(_valued(records), 3)]
    records += twins
    return [{**about, "total": len(records)}, records]


def answer_paged(about: Record, records: list[Record], rng: random.Random) -> Any:
    return [{**about, "pages": 2, "per_page": 50}, records[:50]]


def answer_in_other_envelope(about: Record, records: list[Record], rng: random.Random) -> Any:
    how = rng.randrange(3)
    return {"about": about, "data": records} if how == 0 else [records] if how == 1 else [about, records, []]


def keys_renamed(about: Record, records: list[Record], rng: random.Random) -> Any:
    old = rng.choice(["countryiso3code", "date", "value", "indicator"])
    return [about, [{(f"{old}_2" if key == old else key): said for key, said in one.items()} for one in records]]


def indicator_changed(about: Record, records: list[Record], rng: random.Random) -> Any:
    """Another indicator, in all records or in some: rates at the end of the period."""
    for one in records if rng.random() < 0.5 else records[:12]:
        one["indicator"]["id"] = rng.choice(["PA.NUS.ATLS", "DPANUSSPF"])
    return [about, records]


def unit_said(about: Record, records: list[Record], rng: random.Random) -> Any:
    """The unit, empty before, is said: another one, for all or for one country."""
    for one in records if rng.random() < 0.5 else records[:12]:
        one["unit"] = rng.choice(["US$ per LCU", "LCU per 100 US$"])
    return [about, records]


def status_said(about: Record, records: list[Record], rng: random.Random) -> Any:
    for one in rng.sample(_valued(records), 4):
        one["obs_status"] = rng.choice(["E", "F", "B"])
    return [about, records]


def areas_otherwise(about: Record, records: list[Record], rng: random.Random) -> Any:
    """Codes of countries in another form, or empty, as the service has it for groups."""
    how = rng.randrange(3)
    for one in records:
        code = one["countryiso3code"]
        one["countryiso3code"] = one["country"]["id"] if how == 0 else code.lower() if how == 1 else ""
    return [about, records]


def areas_exchanged(about: Record, records: list[Record], rng: random.Random) -> Any:
    one, other = rng.sample(sorted({record["countryiso3code"] for record in records}), 2)
    names = {one: other, other: one}
    for record in records:
        record["countryiso3code"] = names.get(record["countryiso3code"], record["countryiso3code"])
    return [about, records]


def dates_otherwise(about: Record, records: list[Record], rng: random.Random) -> Any:
    how = rng.choice([lambda year: f"YR{year}", lambda year: f"{year}-01-01", lambda year: str(int(year) + 1), int])
    for one in records:
        one["date"] = how(one["date"])
    return [about, records]


def rates_inverted(about: Record, records: list[Record], rng: random.Random) -> Any:
    for one in _valued(records):
        one["value"] = round(1 / one["value"], 8)
    return [about, records]


def rates_of_one_area_scaled(about: Record, records: list[Record], rng: random.Random) -> Any:
    """One currency was redenominated, or is quoted for a hundred."""
    code, factor = rng.choice(sorted({one["countryiso3code"] for one in records})), rng.choice([100, 1000, 0.01])
    for one in _valued(records):
        if one["countryiso3code"] == code:
            one["value"] = round(one["value"] * factor, 6)
    return [about, records]


def rates_as_texts(about: Record, records: list[Record], rng: random.Random) -> Any:
    comma = rng.choice([".", ","])
    for one in _valued(records):
        one["value"] = str(one["value"]).replace(".", comma)
    return [about, records]


def rates_slipped(about: Record, records: list[Record], rng: random.Random) -> Any:
    values = [one["value"] for one in records]
    for number, one in enumerate(records):
        one["value"] = values[number - 1]
    return [about, records]


def rates_rounded(about: Record, records: list[Record], rng: random.Random) -> Any:
    digits = rng.choice([0, 1, 2])
    for one in _valued(records):
        one["value"] = round(one["value"], digits)
    return [about, records]


def missing_rates_as_numbers(about: Record, records: list[Record], rng: random.Random) -> Any:
    filler = rng.choice([0, -1, "..", "NA", 9999])
    for one in records:
        one["value"] = filler if one["value"] is None else one["value"]
    return [about, records]


def rates_lost(about: Record, records: list[Record], rng: random.Random) -> Any:
    for one in rng.sample(records, rng.randint(1, 20)):
        one["value"] = None
    return [about, records]


def more_members(about: Record, records: list[Record], rng: random.Random) -> Any:
    """More is said of each record and of the answer."""
    return [{**about, "licence": "CC"}, [{**one, "scale": "", "footnote": None} for one in records]]


ANSWERS: list[AnswerEdit] = [
    records_sorted, records_dropped, records_doubled, answer_paged, answer_in_other_envelope, keys_renamed,
    indicator_changed, unit_said, status_said, areas_otherwise, areas_exchanged, dates_otherwise, rates_inverted,
    rates_of_one_area_scaled, rates_as_texts, rates_slipped, rates_rounded, missing_rates_as_numbers, rates_lost,
    more_members,
]  # fmt: skip


def _numbers_otherwise(target: Target, rng: random.Random) -> bytes | None:
    """The same numbers with an exponent, or with zeros at their end."""
    if target.document.format != "json_stat" and not target.content.lstrip(b"\xef\xbb\xbf").startswith(b"["):
        return None
    text = target.content.decode()
    how = rng.choice([lambda one: f"{one[0]}0", lambda one: f"{one[0]}e0", lambda one: f"{Decimal(one[0]):.12e}"])
    return re.sub(r"(?<=[:\s])\d+\.\d+(?=[,}\s])", how, text).encode()


#: Every kind of edit to a data file in JSON, by its name.
EDITS: dict[str, Edit] = {
    **{f"cube_{edit.__name__}": of_cube(edit) for edit in CUBES},
    **{f"answer_{edit.__name__}": of_answer(edit) for edit in ANSWERS},
    "json_numbers_otherwise": _numbers_otherwise,
}
