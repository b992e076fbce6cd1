"""The same four marts by hand in pandas; see benchmarks/peers_polars.py for what both may take for granted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.student import FREEDOM, QUANTILE

_POINT = ["definition", "area", "level", "period"]
_FULL = 10**8  # hundred percent in millionths
_FACTS = ["value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]
#: Whole millionths that are published as DECIMAL(18, 6), and amounts as DECIMAL(30, 6).
_PERCENTS = {
    "share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct", "of_all": "b2b_share_of_all_pct",
    "of_all_low": "b2b_share_of_all_low_pct", "of_all_high": "b2b_share_of_all_high_pct",
}  # fmt: skip


def build(source: Path, target: Path) -> None:
    """Write segment_share, share_trend, revision and source_agreement as Parquet, from the core tables in Parquet."""
    figure = pd.read_parquet(
        source / "observation.parquet",
        columns=[
            "publication", "edition", "published_on", "ref_area", "time_period", "frequency", "segment", "measure", "basis",
            "unit_measure", "obs_value", "rounding_unit", "obs_status", "verification", "observation_id", "vintage",
            "is_tombstone",
        ],
        dtype_backend="pyarrow",
    )  # fmt: skip
    basis = figure[["publication", "basis"]].drop_duplicates()
    basis = basis.merge(pd.read_parquet(source / "basis.parquet", dtype_backend="pyarrow"), how="left")
    basis = basis.sort_values(["publication", "basis"], ignore_index=True)
    basis["definition"] = np.arange(len(basis))
    names = _numbered(source, figure, basis)
    share = _segment_share(source, basis, figure, names)
    _write(share.drop(columns=["x", "b", "c"]).rename(columns=_PERCENTS), target / "segment_share.parquet")
    _write(_share_trend(share), target / "share_trend.parquet")
    _write(_source_agreement(share), target / "source_agreement.parquet")
    del share
    _write(_revision(basis, figure, names), target / "revision.parquet")


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write a mart: percentages are DECIMAL(18, 6), amounts DECIMAL(30, 6), dollars whole."""
    arrays = []
    for name in frame.columns:
        array = pa.Array.from_pandas(frame[name])
        if name in ("b2b_value", "b2c_value", "total_value", "first_value", "latest_value", "revision_size",
                    "succeeded_by_value", "published_b2b_share_pct"):  # fmt: skip
            array = _decimal(frame[name], pa.decimal128(30, 6), 1)
        elif name.endswith(("_pct", "_pp", "_ratio", "_index", "slope_low", "slope_high", "slope_pp_per_year")):
            array = _decimal(frame[name], pa.decimal128(18, 6), 1e6)
        arrays.append(array)
    pq.write_table(pa.table(arrays, names=list(frame.columns)), path)


def _decimal(numbers: pd.Series, kind: pa.DataType, whole: float) -> pa.Array:
    doubles = numbers.to_numpy("float64", na_value=np.nan)
    return pa.array(doubles / whole, from_pandas=True).cast(kind)


def _numbered(source: Path, figure: pd.DataFrame, basis: pd.DataFrame) -> dict[str, pd.Index]:
    """Add the numbers of names, and what is computed from one figure; return the names by number."""
    names = {}
    for column, number in (("ref_area", "area"), ("time_period", "period")):
        figure[number], names[number] = pd.factorize(figure[column])
    edition = figure[["publication", "published_on", "edition"]].drop_duplicates()
    edition = edition.sort_values(["publication", "published_on", "edition"], ignore_index=True)
    edition["edition_number"] = np.arange(len(edition))
    names["edition"] = edition["edition"].to_numpy()
    names["published_on"] = edition["published_on"].array
    key = figure[["publication", "edition"]].merge(edition, how="left")
    figure["edition_number"] = key["edition_number"].to_numpy()
    key = figure[["publication", "basis"]].merge(basis[["publication", "basis", "definition"]], how="left")
    figure["definition"] = key["definition"].to_numpy()
    measure = pd.read_parquet(source / "measure.parquet").set_index("measure")
    figure["level"] = figure["measure"].map(measure["of_measure"].fillna(measure.index.to_series())).astype("category")
    figure["kind"] = figure["measure"].map(measure["kind"]).astype("category")
    status = pd.read_parquet(source / "obs_status.parquet").set_index("obs_status")["rank"]
    figure["rank"] = figure["obs_status"].map(status).astype("int64")
    for column in ("segment", "measure", "unit_measure"):
        figure[column] = figure[column].astype("category")
    figure["value"] = figure["obs_value"].astype("float64").to_numpy("float64", na_value=np.nan)
    figure["rounding"] = figure["rounding_unit"].astype("float64").to_numpy("float64", na_value=np.nan)
    figure["rounding"] = figure["rounding"].fillna(0.0)
    figure["is_forecast"] = (figure["obs_status"] == "F").to_numpy(bool)
    return names


