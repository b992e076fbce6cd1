from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractors.binding import Bound, Source
from extractors.errors import DeclarationError, DriftError
from extractors.formats.html import parse_html
from extractors.formats.html_grids import html_tables
from extractors.languages.currencies import DOLLARS, PESOS
from extractors.mapping import Bind, CellPart, Labels, Table
from extractors.observation import Cell, Observation, RejectedFigure
from extractors.tables import read_table
from extractors.unit_words import said_scales, said_units, says_percent

SOURCE = Source("acme", "2021", date(2021, 5, 3), "2019", "release", "0" * 16, "en")
TABLE = Table(
    id="top",
    caption="Top economies",
    bind=Bind(time_period="0", measure="ecommerce_sales", basis="ACME", unit="USD", scale=10**9),
    row_labels=["Economy", "Country"],
    row_area={"Korea (Rep.)": "KOR", "World": "WLD"},
    columns=[
        Labels(labels=["Rank"], ignore=True),
        Labels(labels=["Sales ($ billions) / Total"], bind=Bind(segment="TOTAL")),
        Labels(pattern=r"Sales \(\$ billions\) / (?P<segment>B2[BC])"),
    ],
    footnote_marks="*",
    missing={"..": "M"},
    italic="E",
)
PAGE = """
<table><tr><td>Menu</td><td><h2>News</h2><p>Before.</p><p>Table 1: Top <b>economies</b>, 2019</p>
<table>
<thead>
<tr><th rowspan="2">Rank</th><th rowspan="2">Economy<sup>a</sup></th><th colspan="2">Sales ($&nbsp;billions)</th></tr>
<tr><th>Total</th><th>B2B</th></tr>
</thead>
<tr><td>1</td><td>Japan</td><td>3,416</td><td><i>3,238</i><sup>2</sup></td></tr>
<tr><td>2</td><td>Korea (Rep.)*</td><td style="font-style: italic">1,302*</td><td>..</td></tr>
<tr><td></td><td>World</td><td>26,673</td><td>21,803</td></tr>
<tr><td colspan="4">Source: the offices of statistics</td></tr>
</table></td></tr></table>
"""


def read(page: str, table: Table = TABLE) -> tuple[list[Observation], list[RejectedFigure]]:
    return read_table(table, html_tables(parse_html(page.encode()).root), SOURCE)


def changed(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new)


def test_cells_become_figures_with_their_labels_value_and_precision() -> None:
    figures, rejected = read(PAGE)

    assert not rejected
    assert [(one.ref_area, one.segment, one.obs_value, one.rounding_unit, one.obs_status) for one in figures] == [
        ("JPN", "TOTAL", Decimal(3416 * 10**9), Decimal(10**9), "A"),
        ("JPN", "B2B", Decimal(3238 * 10**9), Decimal(10**9), "E"),
        ("KOR", "TOTAL", Decimal(1302 * 10**9), Decimal(10**9), "E"),
        ("KOR", "B2B", None, None, "M"),
        ("WLD", "TOTAL", Decimal(26673 * 10**9), Decimal(10**9), "A"),
        ("WLD", "B2B", Decimal(21803 * 10**9), Decimal(10**9), "A"),
    ]
    assert {one.time_period for one in figures} == {"2019"}


def test_a_figure_carries_its_place_its_print_and_its_marks() -> None:
    figures, _ = read(PAGE)
    figure = figures[1]

    assert isinstance(figure.locator, Cell)
    assert figure.locator.describe() == (
        'table "Table 1: Top economies, 2019", row "Japan", column "Sales ($ billions) / B2B" (row 3, column 4)'
    )
    (element,) = parse_html(PAGE.encode()).root.xpath(figure.locator.node)
    assert element.xpath("string(i)") == "3,238"
    assert (figure.raw_text, figure.raw_context) == ("3,238", "1 | Japan | 3,416 | 3,238")
    assert figure.obs_flag == "italic 2"
    assert (figures[2].raw_text, figures[2].obs_flag) == ("1,302*", "italic *")


@pytest.mark.parametrize(
    "cell",
    [
        "<td><em>3,416</em>*</td>",
        "<td><em><b>3,416</b></em></td>",
        "<td><span style='color:red; FONT-STYLE:oblique'>3,416</span></td>",
    ],
)
def test_italics_however_authored(cell: str) -> None:
    figures, _ = read(changed("<td>3,416</td>", cell))

    assert (figures[0].obs_status, figures[0].obs_value) == ("E", Decimal(3416 * 10**9))


