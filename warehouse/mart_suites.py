"""What is expected of each mart, row by row: a condition in SQL for every rule, true where the row meets it."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.expectations import Rule


@dataclass(frozen=True, slots=True)
class MartSuite:
    """The rules of one mart. ``point`` is SQL that names a row; ``conditions`` are SQL by the name of their rule.

    A critical condition that cannot be told is not met; a warning leaves out what cannot be told.
    """

    mart: str
    point: str
    conditions: dict[str, tuple[str, str]]
    warnings: frozenset[str] = frozenset()

    def query(self) -> str:
        """Return SQL for the frame of this mart: ``point``, and a column of true or false for each rule."""
        columns = ", ".join(
            f"{condition if name in self.warnings else f'coalesce({condition}, false)'} AS {name}"
            for name, (condition, _) in self.conditions.items()
        )
        return f"SELECT {self.point} AS point, {columns} FROM {self.mart}"  # noqa: S608 - our own names

    def rules(self) -> list[Rule]:
        """Return the rules over that frame."""
        return [
            Rule(name, name, "in_set", (True,), expected, "warning" if name in self.warnings else "critical")
            for name, (_, expected) in self.conditions.items()
        ]


def _once(key: str) -> tuple[str, str]:
    return f"count(*) OVER (PARTITION BY {key}) = 1", f"one row for {key}"


_POINT = "publication, ref_area, time_period, measure, basis"

SUITES = (
    MartSuite(
        "mart.segment_share",
        f"concat_ws('/', {_POINT})",
        {
            "one_row_a_point": _once(_POINT),
            "share_or_reason": (
                "(b2b_share_pct IS NULL) = (refused IS NOT NULL) AND (b2b_share_pct IS NULL) = (share_method IS NULL)",
                "a share with its method, or a reason why there is none",
            ),
            "interval_holds_share": (
                "coalesce(0 <= b2b_share_low_pct AND b2b_share_low_pct <= b2b_share_pct "
                "AND b2b_share_pct <= b2b_share_high_pct AND b2b_share_high_pct <= 100, b2b_share_pct IS NULL)",
                "the share inside its interval, that within 0 to 100 percent",
            ),
            "inputs_known": ("len(observation_ids) > 0", "every row with the observations that it is made of"),
            "dollars_at_the_rate": (
                "coalesce(abs(b2b_value_usd * lcu_per_usd - b2b_value) <= lcu_per_usd, b2b_value_usd IS NULL)",
                "dollars times the rate within a dollar of the native value",
            ),
            "published_share_agrees": (
                "is_published_share_consistent",
                "the printed share to be one that the printed values allow",
            ),
        },
        frozenset({"published_share_agrees"}),
    ),
    MartSuite(
        "mart.share_trend",
        f"concat_ws('/', {_POINT})",
        {
            "one_row_a_point": _once(_POINT),
            "direction_beyond_rounding": (
                "coalesce(is_change_beyond_rounding = (direction <> 'no change beyond rounding'), direction IS NULL)",
                "a direction exactly where the change is beyond rounding",
            ),
            "contributions_add_up": (
                "coalesce(abs(b2b_contribution_pp + b2c_contribution_pp - sides_growth_pct) <= 0.000002, "
                "sides_growth_pct IS NULL)",
                "the contributions of both sides to add up to their growth",
            ),
            "slope_in_interval": (
                "coalesce(slope_low <= slope_pp_per_year AND slope_pp_per_year <= slope_high AND slope_n >= 3, "
                "slope_pp_per_year IS NULL AND slope_refused IS NOT NULL)",
                "a slope inside its interval over three periods or more, or a reason why there is none",
            ),
        },
    ),
    MartSuite(
        "mart.series_trend",
        "concat_ws('/', publication, ref_area, measure, basis, frequency, first_time_period)",
        {
            "one_row_a_stretch": _once("series_id"),
            "span_in_order": (
                "first_time_period <= last_time_period AND n >= 1 AND gaps >= 0",
                "a first period, a last",
            ),
            "slopes_in_intervals": (
                "coalesce(slope_low <= slope_pp_per_year AND slope_pp_per_year <= slope_high, "
                "slope_refused IS NOT NULL) AND coalesce(theil_sen_low <= theil_sen_pp_per_year "
                "AND theil_sen_pp_per_year <= theil_sen_high, true)",
                "both slopes inside their intervals, or a reason why there is none",
            ),
            "crossover_in_order": (
                "(crossover = 'none') = (crossover_period IS NULL) AND coalesce(crossover_low <= crossover_period "
                "AND crossover_period <= coalesce(crossover_high, crossover_period), crossover = 'none')",
                "a crossover with its period inside its interval, or none",
            ),
        },
    ),
    MartSuite(
        "mart.source_agreement",
        "concat_ws('/', ref_area, time_period, measure, comparability_group)",
        {
            "one_row_a_group": _once("ref_area, time_period, measure, comparability_group"),
            "median_between": (
                "min_b2b_share_pct <= median_b2b_share_pct AND median_b2b_share_pct <= max_b2b_share_pct "
                "AND spread_pp = max_b2b_share_pct - min_b2b_share_pct",
                "the median between lowest and highest, and the spread between them",
            ),
            "voices_named": ("len(publications) >= 1 AND definitions = len(share_ids)", "every voice named"),
        },
    ),
    MartSuite(
        "mart.source_difference",
        "concat_ws('/', ref_area, time_period, measure, publication, basis, other_publication, other_basis)",
        {
            "one_row_a_pair": _once(
                "ref_area, time_period, measure, publication, basis, other_publication, other_basis"
            ),
            "higher_first": ("difference_pp >= 0 AND publication <> other_publication", "the higher share first"),
            "difference_explained": (
                "is_comparable = (len(definitions_differ) = 0)",
                "comparable exactly where no part of the definitions differs",
            ),
        },
    ),
    MartSuite(
        "mart.mainstream",
        "concat_ws('/', ref_area, time_period)",
        {
            "one_row_a_year": _once("ref_area, time_period"),
            "publishers_counted": (
                "publishers = len(publications) AND publishers_undecided >= 0 "
                "AND publishers_growing + publishers_shrinking + publishers_unchanged <= publishers",
                "every publisher counted once",
            ),
            "margin_within_half": ("coalesce(0 < margin_pp AND margin_pp <= 50, true)", "a margin of 0 to 50 points"),
            "one_latest_an_area": (
                "count(*) FILTER (WHERE is_latest_comparable) OVER (PARTITION BY ref_area) = 1",
                "one latest comparable year an area",
            ),
        },
    ),
    MartSuite(
        "mart.revision",
        "concat_ws('/', publication, ref_area, time_period, segment, measure, basis)",
        {
            "one_row_a_point": _once("publication, ref_area, time_period, segment, measure, basis"),
            "prints_counted": (
                "editions <= vintages AND revisions < vintages AND corrections <= revisions "
                "AND is_revised = (revisions > 0)",
                "no more revisions than prints after the first",
            ),
        },
    ),
    MartSuite(
        "mart.forecast_error",
        "concat_ws('/', publication, edition, ref_area, time_period, segment, measure, basis)",
        {
            "one_row_a_forecast": _once("publication, edition, ref_area, time_period, segment, measure, basis"),
            "forecast_before_actual": ("published_on < actual_published_on", "the forecast before the actual figure"),
        },
    ),
    MartSuite(
        "mart.conversion_check",
        "concat_ws('/', publication, edition, ref_area, time_period, segment, of_publication)",
        {
            "one_row_a_pair": _once(
                "publication, edition, ref_area, time_period, segment, measure, basis, of_publication"
            ),
            "national_figure_converts": (
                "is_agreed",
                "the national figure at the average rate of the year to be the one in dollars, within rounding",
            ),
        },
        frozenset({"national_figure_converts"}),
    ),
    MartSuite(
        "mart.yearly_rate",
        "concat_ws('/', currency, year)",
        {
            "one_rate_a_year": _once("currency, year"),
            "rate_positive": ("lcu_per_usd > 0", "a rate above zero"),
            "sources_agree": ("NOT is_conflict", "publishers' rates within half a percent of each other"),
        },
        frozenset({"sources_agree"}),
    ),
    MartSuite(
        "mart.freshness",
        "publication",
        {"one_row_a_publication": _once("publication")},
    ),
)