def _period_number(periods: pd.Series) -> np.ndarray:
    years = periods.str[:4].astype("int64")
    quarters = periods.str[6:7].replace("", "0").astype("int64")
    return np.where(periods.str.len() > 4, years * 4 + quarters - 1, years)


def _segment_share(source: Path, basis: pd.DataFrame, figure: pd.DataFrame, names: dict[str, pd.Index]) -> pd.DataFrame:
    key = ["definition", "area", "measure", "period", "segment", "edition_number"]
    corrected = figure.loc[figure["vintage"] > 1, [*key, "vintage"]].assign(vintage=lambda rows: rows["vintage"] - 1)
    corrected["is_corrected"] = True
    is_corrected = figure[[*key, "vintage"]].merge(corrected, how="left")["is_corrected"].notna().to_numpy()
    part = pd.read_parquet(source / "basis_part.parquet").merge(basis[["publication", "basis", "definition"]])
    sides = {"B2B", "B2C", "TOTAL", *part["segment"]}
    kind, value = figure["kind"], figure["value"]
    keep = (
        ~is_corrected
        & ~figure["is_tombstone"].to_numpy(bool)
        & figure["segment"].isin(sides)
        & (value >= 0)
        & ((kind == "level") | (kind == "share") & (figure["unit_measure"] == "PCT") & (value <= 100))
    )
    rows = figure[keep]
    standing = rows[[*_POINT, "segment", "value", "rank"]].assign(
        segment=rows["segment"].astype("object"),
        issue=rows["edition_number"] * 2 + (~rows["is_forecast"]),
        is_share=rows["kind"] == "share",
        unit=rows["unit_measure"].astype("object"),
        half=rows["rounding"] / 2,
        has_break=(rows["obs_status"] == "B").to_numpy(bool),
        is_unverified=(rows["verification"] == "unverified").to_numpy(bool),
        ids=rows["observation_id"].astype("object"),
    )
    point = [*_POINT, "issue"]
    parts = part.groupby(["definition", "side"], as_index=False).agg(parts=("segment", "size"))
    summed = standing.merge(part[["definition", "segment", "side"]]).sort_values("segment")
    summed = (
        summed.groupby([*point, "side", "is_share"], observed=True)
        .agg(
            value=("value", "sum"), half=("half", "sum"), unit=("unit", "first"), units=("unit", "nunique"),
            rank=("rank", "max"), has_break=("has_break", "any"), is_unverified=("is_unverified", "any"),
            ids=("ids", " ".join), found=("ids", "size"),
        )
        .reset_index()
        .merge(parts)
    )  # fmt: skip
    summed = summed[(summed["found"] == summed["parts"]) & (summed["units"] == 1)].rename(columns={"side": "segment"})
    sided = pd.concat([standing, summed[standing.columns]], ignore_index=True)
    consumer_of = basis.merge(basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"])
    consumer_of = consumer_of[["definition_x", "definition_y"]].set_axis(["definition", "business"], axis=1)
    consumer = sided[sided["segment"] == "B2C"].merge(consumer_of)
    consumer = consumer.drop(columns="definition").rename(columns={"business": "definition"})
    business = sided[sided["segment"] == "B2B"]

    def side(rows: pd.DataFrame, name: str, *, is_share: bool) -> pd.DataFrame:
        chosen = rows[rows["is_share"] == is_share]
        return chosen[[*point, *_FACTS]].rename(columns={fact: f"{name}_{fact}" for fact in _FACTS})

    b, bs = side(business, "b", is_share=False), side(business, "bs", is_share=True)
    c, cs = side(consumer, "c", is_share=False), side(consumer, "cs", is_share=True)
    t = side(sided[sided["segment"] == "TOTAL"], "t", is_share=False)
    series = ["definition", "area", "level"]
    ever = pd.concat([b[series], bs[series]]).drop_duplicates()
    offered = pd.concat([b[point], bs[point], cs[point], c[point].merge(ever)], ignore_index=True).drop_duplicates()
    for other in (b, c, t, bs, cs):
        offered = offered.merge(other, how="left", on=point)
    split = ["definition", "publication", "basis", "split_of", "complement", "comparable_as", "edi_included"]
    offered = offered.merge(basis[split].astype(dict.fromkeys(split[1:], "object")), on="definition")
    has_b, has_bs = offered["b_value"].notna(), offered["bs_value"].notna()
    offered["has_total"] = (
        (offered["t_unit"] == offered["b_unit"])
        & (offered["t_value"] > offered["t_half"])
        & (offered["t_value"] + offered["t_half"] >= offered["b_value"] - offered["b_half"])
    )
    is_market = offered["split_of"] == "market"
    offered["share_method"] = np.select(
        [
            ~is_market,
            (offered["b_unit"] == offered["c_unit"]) & (offered["b_value"] + offered["c_value"] > 0),
            has_bs,
            offered["cs_value"].notna() & ~has_b & (offered["complement"] == "B2B"),
            offered["has_total"] & offered["c_value"].isna(),
        ],
        [None, "values", "published", "complement", "of_total"],
        default=None,
    )
    offered["misses_business"] = ~(has_b | has_bs)
    rank = offered["share_method"].notna() * 4 + offered["issue"] % 2 * 2 + ~offered["misses_business"]
    offered["preference"] = offered["issue"] + rank * 10**10
    best = offered.groupby(_POINT, observed=True)["preference"].transform("max")
    offered["time_period"] = names["period"].to_numpy(object)[offered["period"]]
    offered["x"] = _period_number(offered["time_period"])
    offered["frequency"] = np.where(offered["time_period"].str.len() > 4, "Q", "A")
    chosen = offered[offered["preference"] == best].copy()
    chosen["ref_area"] = names["area"].to_numpy(object)[chosen["area"]]
    chosen["edition"] = names["edition"][chosen["issue"] // 2]
    chosen["published_on"] = names["published_on"].take(chosen["issue"] // 2)
    chosen = chosen.merge(_refused(offered, chosen, names), how="left", on=_POINT)
    return _shares(chosen, figure, source)


def _refused(offered: pd.DataFrame, chosen: pd.DataFrame, names: dict[str, pd.Index]) -> pd.DataFrame:
    refused = chosen[chosen["share_method"].isna()]
    series = ["definition", "area", "level", "frequency"]
    other = offered[[*series, "period", "x", "issue", "misses_business", "c_value"]]
    near = refused[[*_POINT, "frequency", "misses_business", "x", "issue"]].merge(
        other, on=series, suffixes=("", "_other")
    )
    near = near[np.where(near["misses_business"], ~near["misses_business_other"], near["c_value"].notna())]
    is_same = near["period_other"] == near["period"]
    same = near[is_same]
    same = same.assign(
        is_other_kind=(same["issue_other"] // 2 == same["issue"] // 2) & (same["issue_other"] != same["issue"])
    )
    there = same.groupby(_POINT, observed=True).agg(
        there=("issue_other", "max"), is_other_kind=("is_other_kind", "any")
    )
    apart = near[~is_same]
    apart = apart.assign(distance=(apart["x_other"] - apart["x"]).abs() * 100000 + apart["x_other"])
    nearest = apart.sort_values("distance").drop_duplicates(_POINT)[[*_POINT, "period_other"]]
    refused = refused.merge(there, how="left", on=_POINT).merge(nearest, how="left", on=_POINT)
    missing = pd.Series(np.where(refused["misses_business"], "B2B", "B2C"), refused.index, dtype=object)
    of = missing + " of " + refused["time_period"]
    edition = pd.Series(names["edition"][refused["there"].fillna(0).astype(int) // 2], refused.index, dtype=object)
    period = pd.Series(
        names["period"].to_numpy(object)[refused["period_other"].fillna(0).astype(int)], refused.index, dtype=object
    )
    refused["refused"] = np.select(
        [
            refused["split_of"].isna(),
            refused["split_of"] == "part",
            refused["split_of"] == "enterprises",
            refused["b_unit"].notna() & refused["c_unit"].notna() & (refused["b_unit"] != refused["c_unit"]),
            refused["b_unit"] == refused["c_unit"],
            refused["b_value"].notna() & refused["cs_value"].notna(),
            refused["is_other_kind"].eq(True),
            refused["there"].notna(),
            refused["period_other"].notna(),
        ],
        [
            "the definition does not tell the sides of a market apart",
            "the figures are of a part of the market only",
            "the figures count enterprises, not sales",
            "B2B is in " + refused["b_unit"].fillna("") + ", B2C in " + refused["c_unit"].fillna(""),
            "both sides are zero",
            "of B2B only the value is printed, of B2C only the share",
            of + " is a forecast, the other side is none",
            of + " stands in another edition (" + edition + ")",
            "no " + of + "; the nearest is of " + period,
        ],
        default="no " + missing + " of this area under this definition",
    )
    return refused[[*_POINT, "refused"]]


def _shares(rows: pd.DataFrame, figure: pd.DataFrame, source: Path) -> pd.DataFrame:
    method = rows["share_method"]
    is_values, is_published = method == "values", method == "published"
    is_complement, is_of_total = method == "complement", method == "of_total"
    b, c, t = rows["b_value"], rows["c_value"], rows["t_value"]
    bs, cs = (rows["bs_value"] * 1e6).round(), (rows["cs_value"] * 1e6).round()
    bs_half, cs_half = (rows["bs_half"] * 1e6).round(), (rows["cs_half"] * 1e6).round()
    low, high = (b - rows["b_half"]).clip(lower=0), b + rows["b_half"]
    second = (is_values | is_published) & rows["has_total"]
    methods = [is_values, is_of_total, is_published, is_complement]

    def by_method(fact: str, *, is_rank: bool) -> np.ndarray:
        def of(*sides: str) -> pd.Series:
            columns = rows[[f"{one}_{fact}" for one in sides]]
            return columns.max(axis=1) if is_rank else columns.eq(True).any(axis=1)

        return np.select(methods, [of("b", "c"), of("b", "t"), of("bs"), of("cs")], default=of("b", "c", "bs", "cs"))

    status = pd.read_parquet(source / "obs_status.parquet").set_index("rank")["obs_status"]
    unit = rows["b_unit"].fillna(rows["c_unit"]).fillna(rows["t_unit"])
    share = np.select(methods, [_rounded(b * 1e8 / (b + c)), _rounded(b * 1e8 / t), bs, _FULL - cs], default=np.nan)
    out = rows[["publication", "ref_area", "time_period", "frequency"]].copy()
    out["measure"], out["basis"] = rows["level"].astype("object"), rows["basis"]
    out.insert(
        0,
        "share_id",
        _short_hash("share-", out["publication"], out["ref_area"], out["time_period"], out["measure"], out["basis"]),
    )
    out["edition"], out["published_on"] = rows["edition"], rows["published_on"]
    out["share_base"] = np.select([is_values, method.notna()], ["b2b_b2c", "all"], default=None)
    out["comparability_group"] = (
        rows["comparable_as"] + "-edi_" + rows["edi_included"].str.replace(" ", "_") + "-" + out["share_base"]
    )
    out["unit_measure"] = unit
    out["b2b_segment"] = np.select([is_complement, ~rows["misses_business"]], [rows["complement"], "B2B"], default=None)
    is_c_unit, is_t_unit = rows["c_unit"] == unit, rows["t_unit"] == unit
    out["b2b_value"], out["b2c_value"], out["total_value"] = b, c.where(is_c_unit), t.where(is_t_unit)
    out["share"] = np.minimum(share, _FULL)
    bounds_low = [_floor(low, low + c + rows["c_half"]), _floor(low, t + rows["t_half"])]
    bounds_high = [_ceiling(high, high + (c - rows["c_half"]).clip(lower=0)), _ceiling(high, t - rows["t_half"])]
    out["low"] = np.select(
        methods, [*bounds_low, (bs - bs_half).clip(lower=0), (_FULL - cs - cs_half).clip(lower=0)], default=np.nan
    )
    out["high"] = np.minimum(
        np.select(methods, [*bounds_high, bs + bs_half, _FULL - cs + cs_half], default=np.nan), _FULL
    )
    of_all = {
        "of_all": _rounded(b * 1e8 / t).clip(upper=_FULL),
        "of_all_low": bounds_low[1],
        "of_all_high": bounds_high[1].clip(upper=_FULL),
    }
    of_all = {name: numbers.where(second) for name, numbers in of_all.items()}
    out["share_method"], out["refused"] = method, rows["refused"]
    out["published_b2b_share_pct"] = rows["bs_value"]
    least, most = of_all["of_all_low"].fillna(out["low"]), of_all["of_all_high"].fillna(out["high"])
    is_consistent = (bs - bs_half <= most) & (bs + bs_half >= least)
    out["is_published_share_consistent"] = is_consistent.astype("boolean").where((is_values | second) & bs.notna())
    for name, beside in (("of_all", "share"), ("of_all_low", "low"), ("of_all_high", "high")):
        out[name] = of_all[name].where(is_values, out[beside])
    rate = figure.loc[figure["measure"] == "exchange_rate", ["publication", "unit_measure", "time_period", "value"]]
    rate = rate.set_axis(["rate_publication", "unit", "year", "lcu"], axis=1).astype(
        {"unit": "object", "year": "object"}
    )
    found = pd.DataFrame({"unit": unit, "year": rows["time_period"].str[:4]}).merge(rate, how="left")
    lcu = found["lcu"].where(unit.to_numpy() != "USD", 1.0).set_axis(rows.index)
    out["lcu_per_usd"] = lcu
    out["rate_publication"] = found["rate_publication"].to_numpy()
    out["b2b_value_usd"] = _rounded(b / lcu)
    out["b2c_value_usd"], out["total_value_usd"] = (
        _rounded(c / lcu).where(is_c_unit),
        _rounded(t / lcu).where(is_t_unit),
    )
    out["obs_status"] = status.reindex(by_method("rank", is_rank=True)).to_numpy()
    out["has_break"], out["has_unverified"] = (
        by_method("has_break", is_rank=False),
        by_method("is_unverified", is_rank=False),
    )
    ids = rows[["b_ids", "c_ids", "t_ids", "bs_ids", "cs_ids"]].to_numpy(object)
    out["observation_ids"] = [
        [one for text in line if isinstance(text, str) for one in text.split(" ")] for line in ids
    ]
    out["x"], out["b"], out["c"] = rows["x"], b.where(is_values), c.where(is_values)
    return out


def _rounded(number: pd.Series) -> pd.Series:
    """Return the nearest whole number, half away from zero; NaN for what is none."""
    return (np.floor(number.abs() + 0.5) * np.sign(number)).replace([np.inf, -np.inf], np.nan)


def _floor(part: pd.Series, whole: pd.Series) -> pd.Series:
    return np.floor(part * 1e8 / whole).where(whole > 0)


def _ceiling(part: pd.Series, whole: pd.Series) -> pd.Series:
    return np.ceil(part * 1e8 / whole).where(whole > 0)


def _short_hash(prefix: str, *columns: pd.Series) -> list[str]:
    names = map("|".join, zip(*columns, strict=True))
    return [prefix + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:12] for name in names]


def _share_trend(share: pd.DataFrame) -> pd.DataFrame:
    line = ["publication", "ref_area", "measure", "basis", "frequency"]
    rows = share.sort_values([*line, "x"], ignore_index=True)
    rows["stretch"] = rows.groupby(line, observed=True)["has_break"].cumsum()
    rows["is_forecast"] = rows["obs_status"] == "F"
    rows = rows[rows["share"].notna()]
    series = [*line, "is_forecast", "share_base", "b2b_segment", "stretch"]
    rows["group"] = rows.groupby(series, observed=True, sort=False).ngroup()
    rows = rows.sort_values(["group", "x"], ignore_index=True)
    group, x, share_, unit = rows["group"], rows["x"], rows["share"], rows["unit_measure"]
    per_year = pd.Series(np.where(rows["frequency"] == "Q", 4, 1))
    grouped = rows.groupby("group", sort=False)
    start = grouped.cumcount().rsub(np.arange(len(rows)))
    first = rows.take(start).reset_index(drop=True)
    is_again = group == group.shift()
    before = rows.shift()
    is_adjacent = is_again & (before["x"] == x - 1)
    is_next = (group == group.shift(-1)) & (x.shift(-1) == x + 1)
    n = grouped.cumcount() + 1
    dx, dy = x - first["x"], (share_ - first["share"]).astype("int64")
    sums = pd.DataFrame({"sx": dx, "sy": dy, "sxx": dx * dx, "sxy": dx * dy, "syy": dy * dy}).groupby(group).cumsum()
    spread_x = n * sums["sxx"] - sums["sx"] ** 2
    spread_xy = n * sums["sxy"] - sums["sx"] * sums["sy"]
    spread_y = n * sums["syy"] - sums["sy"] ** 2
    # beyond 64 bits: whole numbers of Python, so that no digit of the difference is lost
    wide = spread_x.astype(object) * spread_y.astype(object) - spread_xy.astype(object) * spread_xy.astype(object)
    slope = spread_xy / spread_x.where(n >= 3) * per_year
    error = np.sqrt(wide.astype("float64").clip(lower=0) / (n - 2).where(n >= 3)) / spread_x.where(n >= 3) * per_year
    quantile = np.asarray(QUANTILE)[np.searchsorted(FREEDOM, (n - 2).clip(lower=1), side="right") - 1]
    has_before = is_adjacent & (unit == before["unit_measure"])
    has_first = unit == first["unit_measure"]
    b, c = rows["b"], rows["c"]
    b0, c0 = before["b"].where(has_before), before["c"].where(has_before)
    change = (share_ - before["share"]).where(is_adjacent)
    change_low = (rows["low"] - before["high"]).where(is_adjacent)
    change_high = (rows["high"] - before["low"]).where(is_adjacent)

    def growth(now: pd.Series, then: pd.Series, years: pd.Series | float) -> pd.Series:
        power = ((now / then) ** (1.0 / years) - 1) * 100
        return (_rounded(power * 1e4) * 100).where((then > 0) & (years >= 1))

    def positive(part: pd.Series, whole: pd.Series, times: float = 1e8) -> pd.Series:
        return _rounded(part * times / whole).where(whole > 0)

    ago = {}
    for years in (3, 5):
        then = rows[["group", "unit_measure", "b", "c"]].assign(x=x + years * per_year)
        then = rows[["group", "x"]].merge(then, how="left", on=["group", "x"])
        for side in ("b", "c"):
            grown = growth(rows[side], then[side], float(years)).where(unit == then["unit_measure"])
            ago[f"b2{side}_cagr_{years}y_pct"] = grown
    span = ((x - first["x"]) / per_year).replace(0, np.nan)
    head = rows["share_id"].str[6:]
    text = np.where(rows["is_forecast"], "true", "false")
    starts = np.flatnonzero(n == 1)
    heads = rows.iloc[starts]
    series_id = _short_hash(
        "series-", heads["publication"], heads["ref_area"], heads["measure"], heads["basis"], heads["frequency"],
        heads["b2b_segment"], heads["share_base"], pd.Series(text[starts]), heads["time_period"],
    )  # fmt: skip
    out = rows[
        [
            "share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
            "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value", "b2b_value_usd", "b2c_value_usd",
            "share", "low", "high", "share_base", "share_method", "published_b2b_share_pct", "obs_status", "has_break",
            "has_unverified",
        ]
    ].rename(columns=_PERCENTS)  # fmt: skip
    out["trend_id"] = "trend-" + head
    out["series_id"] = np.repeat(np.asarray(series_id, dtype=object), np.diff([*starts, len(rows)]))
    out["previous_time_period"] = before["time_period"].where(is_adjacent)
    out["previous_edition"] = before["edition"].where(is_adjacent)
    out["previous_b2b_share_pct"] = before["share"].where(is_adjacent)
    out["b2b_share_change_pp"], out["b2b_share_change_low_pp"] = change, change_low
    out["b2b_share_change_high_pp"] = change_high
    is_beyond = (change_low > 0) | (change_high < 0)
    out["is_change_beyond_rounding"] = is_beyond.astype("boolean").where(change.notna())
    out["direction"] = np.select(
        [change_low > 0, change_high < 0, change.notna()],
        ["B2B gaining", "B2C gaining", "no change beyond rounding"],
        default=None,
    )
    out["b2b_growth_pct"], out["b2c_growth_pct"] = positive(b - b0, b0), positive(c - c0, c0)
    out["sides_growth_pct"] = positive(b + c - b0 - c0, b0 + c0)
    out["b2b_contribution_pp"], out["b2c_contribution_pp"] = positive(b - b0, b0 + c0), positive(c - c0, b0 + c0)
    out["b2b_to_b2c_ratio"] = positive(b, c, 1e6)
    has_index = has_first & first["b"].notna() & b.notna()
    out["index_base_period"] = first["time_period"].where(has_index)
    for side in ("b", "c"):
        out[f"b2{side}_index"] = positive(rows[side], first[side]).where(has_first)
    for name, numbers in {**ago, "b2b_cagr_span_pct": growth(b, first["b"], span).where(has_first),
                          "b2c_cagr_span_pct": growth(c, first["c"], span).where(has_first)}.items():  # fmt: skip
        out[name] = numbers
    mean = _rounded((before["share"] + share_ + share_.shift(-1)) / 3)
    out["b2b_share_mean_3_pct"] = mean.where(is_adjacent & is_next)
    out["slope_pp_per_year"] = _rounded(slope)
    out["slope_low"], out["slope_high"] = _rounded(slope - quantile * error), _rounded(slope + quantile * error)
    out["slope_n"] = n.astype("Int32").where(n >= 3)
    out["slope_refused"] = np.select(
        [n == 1, n == 2],
        ["one period only", "two periods only: a line through two points has no error to judge it by"],
        default=None,
    )
    ids = rows["observation_ids"].to_list()
    out["observation_ids"] = [
        ids[place - 1] + own if beside else own
        for place, (own, beside) in enumerate(zip(ids, is_adjacent, strict=True))
    ]
    return out


def _revision(basis: pd.DataFrame, figure: pd.DataFrame, names: dict[str, pd.Index]) -> pd.DataFrame:
    point = ["definition", "area", "measure", "period", "segment"]
    columns = [
        *point, "edition_number", "unit_measure", "value", "rounding", "rank", "is_forecast", "observation_id",
    ]  # fmt: skip
    rows = figure.loc[figure["value"].notna(), columns].copy()
    rows["print_number"] = rows["edition_number"].astype("int64") * 1000000 + figure["vintage"].astype("int64")
    for name in ("measure", "segment", "unit_measure"):
        rows[f"{name}_number"] = rows[name].cat.codes.astype("int64")
    rows["point_number"] = (
        ((rows["definition"] * 65536 + rows["area"]) * 256 + rows["measure_number"]) * 65536 + rows["period"]
    ) * 16 + rows["segment_number"]
    rows = rows.sort_values(["point_number", "print_number"], ignore_index=True)
    before = rows[["point_number", "print_number", "edition_number", "unit_measure_number", "value", "rounding", "rank",
                   "is_forecast"]].shift()  # fmt: skip
    is_again = rows["point_number"] == before["point_number"]
    is_same_edition = is_again & (rows["edition_number"] == before["edition_number"])
    is_same_unit = rows["unit_measure_number"] == before["unit_measure_number"]
    is_changed = (
        is_again
        & ((rows["value"] - before["value"]).abs() * 2 > rows["rounding"] + before["rounding"] + 1e-7)
        & is_same_unit
        & (rows["is_forecast"] == before["is_forecast"])
    )
    is_confirmed = (
        is_again & (rows["print_number"] == before["print_number"] + 1) & is_same_unit & (rows["value"] == before["value"])
        & (rows["rounding"] == before["rounding"]) & (rows["rank"] == before["rank"])
    )  # fmt: skip
    starts = np.flatnonzero(~is_again)
    ends = np.append(starts[1:], len(rows)) - 1
    first, latest = rows.iloc[starts].reset_index(drop=True), rows.iloc[ends].reset_index(drop=True)

    def counted(flags: pd.Series) -> np.ndarray:
        return np.add.reduceat(flags.to_numpy("int64"), starts)

    editions, vintages = counted(~is_same_edition), counted(~is_confirmed)
    revisions, corrections = counted(is_changed), counted(is_changed & is_same_edition)
    revised = np.maximum.reduceat(np.where(is_changed, rows["edition_number"], -1), starts)
    forecasts, sizes = counted(rows["is_forecast"]), ends - starts + 1
    is_met = (forecasts > 0) & (forecasts < sizes)
    units = rows["unit_measure_number"].to_numpy()
    is_one_unit = np.maximum.reduceat(units, starts) == np.minimum.reduceat(units, starts)
    replaced = basis.merge(basis, left_on=["publication", "basis"], right_on=["publication", "replaces"])
    replaced = replaced[["definition_x", "definition_y", "basis_y"]].set_axis(
        ["definition", "new", "succeeded_by_basis"], axis=1
    )
    place = ["area", "measure", "period", "segment"]
    later = latest[["definition", *place, "edition_number", "value"]].rename(
        columns={"definition": "new", "edition_number": "later_number", "value": "succeeded_by_value"}
    )
    successor = latest[[*point, "edition_number"]].merge(replaced).merge(later, on=["new", *place])
    successor = successor[successor["later_number"] > successor["edition_number"]]
    successor = successor.sort_values("new").drop_duplicates(point)[
        [*point, "succeeded_by_basis", "succeeded_by_value"]
    ]
    succeeded = latest[point].merge(successor, how="left", on=point)
    known = basis.set_index("definition")[["publication", "basis"]].loc[first["definition"]]
    edition = names["edition"]
    is_revised, is_break = revisions > 0, succeeded["succeeded_by_basis"].notna().to_numpy()
    is_sized = is_revised & is_one_unit & ~is_met
    change = (latest["value"] - first["value"]).where(is_sized)
    return pd.DataFrame(
        {
            "publication": known["publication"].to_numpy(object),
            "ref_area": names["area"].to_numpy(object)[first["area"]],
            "time_period": names["period"].to_numpy(object)[first["period"]],
            "segment": first["segment"].astype(object), "measure": first["measure"].astype(object),
            "basis": known["basis"].to_numpy(object), "unit_measure": latest["unit_measure"].astype(object),
            "first_edition": edition[first["edition_number"]], "first_value": first["value"],
            "latest_edition": edition[latest["edition_number"]], "latest_value": latest["value"],
            "editions": editions, "vintages": vintages, "revisions": revisions, "corrections": corrections,
            "is_revised": is_revised,
            "last_revised_in": np.where(revised >= 0, edition[np.maximum(revised, 0)], None),
            "revision_size": change,
            "revision_pct": _rounded(change * 1e8 / first["value"]).where(first["value"] > 0),
            "is_method_break": is_break, "succeeded_by_basis": succeeded["succeeded_by_basis"].astype(object),
            "succeeded_by_value": succeeded["succeeded_by_value"],
            "history": np.select(
                [is_break, corrections > 0, is_revised, is_met, vintages > 1],
                ["method break", "correction", "revision", "forecast met", "printed again"],
                default="printed once",
            ),
            "first_observation_id": first["observation_id"], "latest_observation_id": latest["observation_id"],
        }
    )  # fmt: skip


def _source_agreement(share: pd.DataFrame) -> pd.DataFrame:
    rows = share[(share["obs_status"] != "F") & share["share"].notna()].copy()
    rows["voice"] = rows["publication"] + " " + rows["basis"]
    key = ["ref_area", "time_period", "measure", "comparability_group"]
    rows["group"] = rows.groupby(key, observed=True).ngroup()
    named = rows.sort_values(["group", "publication", "basis"], ignore_index=True)
    grouped = named.groupby("group")
    out = grouped.agg(
        **{name: (name, "first") for name in [*key, "frequency"]},
        definitions=("voice", "size"), min_b2b_share_pct=("share", "min"), median_b2b_share_pct=("share", "median"),
        max_b2b_share_pct=("share", "max"), low=("low", "max"), high=("high", "min"), has_unverified=("has_unverified", "any"),
    )  # fmt: skip
    starts = np.flatnonzero(named["group"] != named["group"].shift())
    ends = np.append(starts[1:], len(named))
    publications, ids = named["publication"].to_numpy(object), named["share_id"].to_numpy(object)
    out["publications"] = [sorted(set(publications[a:b])) for a, b in zip(starts, ends, strict=True)]
    out["share_ids"] = [list(ids[a:b]) for a, b in zip(starts, ends, strict=True)]
    by_share = named.sort_values(["group", "share"], kind="stable")["voice"].to_numpy(object)
    out["lowest"], out["highest"] = by_share[starts], by_share[ends - 1]
    out["median_b2b_share_pct"] = _rounded(out["median_b2b_share_pct"])
    out["spread_pp"] = out["max_b2b_share_pct"] - out["min_b2b_share_pct"]
    out["is_spread_beyond_rounding"] = out["low"] > out["high"]
    return out.drop(columns=["low", "high"])