@pytest.mark.parametrize(
    "cell",
    ["<td><i style='font-style:normal'>3,416</i></td>", "<td>3,416<i></i></td>", "<td>3,<i>416</i></td>"],
)
def test_what_is_not_all_italic_is_no_estimate(cell: str) -> None:
    figures, _ = read(changed("<td>3,416</td>", cell))

    assert figures[0].obs_status == "A"


def test_missing_table_names_the_nearest_caption() -> None:
    with pytest.raises(DriftError, match='nearest captioned "Table 1: Leading countries, 2019"'):
        read(changed("Top <b>economies</b>", "Leading countries"))


def test_two_tables_that_match_are_drift() -> None:
    with pytest.raises(DriftError, match="2 tables match; expected exactly one table") as caught:
        read(PAGE + PAGE)
    assert caught.value.found is not None
    assert "/html/body/table[2]" in caught.value.found


def test_other_tables_below_the_same_heading_are_told_apart_by_their_header() -> None:
    key = "<h2>Top economies</h2><table><caption></caption><tr><td>key</td><td>meaning</td></tr></table>"

    figures, _ = read(key + PAGE)

    assert len(figures) == 6


def test_a_caption_goes_before_the_heading_above() -> None:
    page = changed("<table>\n<thead>", "<table>\n<caption>Something else</caption><thead>")

    with pytest.raises(DriftError, match='nearest captioned "Something else"'):
        read(page)


def test_renamed_column_of_names_is_drift() -> None:
    with pytest.raises(
        DriftError, match='expected "Economy" or "Country"; found nothing like it; the nearest is "Econ"'
    ):
        read(changed("Economy<sup>a</sup>", "Econ"))


def test_renamed_header_is_drift_with_the_nearest_label() -> None:
    with pytest.raises(DriftError, match=r"a column is not declared.*\$ billions\) / Total.*\$ millions\) / Total"):
        read(changed("($&nbsp;billions)", "($&nbsp;millions)"))


def test_missing_column_is_drift() -> None:
    table = TABLE.model_copy(
        update={"columns": [*TABLE.columns, Labels(labels=["Growth"], bind=Bind(segment="B2C"))]},
    )
    with pytest.raises(DriftError, match='a column is missing; expected "Growth"'):
        read(PAGE, table)


def test_header_twice_is_drift() -> None:
    with pytest.raises(DriftError, match=r"two columns have one header.*over columns 3 and 4"):
        read(changed("<th>B2B</th>", "<th>Total</th>"))


def test_unknown_area_is_rejected_figure_by_figure_and_the_rest_is_read() -> None:
    figures, rejected = read(changed("<td>Japan</td>", "<td>Atlantis</td>"))

    assert [one.ref_area for one in figures] == ["KOR", "KOR", "WLD", "WLD"]
    assert [(one.rule, one.series_key, one.raw_text) for one in rejected] == [
        ("unknown_ref_area", "? 2019 TOTAL ecommerce_sales ACME", "3,416"),
        ("unknown_ref_area", "? 2019 B2B ecommerce_sales ACME", "3,238"),
    ]
    assert 'found "Atlantis"' in rejected[0].reason


def test_an_unknown_area_is_told_of_declared_labels_only_where_there_are_some() -> None:
    page = changed("<td>Japan</td>", "<td>Atlantis</td>")
    reasons = [
        read(page, TABLE.model_copy(update={"row_area": declared}))[1][0].reason for declared in ({}, {"World": "WLD"})
    ]
    assert reasons == [
        'expected an ISO 3166 name, found "Atlantis"',
        'expected an ISO 3166 name or a declared label such as "World", found "Atlantis"',
    ]


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ("3,41", "unreadable_quantity"),
        ("3 416 1", "unreadable_quantity"),
        ("n/a", "unreadable_quantity"),
        ("", "unreadable_quantity"),
        ("€3,416", "unknown_unit"),
        ("45%", "unknown_unit"),
        ("3.4 trillion", "unknown_unit"),
    ],
)
def test_a_cell_that_is_not_the_declared_quantity_is_rejected(printed: str, rule: str) -> None:
    figures, rejected = read(changed("<td>3,416</td>", f"<td>{printed}</td>"))

    assert [(one.rule, one.raw_text) for one in rejected] == [(rule, printed)]
    assert len(figures) == 5


