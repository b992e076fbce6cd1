"""What is expected of a document, a batch, its figures, and the marts."""

from __future__ import annotations

from extractors import codes
from extractors.publication import Publication
from warehouse.expectations import Rule

#: An edition that had been loaded may lose this part of its figures before it is taken for damaged.
GONE_AT_MOST = 0.5
#: Of the figures known before, this part may change by more than that part of its value before the file is taken for
#: another one: years or codes that slipped change nearly all by much, new seasonal factors change all by little. Where
#: fewer than so many were known before, nothing follows from it.
REVISED_AT_MOST = 0.5
REVISED_BY = 0.1
REVISED_OF_AT_LEAST = 10
#: The same of figures that the very edition had before, which change less. Nor may more than that part of them have
#: lost decimals, or, in any edition, marks of a break or of low reliability.
AGAIN_OF_AT_LEAST = 5
FLAGS_AT_LEAST = 3


def document_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of each document of an edition: is this the right kind of file?"""
    accept = publication.http.accept
    return [
        Rule("status_ok", "status", "in_set", (200,), "HTTP status 200"),
        Rule(
            "size_in_range",
            "size",
            "between",
            (accept.min_bytes, accept.max_bytes),
            f"{accept.min_bytes} to {accept.max_bytes} bytes",
        ),
        Rule(
            "media_type_declared",
            "media_type",
            "in_set",
            tuple(accept.media_types),
            "one of " + ", ".join(accept.media_types),
            "warning",
        ),
        Rule(
            "encoding_as_labelled",
            "encoding_agrees",
            "in_set",
            (True,),
            "bytes in the encoding that server or document declares",
            "warning",
        ),
        Rule("notes_unchanged", "note_change", "in_set", ("",), "notes on method as in the capture before", "warning"),
    ]


def batch_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of an edition as a whole; a critical one that fails blocks it."""
    expect = publication.expect
    return [
        Rule(
            "figures_read",
            "figures",
            "between",
            (expect.figures_min, expect.figures_max),
            f"{expect.figures_min} to {expect.figures_max} figures in one edition",
        ),
        Rule(
            "coverage_kept",
            "gone_part",
            "between",
            (0, GONE_AT_MOST),
            f"at most {GONE_AT_MOST:.0%} of the edition's known figures gone",
        ),
        Rule(
            "revised_in_part",
            "revised_part",
            "between",
            (0, REVISED_AT_MOST),
            f"at most {REVISED_AT_MOST:.0%} of the figures known before changed by more than a tenth",
        ),
        Rule(
            "precision_kept",
            "coarser_part",
            "between",
            (0, REVISED_AT_MOST),
            f"at most {REVISED_AT_MOST:.0%} of the edition's known figures printed with fewer digits",
        ),
        Rule(
            "flags_kept",
            "unflagged_part",
            "between",
            (0, REVISED_AT_MOST),
            f"at most {REVISED_AT_MOST:.0%} of the marks of a break or of low reliability gone",
        ),
        Rule("nothing_gone", "gone", "between", (0, 0), "every known figure of the edition still there", "warning"),
        Rule("nothing_refused", "refused", "between", (0, 0), "no figure refused", "warning"),
    ]


