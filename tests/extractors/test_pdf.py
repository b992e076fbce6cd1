"""PDF files: text in reading order, tables with the places of their cells, and hostile files refused."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from extractors.documents import Content
from extractors.errors import DriftError
from extractors.formats import open_document, pdf
from extractors.grids import Grid
from tests.extractors.pdf_files import Sheet, deflated, made_by_hand, one_page

HONEST = pdf.LIMITS
SENTENCE = "The estimate of sales for the second quarter of 2010 was $39.7 billion"


def open_pdf(content: bytes) -> Content:
    return open_document(content, "pdf", media_type="application/pdf", lang="en")


def texts(sheet: Sheet) -> list[tuple[str, str]]:
    return [(block.node, block.text) for block in open_pdf(sheet.file()).blocks]


def grid(sheet: Sheet) -> Grid:
    (table,) = open_pdf(sheet.file()).tables
    return table.read(table.titles[0])


def rows(of: Grid) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in of.rows]


# Text


def test_lines_of_a_paragraph_are_one_block_with_the_place_of_the_first() -> None:
    sheet = Sheet()
    sheet.put(72, 72, "Quarterly retail sales", size=16)
    lines = ["The estimate of sales for the second", "quarter of 2010 was $39.7 billion, an in-"]
    sheet.column(72, 110, [*lines, "crease of 2.6 percent from the first. E-", "commerce grew."])

    assert texts(sheet) == [
        ("page 1, line 1", "Quarterly retail sales"),
        (
            "page 1, line 2",
            "The estimate of sales for the second quarter of 2010 was $39.7 billion, an in-crease of 2.6 percent from "
            "the first. E-commerce grew.",
        ),
    ]


def test_a_line_that_ends_before_its_room_does_ends_the_paragraph() -> None:
    sheet = Sheet()
    sheet.column(72, 72, ["Manufacturing", "Shipments by e-commerce were $3,729.5 billion in 2017,", "up from 2016."])

    assert [text for _, text in texts(sheet)] == [
        "Manufacturing",
        "Shipments by e-commerce were $3,729.5 billion in 2017, up from 2016.",
    ]


def test_columns_of_text_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    sheet.put(72, 60, "A heading that runs over both of the columns of this page and more", size=14)
    left = ["E-commerce shipments of the", "makers of goods were $3,729.5", "billion in 2017, up from 2016."]
    right = ["Merchant wholesalers sold less,", "and services are no longer to be", "compared with those of 2016."]
    sheet.column(72, 100, left)
    sheet.column(300, 104, right)

    assert [text for _, text in texts(sheet)][1:] == [" ".join(left), " ".join(right)]


def test_raised_footnote_numbers_are_no_digits_of_a_figure() -> None:
    sheet = Sheet()
    sheet.put(72, 72, "Sales were 107")
    sheet.put(72 + sheet.get_string_width("Sales were 107"), 68, "2", size=6)
    sheet.put(150, 72, "billion on the 4")
    sheet.put(150 + sheet.get_string_width("billion on the 4"), 68, "th", size=6)

    assert texts(sheet)[0][1] == "Sales were 107 billion on the 4th"


def test_text_standing_on_its_side_is_left_out() -> None:
    sheet = Sheet()
    sheet.put(72, 72, SENTENCE)
    with sheet.rotation(90, 40, 400):
        sheet.text(40, 400, "Billions")

    assert [text for _, text in texts(sheet)] == [SENTENCE]


def test_letters_printed_twice_to_make_them_bold_count_once() -> None:
    sheet = Sheet()
    for shift in (0.0, 0.3):
        sheet.put(72 + shift, 72, "Total 1,164")

    assert texts(sheet)[0][1] == "Total 1,164"


# Tables


def ruled(sheet: Sheet) -> Sheet:
    sheet.put(72, 60, "Table 1. Shipments by sector, $ billion")
    sheet.set_y(80)
    sheet.set_x(72)
    sheet.set_font("Helvetica", size=SIZE_OF_CELLS)
    with sheet.table(width=400, col_widths=(40, 20, 20, 20), align="L", first_row_as_headings=False) as table:
        head = table.row()
        head.cell("Sector", rowspan=2)
        head.cell("2017", colspan=2)
        head.cell("Change", rowspan=2)
        for texts_of_row in (("Total", "E-commerce"), ("Manufacturing", "5,588.0", "3,729.5", "7.5")):
            row = table.row()
            for text in texts_of_row:
                row.cell(text)
        row = table.row()
        row.cell("Merchant wholesale trade, with branches and offices of manufacturers")
        for text in ("(NA)", "N", "1.0"):
            row.cell(text)
    return sheet


SIZE_OF_CELLS = 9


def test_a_ruled_table_keeps_merged_cells_and_the_place_of_each() -> None:
    found = grid(ruled(Sheet()))

    assert found.title == "Table 1. Shipments by sector, $ billion"
    assert rows(found) == [
        ["Sector", "2017", "2017", "Change"],
        ["Sector", "Total", "E-commerce", "Change"],
        ["Manufacturing", "5,588.0", "3,729.5", "7.5"],
        ["Merchant wholesale trade, with branches and offices of manufacturers", "(NA)", "N", "1.0"],
    ]
    assert found.head_rows == 2
    cell = found.rows[2][2]
    assert cell is not None
    assert cell.node == "page 1, table 1, row 3, column 3"
    head = found.rows[0][2]
    assert head is not None
    assert (head.width, head.height, head.column) == (2, 1, 2)


def aligned(sheet: Sheet, *, header: bool = True) -> Sheet:
    sheet.put(72, 60, "Table 1. Retail sales, total and e-commerce")
    if header:
        sheet.put(230, 85, "Retail sales", align="centre")
        sheet.put(330, 85, "E-commerce as", align="centre")
        sheet.put(72, 97.5, "Quarter")
        sheet.put(200, 97.5, "Total", align="right")
        sheet.put(280, 97.5, "E-commerce", align="right")
        sheet.put(330, 97.5, "a percent", align="centre")
    sheet.put(200, 114, "Adjusted")
    sheet.put(200 + sheet.get_string_width("Adjusted"), 110, "2", size=6)
    for number, row in enumerate(
        [("3Q 2017(p)", "1,268,887", "115,345", "9.1"), ("2Q 2017", "1,254,819", "(NA)", "8.9")]
    ):
        y = 128 + 13 * number
        sheet.put(72, y, row[0])
        for x, text in zip((200, 280, 340), row[1:], strict=True):
            sheet.put(x, y, text, align="right", style="I" if text == "8.9" else "")
    sheet.put(72, 175, "(p) means that the estimate is a first one and will be revised by the next release.")
    return sheet


def test_a_table_without_lines_is_read_by_its_alignment() -> None:
    found = grid(aligned(Sheet()))

    assert rows(found) == [
        [None, "Retail sales", "Retail sales", "E-commerce as a percent"],
        ["Quarter", "Total", "E-commerce", "E-commerce as a percent"],
        ["Adjusted"] * 4,
        ["3Q 2017(p)", "1,268,887", "115,345", "9.1"],
        ["2Q 2017", "1,254,819", "(NA)", "8.9"],
    ]
    assert found.head_rows == 2
    heading, last = found.rows[2][0], found.rows[4][3]
    assert heading is not None
    assert last is not None
    assert (heading.width, heading.marks) == (4, "2")
    assert (last.italic, last.node) == (True, "page 1, table 1, row 5, column 4")


def test_a_table_stays_in_the_text_line_by_line() -> None:
    assert ("page 1, line 5", "3Q 2017(p) 1,268,887 115,345 9.1") in texts(aligned(Sheet()))


def test_the_line_below_a_table_is_beside_it() -> None:
    (table,) = open_pdf(aligned(Sheet()).file()).tables

    assert table.beside == ["(p) means that the estimate is a first one and will be revised by the next release."]


def test_a_missing_figure_leaves_its_place_empty() -> None:
    sheet = aligned(Sheet())
    sheet.put(72, 154, "1Q 2017")
    sheet.put(340, 154, "8.5", align="right")

    assert rows(grid(sheet))[5] == ["1Q 2017", "", "", "8.5"]


def test_years_over_columns_are_their_headers() -> None:
    sheet = Sheet()
    sheet.put(72, 60, "Shipments by e-commerce")
    lines = [("Sector", "2016", "2017"), ("Manufacturing", "3,469.6", "3,729.5"), ("Retail", "N", "1")]
    for number, row in enumerate(lines):
        for x, text in zip((72, 220, 290), row, strict=True):
            sheet.put(x, 90 + 13 * number, text)

    found = grid(sheet)
    assert (found.head_rows, rows(found)[0]) == (1, ["Sector", "2016", "2017"])


def test_two_tables_on_a_page_have_their_own_titles() -> None:
    sheet = ruled(Sheet())
    sheet.put(72, 300, "Table 2. The same for retail")
    for number, row in enumerate([("Retail", "107", "2.7"), ("Services", "114", "1.8")]):
        for x, text in zip((72, 250, 320), row, strict=True):
            sheet.put(x, 330 + 13 * number, text)

    assert [(table.titles, table.node) for table in open_pdf(sheet.file()).tables] == [
        (["Table 1. Shipments by sector, $ billion"], "page 1, table 1"),
        (["Table 2. The same for retail"], "page 1, table 2"),
    ]


# Pages that cannot be read


def picture(text: str) -> Image.Image:
    image = Image.new("L", (800, 1000), 255)
    ImageDraw.Draw(image).text((50, 50), text)
    return image


def test_a_page_that_is_a_picture_is_refused_by_its_number() -> None:
    sheet = Sheet()
    sheet.put(72, 72, SENTENCE)
    sheet.add_page()
    sheet.image(picture(SENTENCE), x=20, y=20, w=570)

    with pytest.raises(DriftError, match="page 2: the page is a picture"):
        open_pdf(sheet.file())


def test_a_page_of_glyphs_without_meaning_is_refused() -> None:
    sheet = Sheet()
    sheet.core_fonts_encoding = "windows-1252"
    sheet.column(72, 72, ["›œ›œ ›œ ›ž", "Total ›œ"])

    with pytest.raises(DriftError, match="page 1: the text of the page has no meaning"):
        open_pdf(sheet.file())


def test_a_page_turned_on_its_side_is_refused() -> None:
    sheet = Sheet()
    with sheet.rotation(90, 300, 400):
        sheet.text(200, 400, SENTENCE)

    with pytest.raises(DriftError, match="stands on its side"):
        open_pdf(sheet.file())


# Hostile files


def page_of(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"
    return made_by_hand(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), *[page] * count]
    )


def locked(*, user: str | None) -> bytes:
    sheet = Sheet()
    sheet.put(72, 72, SENTENCE)
    sheet.set_encryption("owner", user)
    return sheet.file()


WHOLE = aligned(Sheet()).file()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not PDF"),
        (b"<html>%PDF</html>", "not PDF"),
        (WHOLE[: len(WHOLE) // 2], "cut off"),
        (WHOLE[: len(WHOLE) // 2] + b"\n%%EOF\n", "damaged|cannot be read"),
        (WHOLE.replace(b"startxref\n", b"startxref\n1"), "damaged|cannot be read"),
        (locked(user=None), "encrypted"),
        (locked(user="secret"), "encrypted"),
        (one_page(deflated(b"BT /F1 10 Tf (x) Tj ET")[:-9]), "damaged"),
        (made_by_hand([b"<</Type/Catalog>>"]), "no pages"),
    ],
)
def test_files_that_are_no_whole_open_pdf_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        open_pdf(content)


def test_bombs_are_refused_before_they_are_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, inflated=1_000_000))
    bomb = deflated(b" " * 30_000_000)

    for content in (one_page(bomb), one_page(deflated(bomb), filters=b"[/FlateDecode/FlateDecode]")):
        assert len(content) < 100_000
        with pytest.raises(DriftError, match="expected up to 1000000 bytes inflated"):
            open_pdf(content)
    with pytest.raises(DriftError, match="expected 2 filters"):
        open_pdf(one_page(bomb, filters=b"[/FlateDecode/FlateDecode/FlateDecode]"))


def test_bounds_on_pages_words_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, pages=5))
    with pytest.raises(DriftError, match="expected up to 5 pages"):
        open_pdf(page_of(6))
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, words=10))
    with pytest.raises(DriftError, match=r"page 1: .* expected up to 10 words"):
        open_pdf(WHOLE)
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, file=100))
    with pytest.raises(DriftError, match="expected up to 100 bytes"):
        open_pdf(WHOLE)
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, page_objects=20))
    with pytest.raises(DriftError, match="page 1: the page is beyond"):
        open_pdf(WHOLE)


def test_what_no_count_foresees_ends_with_its_processor_time_or_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", replace(HONEST, cpu_s=1))
    # Forms that each draw the next one twenty times: 20 to the 12th letters.
    forms = []
    for number in range(12):
        inner = b"/X Do " * 20 if number < 11 else b"BT /F1 10 Tf (x) Tj ET"
        use = b"/XObject<</X %d 0 R>>" % (number + 7)
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>%s>>/Length %d>>" % (
            use,
            len(inner),
        )
        forms.append(head + b"stream\n%s\nendstream" % inner)
    content = one_page(deflated(b"/X Do"), more=forms, res=b"/XObject<</X 6 0 R>>")

    with pytest.raises(DriftError, match=r"expected up to 1 s of processor time|too much memory"):
        open_pdf(content)


def test_a_page_tree_that_holds_itself_or_is_too_deep_is_refused() -> None:
    depth = 3000
    kids = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 3) for number in range(depth)]
    page = b"<</Type/Page/MediaBox[0 0 612 792]>>"
    with pytest.raises(DriftError, match=r"nested too deeply|no pages"):
        open_pdf(made_by_hand([b"<</Type/Catalog/Pages 2 0 R>>", *kids, page]))
    with pytest.raises(DriftError, match="no pages"):
        open_pdf(made_by_hand([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"]))


def test_the_reader_of_pages_does_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    stream = io.BytesIO(aligned(Sheet(), header=False).file())

    assert open_pdf(stream.read()).blocks