def test_one_cell_over_two_figures_is_rejected_for_both() -> None:
    page = changed("<td>3,416</td><td><i>3,238</i><sup>2</sup></td>", "<td colspan=2>3,416</td>")

    figures, rejected = read(page)

    assert [one.rule for one in rejected] == ["merged_cell", "merged_cell"]
    assert len(figures) == 4


def test_a_row_that_ends_early_is_not_read_as_its_neighbour() -> None:
    _, rejected = read(changed("<td>26,673</td><td>21,803</td>", "<td>26,673</td>"))

    assert [(one.rule, one.reason) for one in rejected] == [
        ("ragged_row", 'expected a cell in every column, found none under "Sales ($ billions) / B2B"'),
        ("unreadable_quantity", "expected a figure, found no cell here"),
    ]


def test_a_row_whose_last_figure_is_missing_may_have_lost_another_one() -> None:
    figures, rejected = read(changed("<td>21,803</td>", "<td></td>"))

    assert [(one.rule, one.raw_text) for one in rejected] == [("ragged_row", "26,673"), ("ragged_row", "")]
    assert 'none under "Sales ($ billions) / B2B"' in rejected[0].reason
    assert "WLD" not in {one.ref_area for one in figures}


def test_a_row_that_is_there_twice_is_read_twice() -> None:
    row = "<tr><td></td><td>World</td><td>26,673</td><td>21,803</td></tr>"

    figures, _ = read(changed(row, row + row))

    assert [one.segment for one in figures if one.ref_area == "WLD"] == ["TOTAL", "B2B", "TOTAL", "B2B"]


@pytest.mark.parametrize(
    ("old", "new"), [('colspan="2"', 'colspan="100000"'), ('rowspan="2">Economy', 'rowspan="9999">Economy')]
)
def test_spans_out_of_bounds_are_drift(old: str, new: str) -> None:
    with pytest.raises(DriftError, match=r"a merged cell is too large.*span up to 1000"):
        read(changed(old, new))


def test_cells_over_one_another_are_drift() -> None:
    page = """<p>Top economies</p><table><tr><th>Economy</th><th rowspan=2>Rank</th></tr>
    <tr><th colspan=2>x</th></tr></table>"""

    with pytest.raises(DriftError, match="two cells cover one place"):
        read(page)


@pytest.mark.parametrize("span", ["two", "", "-1", "1px"])
def test_spans_that_are_no_number_count_one(span: str) -> None:
    figures, _ = read(changed("<td>3,416</td>", f'<td colspan="{span}">3,416</td>'))

    assert len(figures) == 6


def test_what_the_declaration_leaves_unsaid_is_named() -> None:
    table = TABLE.model_copy(update={"bind": Bind(time_period="0", unit="USD", scale=10**9)})

    with pytest.raises(DeclarationError, match="does not say measure, basis of a figure"):
        read(PAGE, table)


SECTORS = Table(
    id="sectors",
    caption="Size by sector",
    bind=Bind(ref_area="JPN", basis="ACME", measure="ecommerce_sales", unit="JPY"),
    row_labels=["Sector"],
    rows=[
        Labels(labels=["Goods"], bind=Bind(segment="B2C_GOODS")),
        Labels(labels=["Total"], bind=Bind(segment="B2C")),
        Labels(labels=["Others"], ignore=True),
    ],
    columns=[
        Labels(labels=["2018"], bind=Bind(time_period="-1")),
        Labels(labels=["2019"], bind=Bind(time_period="0")),
        Labels(labels=["Change"], bind=Bind(time_period="0", measure="ecommerce_sales_growth", unit="PCT")),
    ],
    parts=[CellPart(pattern=r"\(EC ratio: (?P<figure>[0-9.]+%)\)", bind=Bind(measure="ec_ratio", unit="PCT"))],
)
SECTOR_PAGE = """<table><caption>Size by sector</caption>
<tr><td>Sector</td><td>2018</td><td>2019</td><td>Change</td></tr>
<tr><td>Goods</td><td>9.2992 trillion yen (EC ratio: 6.22%)</td>
<td>10.0515 trillion yen (EC ratio: 6.76%)</td><td>8.09%</td></tr>
<tr><td>Others</td><td>x</td><td>x</td><td>x</td></tr>
<tr><td>Total</td><td>17.9845 trillion yen</td><td>19.3609 trillion yen</td><td>7.65%</td></tr>
</table>"""


