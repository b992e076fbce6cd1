"""Text in the cells of a spreadsheet: as it is, never a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.errors import UsageError

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: What Excel can hold in a cell.
MAX_CHARACTERS = 32_767


def write_text(sheet: Worksheet, row: int, position: int, text: str, look: Format) -> None:
    """Write a text cell. Raises UsageError for a text longer than a cell."""
    if len(text.encode("utf-16-le")) // 2 > MAX_CHARACTERS:
        raise UsageError(
            "a text is longer than a cell",
            place=f"sheet {sheet.get_name()}, row {row + 1}, column {position + 1}",
            expected=f"up to {MAX_CHARACTERS:,} characters",
            found=f"{len(text):,}",
            remedy="Take another format",
        )
    # XlsxWriter takes a text that begins so for XML of its own and would write it into the file as it is.
    sheet.write_string(row, position, f" {text}" if text.startswith("<r>") else text, look)