def figure_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of each figure by itself and within its edition (frame of check_figures.sql)."""
    return [
        Rule(
            "incomplete_key",
            "has_key",
            "in_set",
            (True,),
            "area, period, segment, measure, basis, unit, status and edition",
            shown="concat_ws('/', ref_area, time_period, segment, measure, basis, unit_measure, obs_status)",
        ),
        Rule(
            "place_unknown",
            "has_place",
            "in_set",
            (True,),
            "a place in the document and the figure as printed",
            shown="coalesce(nullif(locator, ''), 'none')",
        ),
        Rule("duplicate_key", "key_count", "between", (1, 1), "one figure for one series point", evidence="duplicates"),
        Rule("unknown_ref_area", "ref_area", "in_set", _areas(), "ISO 3166-1 alpha-3 or a named group"),
        Rule(
            "unknown_time_period",
            "time_period",
            "match",
            (f"^(?:{codes.TIME_PERIOD.pattern})$",),
            "a period like 2019, 2019-Q3, 2015-S1 or 2020-05",
        ),
        Rule("unknown_segment", "segment", "in_set", tuple(codes.SEGMENTS), "a segment of the code list"),
        Rule("unknown_measure", "measure", "in_set", tuple(codes.MEASURES), "a measure of the code list"),
        Rule("unknown_unit", "unit_measure", "in_set", _units(), "ISO 4217 or a named unit"),
        Rule("unknown_obs_status", "obs_status", "in_set", tuple(codes.OBS_STATUS), "an SDMX observation status"),
        Rule("unknown_basis", "basis", "in_set", tuple(publication.bases), "a basis that the publication declares"),
        Rule(
            "status_against_value",
            "fits_status",
            "in_set",
            (True,),
            "a value exactly where the status has one",
            shown="concat(obs_status, ' with ', coalesce(trim_zeros(obs_value), 'no value'))",
        ),
        Rule(
            "unit_against_measure",
            "fits_unit",
            "in_set",
            (True,),
            "money for a level, percent for a share, ratio or growth",
            shown="concat(measure, ' in ', unit_measure)",
        ),
        Rule(
            "rounding_unknown",
            "has_rounding",
            "in_set",
            (True,),
            "a rounding unit above 0 beside every value",
            shown="coalesce(trim_zeros(rounding_unit), 'none')",
        ),
        Rule(
            "segment_against_gloss",
            "gloss_agrees",
            "in_set",
            (True,),
            "a segment named the same in words and in brackets",
            shown="concat(segment, ' in ', raw_context)",
        ),
        Rule("share_out_of_range", "part_pct", "between", (0, 100), "a share within 0 to 100 percent"),
        Rule("negative_level", "amount", "between", (0, None), "a level, count or ratio of 0 or more"),
        Rule("growth_out_of_range", "growth_pct", "between", (-100, None), "a growth of -100 percent or more"),
    ]


def neighbour_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of each figure beside its neighbours in time (frame of check_moved.sql)."""
    expect = publication.expect
    return [
        Rule(
            "values_moved",
            "moved_count",
            "between",
            (None, 0),
            "a series with the values that were printed for it before, not those of another series or period",
            shown="moved",
            evidence="to_json(moved)",
        ),
        Rule(
            "magnitude_level",
            "neighbour_factor",
            "between",
            (None, expect.magnitude_factor),
            f"within a factor of {expect.magnitude_factor:g} of the neighbour years or of an earlier edition",
            evidence="neighbours",
        ),
        Rule(
            "magnitude_share",
            "neighbour_pp",
            "between",
            (None, expect.share_pp),
            f"within {expect.share_pp:g} points of the neighbour years or of an earlier edition",
            evidence="neighbours",
        ),
    ]


def retelling_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of figures that retell another publication's (frame of check_retellings.sql)."""
    expect = publication.expect
    told = "concat(trim_zeros(obs_value), ' ', unit_measure"
    by = "" if expect.source_factor == 1 else f" or a factor of {expect.source_factor:g}"
    return [
        Rule(
            "source_not_loaded",
            "has_source",
            "in_set",
            (True,),
            "the publication that is retold, and exchange rates, in the warehouse; held until then",
            shown=f"{told}, ' with nothing of ', coalesce(retells, 'exchange rates'))",
        ),
        Rule(
            "contradicts_source",
            "agrees_with_source",
            "in_set",
            (True,),
            f"what the publication that is retold says, within the rounding of both{by}",
            shown=f"{told}, ' against ', sources_shown)",
            evidence="sources",
        ),
        Rule(
            "conversion_contradicts",
            "conversion_factor",
            "between",
            (None, expect.conversion_factor),
            f"both currencies within a factor of {expect.conversion_factor:g} of the year's exchange rate",
            shown="amounts_shown",
            evidence="amounts",
        ),
    ]


def sum_rules(publication: Publication) -> list[Rule]:
    """Return what is expected of figures that belong together (frame of check_sums.sql)."""
    share_pp = publication.expect.share_pp
    return [
        Rule(
            "parts_against_total",
            "parts_excess",
            "between",
            (None, 0),
            "B2B, B2C and further parts adding up to the total within the printed rounding",
            evidence="parts",
        ),
        Rule(
            "side_over_total",
            "side_excess",
            "between",
            (None, 0),
            "a part no larger than its whole, within the printed rounding",
            evidence="whole",
        ),
        Rule(
            "published_share_contradicts",
            "share_gap_pp",
            "between",
            (None, share_pp),
            f"the printed share within {share_pp:g} points of the one that the printed values give",
            evidence="computed",
        ),
        Rule(
            "growth_contradicts_levels",
            "growth_gap_pp",
            "between",
            (None, 0),
            "the printed growth equal to the one that the level and that of the year before give, within the rounding "
            f"and, for a level of an earlier edition, {publication.expect.growth_pp:g} points",
            evidence="growth",
        ),
        Rule(
            "published_share_differs",
            "share_gap_pp",
            "between",
            (None, 0),
            "the printed share equal to the one that the printed values give, within the printed rounding",
            "warning",
            evidence="computed",
        ),
    ]


def _areas() -> tuple[str, ...]:
    import pycountry

    return (*sorted(country.alpha_3 for country in pycountry.countries), *codes.AREA_GROUPS)


def _units() -> tuple[str, ...]:
    import pycountry

    return (*sorted(currency.alpha_3 for currency in pycountry.currencies), *codes.OTHER_UNITS)