def test_second_figures_inside_cells_and_rows_that_are_not_areas() -> None:
    figures, rejected = read(SECTOR_PAGE, SECTORS)

    assert not rejected
    assert [(one.segment, one.measure, one.time_period, one.obs_value, one.unit_measure) for one in figures] == [
        ("B2C_GOODS", "ec_ratio", "2018", Decimal("6.22"), "PCT"),
        ("B2C_GOODS", "ecommerce_sales", "2018", Decimal(9299200000000), "JPY"),
        ("B2C_GOODS", "ec_ratio", "2019", Decimal("6.76"), "PCT"),
        ("B2C_GOODS", "ecommerce_sales", "2019", Decimal(10051500000000), "JPY"),
        ("B2C_GOODS", "ecommerce_sales_growth", "2019", Decimal("8.09"), "PCT"),
        ("B2C", "ecommerce_sales", "2018", Decimal(17984500000000), "JPY"),
        ("B2C", "ecommerce_sales", "2019", Decimal(19360900000000), "JPY"),
        ("B2C", "ecommerce_sales_growth", "2019", Decimal("7.65"), "PCT"),
    ]


def test_a_bracket_that_changed_its_words_is_not_skipped() -> None:
    _, rejected = read(SECTOR_PAGE.replace("(EC ratio: 6.22%)", "(EC share: 6.22%)"), SECTORS)

    assert [(one.rule, one.raw_text) for one in rejected] == [
        ("unreadable_quantity", "9.2992 trillion yen (EC share: 6.22%)")
    ]


def test_unknown_and_missing_rows_are_drift_where_rows_are_not_areas() -> None:
    with pytest.raises(DriftError, match='a row is not declared; expected "Goods" or another; found "Good"'):
        read(SECTOR_PAGE.replace("<td>Goods", "<td>Good"), SECTORS)
    with pytest.raises(DriftError, match='a row is missing; expected "Total"'):
        read(SECTOR_PAGE.replace("<td>Total", "<td>Others"), SECTORS)


MILLIONS = r"£ million"


@pytest.mark.parametrize(
    "page",
    [
        "<table><caption>Top economies, 2019 (£ million)</caption>{}</table>",
        "<h2>Top economies</h2><table>{}<tr><td colspan=2>All in £ million</td></tr></table>",
        "<p>Top economies</p><table><tr><th colspan=2>£ million</th></tr>{}</table>",
        "<div><p>Values in £ million.</p><p>Top economies</p><table>{}</table></div>",
        "<p>Top economies</p><table>{}</table>£ million<sup>1</sup> at <i>current</i> prices<p>Next.</p>",
        "<table><tr><td>Top economies<tr><td><div><table>{}</table></div><div><span>£ million</span></div></table>",
        "<figure><table>{}</table><figcaption>Top economies, £ million</figcaption></figure>",
    ],
)
def test_what_a_table_says_of_its_unit_is_found_around_it_and_in_it_but_not_elsewhere(page: str) -> None:
    table = SAYING.model_copy(update={"says": [MILLIONS]})
    body = "<tr><th>Economy</th><th>Sales</th></tr><tr><td>Japan</td><td>3,416</td></tr>"

    (figure,), _ = read(page.format(body), table)

    assert figure.obs_value == 3416 * 10**6
    with pytest.raises(DriftError, match=r'does not say what it is declared to say.*expected "£ million".*£ billion'):
        read(page.format(body).replace("£ million", "£ billion"), table)
    elsewhere = "<p>Sales in £ million grew.</p><p>They did.</p><p>More of it.</p>"
    with pytest.raises(DriftError, match="does not say"):
        read(elsewhere + page.format(body).replace("£ million", "") + "<p>So.</p><p>So.</p>" + elsewhere, table)


def test_what_another_table_says_counts_for_itself_alone() -> None:
    other = "<table><tr><td>a</td><td>b</td></tr><tr><td colspan=2>£ million</td></tr></table>"
    page = other + "<table><caption>Top economies</caption><tr><th>Economy<th>Sales<tr><td>Japan<td>3,416</table>"

    with pytest.raises(DriftError, match="does not say"):
        read(page, SAYING.model_copy(update={"says": [MILLIONS]}))


SAYING = Table(
    id="says",
    caption="Top economies",
    bind=Bind(time_period="0", measure="ecommerce_sales", basis="ACME", unit="GBP", scale=10**6, segment="TOTAL"),
    row_labels=["Economy"],
    row_area={},
    columns=[Labels(labels=["Sales"])],
)


def test_cells_and_text_that_are_not_shown_are_not_read() -> None:
    page = changed(
        "<td>3,416</td>", "<td style='display: none'>9</td><td><span style='display:none'>0</span>3,416</td>"
    )
    page = page.replace("<tr><td>2</td>", "<tr style='color:red;display:none'><td>9</td></tr><tr><td>2</td>")

    figures, rejected = read(page)

    assert (figures[0].obs_value, len(figures), rejected) == (Decimal(3416 * 10**9), 6, [])


@pytest.mark.parametrize("cell", ["3,416<div>1</div>", "<div>3,416</div>1", "3,416<br>1"])
def test_two_lines_in_a_cell_do_not_run_into_one_number(cell: str) -> None:
    _, rejected = read(changed("<td>3,416</td>", f"<td>{cell}</td>"))

    assert [(one.rule, one.raw_text) for one in rejected] == [("unreadable_quantity", "3,416 1")]


QUARTERS = Table(
    id="quarters",
    caption="Retail",
    bind=Bind(ref_area="USA", segment="TOTAL", measure="retail_sales", unit="USD", scale=10**6),
    row_labels=["Quarter"],
    rows=[Labels(pattern="(?P<quarter>[1-4])Q (?P<year>[0-9]{4})")],
    columns=[Labels(labels=["Total"])],
    sections=[
        Labels(labels=["Adjusted"], bind=Bind(basis="SA")),
        Labels(labels=["Not adjusted"], bind=Bind(basis="NSA")),
    ],
    marks={"(p)": "P", "(r)": "A"},
)
QUARTERLY = """
<h2>Retail</h2><table>
<tr><th>Quarter</th><th>Total</th></tr>
<tr><td colspan="2">Adjusted</td></tr>
<tr><td>3Q 2017(p)</td><td>1,268,887</td></tr><tr><td>2Q 2017</td><td>1,254,819(r)</td></tr>
<tr><td colspan="2">Not adjusted</td></tr>
<tr><td>3Q 2017(p)</td><td>1,250,000(r)</td></tr>
<tr><td colspan="2">(p) preliminary</td></tr>
</table>
"""


def test_rows_are_counted_under_each_heading() -> None:
    counted = QUARTERS.model_copy(update={"row_count": 2})
    last = "<tr><td>3Q 2017(p)</td><td>1,250"
    more = QUARTERLY.replace(last, "<tr><td>2Q 2017</td><td>1,240,000</td></tr>" + last)

    assert len(read(more, counted)[0]) == 4
    with pytest.raises(
        DriftError, match='under "Not adjusted": another number of rows than declared; expected 2'
    ) as one:
        read(QUARTERLY, counted)
    assert one.value.found == '1: "3Q 2017"'


def test_headings_between_rows_bind_the_rows_under_them_and_marks_say_the_status() -> None:
    figures, rejected = read(QUARTERLY, QUARTERS)

    assert not rejected
    assert [(one.time_period, one.basis, one.obs_value, one.obs_status, one.obs_flag) for one in figures] == [
        ("2017-Q3", "SA", Decimal(1268887 * 10**6), "P", "(p)"),
        ("2017-Q2", "SA", Decimal(1254819 * 10**6), "A", "(r)"),
        ("2017-Q3", "NSA", Decimal(1250000 * 10**6), "A", "(r) (p)"),
    ]
    assert figures[1].raw_text == "1,254,819(r)"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Not adjusted", "Unadjusted", 'found "Unadjusted"'),
        ('<tr><td colspan="2">Adjusted</td></tr>', "", "found no heading"),
    ],
)
def test_a_row_under_an_unknown_heading_is_drift(old: str, new: str, found: str) -> None:
    assert old in QUARTERLY
    with pytest.raises(DriftError, match=found):
        read(QUARTERLY.replace(old, new), QUARTERS)


def test_what_labels_bind_together_has_every_part_of_a_binding() -> None:
    assert Bound._fields == (*Bind.model_fields, "complete")


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<table><caption>Top economies (€ billions)</caption>{}</table>", "Top economies (€ billions)"),
        ("<h2>Top economies</h2><p>in thousands of dollars</p><table>{}</table>", "in thousands of dollars"),
        ("<h2>Top economies</h2><table><tr><th colspan=2>US$ bn</th></tr>{}</table>", "US$ bn"),
        (
            "<h2>Top economies</h2><table>{}<tr><td colspan=2>(All figures in billions)</td></tr></table>",
            "(All figures",
        ),
        ("<h2>Top economies</h2><table>{}</table><p>Unit: £ billion</p>", "Unit: £ billion"),
    ],
)
def test_another_multiplier_than_the_declared_one_is_drift_wherever_the_table_speaks_of_it(
    page: str, found: str
) -> None:
    body = "<tr><th>Economy</th><th>Sales</th></tr><tr><td>Japan</td><td>3,416</td></tr>"

    with pytest.raises(DriftError, match="another multiplier than it is declared with") as caught:
        read(page.format(body), SAYING)
    assert str(caught.value.expected) == "figures times 1,000,000"
    assert found in str(caught.value.found)


@pytest.mark.parametrize(
    "page",
    [
        "<table><caption>Top economies (£ million)</caption>{}</table>",
        "<table><caption>Top economies of a world of 8 billion people (sales hit $26 trillion)</caption>{}</table>",
        "<h2>Top economies</h2><table>{}</table><p>Table 2: Visitors of the largest platforms (billions)</p>",
        "<h2>Top economies</h2><p>A billion-dollar market, in which thousands of firms sell to millions of homes.</p>"
        "<table>{}</table>",
    ],
)
def test_other_talk_of_millions_and_billions_is_none_of_the_table(page: str) -> None:
    body = "<tr><th>Economy</th><th>Sales</th></tr><tr><td>Japan</td><td>3,416</td></tr>"

    (figure,), _ = read(page.format(body), SAYING)

    assert figure.obs_value == 3416 * 10**6


def test_a_multiplier_in_the_header_of_a_column_goes_before_that_of_the_title() -> None:
    page = "<table><caption>Top economies (£ billion)</caption><tr><th>Economy</th><th>{}</th></tr>"
    page += "<tr><td>Japan</td><td>3,416</td></tr></table>"
    headed = SAYING.model_copy(update={"columns": [Labels(pattern=r"Sales \(.*\)")]})

    (figure,), _ = read(page.format("Sales (£ million)"), headed)

    assert figure.obs_value == 3416 * 10**6
    with pytest.raises(DriftError, match=r"figures times 1,000,000; found .Sales \(£ thousand\)"):
        read(page.format("Sales (£ thousand)"), headed)


@pytest.mark.parametrize(
    ("text", "lang", "scale"),
    [
        ("(単位：億円)", "ja", 10**8),
        ("市場規模（兆円）", "ja", 10**12),
        ("千葉県", "ja", None),
        ("단위: 십억원", "ko", 10**9),
        ("单位：万亿元", "zh-Hans", 10**12),
        ("單位：百萬元", "zh-Hant", 10**6),
        ("Umsatz (Mrd. €)", "de", 10**9),
        ("Ventas (miles de millones de euros)", "es", 10**9),
        ("Miles de euros", "es", 10**3),
        ("Sales, 2019 ($869 billion)", "en", None),
    ],
)
def test_multipliers_in_each_language(text: str, lang: str, scale: int | None) -> None:
    assert said_scales(text, lang) == (frozenset() if scale is None else {scale})


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("<table><caption>Top economies ($ million)</caption>{}</table>", "Top economies ($ million)"),
        ("<h2>Top economies</h2><table>{}</table><p>Unit: million euros</p>", "Unit: million euros"),
        ("<h2>Top economies</h2><table>{}<tr><td colspan=2>JPY million</td></tr></table>", "JPY million"),
    ],
)
def test_another_currency_than_the_declared_one_is_drift_wherever_the_table_speaks_of_it(page: str, place: str) -> None:
    body = "<tr><th>Economy</th><th>Sales</th></tr><tr><td>Japan</td><td>3,416</td></tr>"

    with pytest.raises(DriftError, match="another unit than it is declared with") as caught:
        read(page.format(body), SAYING)
    assert (caught.value.expected, caught.value.found) == ("figures in GBP", f'"{place}"')


@pytest.mark.parametrize(
    "page",
    [
        "<table><caption>Top economies (£ and $ million)</caption>{}</table>",
        "<table><caption>Top economies of the euro area (where a phone costs $1,000)</caption>{}</table>",
        "<table><caption>Top economies and their dollar stores</caption>{}</table>",
    ],
)
def test_other_talk_of_currencies_is_none_of_the_table(page: str) -> None:
    body = "<tr><th>Economy</th><th>Sales</th></tr><tr><td>Japan</td><td>3,416</td></tr>"

    (figure,), _ = read(page.format(body), SAYING)

    assert figure.unit_measure == "GBP"


@pytest.mark.parametrize(
    ("unit", "header", "is_drift"),
    [
        ("GBP", "Sales, % of turnover", True),
        ("GBP", "Sales as percentage of turnover", True),
        ("GBP", "Sales (euros)", True),
        ("GBP", "Sales, £ million, at least 20% of turnover", False),
        ("GBP", "Sales, £ million", False),
        ("PCT", "Sales, £ million", True),
        ("PCT", "Sales in EUR", True),
        ("PCT", "Sales (€ million) / % of all", False),
        ("PCT", "Sales share", False),
        ("PERSONS", "Buyers, %", True),
        ("PERSONS", "Buyers (millions)", False),
        ("CAD", "Sales ($)", False),
        ("CAD", "Sales (millions of dollars)", False),
        ("CAD", "Sales (US$)", True),
    ],
)
def test_money_percent_and_numbers_are_told_apart_by_the_header(unit: str, header: str, is_drift: bool) -> None:
    table = SAYING.model_copy(
        update={
            "says": [],
            "bind": SAYING.bind.model_copy(update={"unit": unit}),
            "columns": [Labels(pattern="(?s).*")],
        }
    )
    above, _, below = header.rpartition(" / ")
    head = f"<tr><th rowspan=2>Economy</th><th>{above}</th></tr><tr><th>{below}</th></tr>"
    page = f"<h2>Top economies</h2><table>{head}<tr><td>Japan</td><td>34</td></tr></table>"

    if is_drift:
        with pytest.raises(DriftError, match=f"column 2: .* expected figures in {unit}"):
            read(page, table.model_copy(update={"bind": table.bind.model_copy(update={"scale": None})}))
    else:
        bind = table.bind.model_copy(update={"scale": 10**6 if "million" in header and unit != "PCT" else None})
        assert [one.unit_measure for one in read(page, table.model_copy(update={"bind": bind}))[0]] == [unit]


@pytest.mark.parametrize(
    ("text", "lang", "units"),
    [
        ("(単位：億円)", "ja", {"JPY"}),
        ("令和元年", "ja", set()),
        ("市場規模（兆円）", "ja", {"JPY"}),
        ("単位：億ドル", "ja", DOLLARS),
        ("단위: 십억원", "ko", {"KRW"}),
        ("单位：亿美元", "zh-Hans", {"USD"}),
        ("单位：万亿元，%", "zh-Hans", {"CNY", "PCT"}),
        ("Umsatz (Mrd. €)", "de", {"EUR"}),
        ("Umsatz, Anteil (Prozent)", "de", {"PCT"}),
        ("Ventas (miles de euros)", "es", {"EUR"}),
        ("Ventas (millones de pesos)", "es", PESOS),
        ("Sales, US$ millions", "en", {"USD"}),
        ("Sales in $ of 2010", "en", DOLLARS),
        ("Firms with more than $5m or €4m", "en", set()),
        ("The euro area", "en", set()),
        ("Contracts won", "en", set()),
        ("Billions of won", "en", {"KRW"}),
        ("US dollars", "en", {"USD"}),
    ],
)
def test_units_in_each_language(text: str, lang: str, units: set[str]) -> None:
    assert said_units(text, lang) == units


@pytest.mark.parametrize(
    ("text", "lang", "says"),
    [
        ("Percent Change From Prior Quarter", "en", True),
        ("percentage points", "en", True),
        ("at least 20% of turnover", "en", False),
        ("Percents", "en", False),
        ("構成比（%）", "ja", True),
        ("Cuota, por ciento", "es", True),
    ],
)
def test_percent_in_a_header(text: str, lang: str, says: bool) -> None:
    assert says_percent(text, lang) is says
