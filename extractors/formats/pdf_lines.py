"""Words on a page → lines as one reads them: column by column, each line left to right, superscripts told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.documents import normalise
from extractors.formats.html import FOOTNOTE_MARK

#: Between two letters of one word; a space is a quarter of the size.
_NO_SPACE = 0.12
#: Between two parts of a line that belong to different columns.
COLUMN_GAP = 1.0
#: Between two columns of running text.
_GUTTER = 1.1
#: Lines and words in a line, on either side of a gutter, that make it one.
_COLUMN_LINES = 3
_COLUMN_WORDS = 2.5
#: Lines of a page beyond which columns of text are not looked for.
_MAX_LINES = 400
_SMALL, _RAISED = 0.85, 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in points from the top left; ``table`` makes it the mark of a ruled table."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    italic: bool
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring words of a line: the text, the footnote marks raised above it, whether all of it is slanted."""

    text: str
    marks: str
    italic: bool
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, its words from left to right."""

    words: tuple[Word, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    def segments(self) -> list[Segment]:
        """Return the parts of the line that wide gaps set apart."""
        parts: list[list[Word]] = []
        for word in self.words:
            if parts and word.x0 - parts[-1][-1].x1 < COLUMN_GAP * self.size:
                parts[-1].append(word)
            else:
                parts.append([word])
        return [segment(part, self.size, self.bottom) for part in parts]

    def whole(self) -> Segment:
        """Return the line as one part."""
        return segment(self.words, self.size, self.bottom)

    @property
    def tables(self) -> list[int]:
        """Return the ruled tables whose top is in this line."""
        return [word.table for word in self.words if word.table is not None]


def as_words(page: dict[str, Any]) -> list[Word]:
    """Return the words of a page as ``pdf_pages`` tells them."""
    return [Word(*word) for word in page["words"]]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Return words as lines from top to bottom, whatever column they are in."""
    open_lines: list[list[Word]] = []
    bounds: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.x0)):
        # Only the last lines can be meant: words come from top to bottom.
        for number in range(len(open_lines) - 1, max(len(open_lines) - 4, -1), -1):
            top, bottom = bounds[number]
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared >= 0.5 * min(bottom - top, word.bottom - word.top):
                open_lines[number].append(word)
                bounds[number] = (min(top, word.top), max(bottom, word.bottom))
                break
        else:
            open_lines.append([word])
            bounds.append((word.top, word.bottom))
    return sorted((_line(words) for words in open_lines), key=lambda line: line.top)


def in_reading_order(words: Sequence[Word]) -> list[list[Line]]:
    """Return the columns of a page in the order in which they are read, each as its lines.

    Text set in columns is told from the columns of a table by having several words a line on both sides of the gutter.
    """
    lines = lines_of(words)
    if len(lines) > _MAX_LINES:
        return [lines]
    columns: list[list[Line]] = []
    alone: list[Line] = []
    first = 0
    while first < len(lines):
        end, gutter = _columns_from(lines, first)
        if gutter is None:
            alone.append(lines[first])
            first += 1
            continue
        if alone:
            columns.append(alone)
            alone = []
        both = [word for line in lines[first:end] for word in line.words]
        for side in (_left(both, gutter), _right(both, gutter)):
            columns += in_reading_order(side)
        first = end
    return [*columns, alone] if alone else columns


def segment(words: Sequence[Word], size: float, bottom: float) -> Segment:
    """Return words as a text; raised small ones that look like footnote marks are its marks."""
    text: list[str] = []
    marks: list[str] = []
    slanted: list[bool] = []
    before: Word | None = None
    for word in words:
        if word.table is not None:
            continue
        raised = word.size <= _SMALL * size and bottom - word.bottom >= _RAISED * size
        if raised and before is not None and FOOTNOTE_MARK.fullmatch(word.text):
            marks.append(word.text)
            continue
        glued = before is None or word.x0 - before.x1 < _NO_SPACE * size
        text.append(word.text if glued else f" {word.text}")
        if any(character.isalnum() for character in word.text):
            slanted.append(word.italic)
        before = word
    return Segment(
        normalise("".join(text)),
        " ".join(marks),
        bool(slanted) and all(slanted),
        min((word.x0 for word in words), default=0.0),
        max((word.x1 for word in words), default=0.0),
    )


def _line(words: list[Word]) -> Line:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.size] += len(word.text) + 1
    size = sizes.most_common(1)[0][0]
    main = [word.bottom for word in words if word.size == size]
    return Line(
        tuple(sorted(words, key=lambda word: word.x0)),
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(main),
        size,
    )


def _columns_from(lines: list[Line], first: int) -> tuple[int, float | None]:
    """Return where text in columns that begins with a line ends, and the middle of its gutter; None if it does not."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    free = [(left, right)]
    end = first
    while end < len(lines):
        narrower = [gap for gap in _common(free, _gaps(lines[end], left, right)) if _wide(gap, lines[end].size)]
        inner = [gap for gap in narrower if _splits(lines[first : end + 1], gap)]
        if not inner and end > first:
            break
        if not narrower:
            break
        free = narrower
        end += 1
    for gap in free:
        middle = (gap[0] + gap[1]) / 2
        if _is_gutter(lines[first:end], middle):
            return end, middle
    return first, None


def _gaps(line: Line, left: float, right: float) -> Iterator[tuple[float, float]]:
    reached = left - 10 * line.size
    for word in line.words:
        if word.x0 > reached:
            yield reached, word.x0
        reached = max(reached, word.x1)
    yield reached, right + 10 * line.size


def _common(
    some: Iterable[tuple[float, float]], others: Iterable[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    known = list(others)
    for start, end in some:
        for other_start, other_end in known:
            if min(end, other_end) > max(start, other_start):
                yield max(start, other_start), min(end, other_end)


def _wide(gap: tuple[float, float], size: float) -> bool:
    return gap[1] - gap[0] >= _GUTTER * size


def _splits(lines: Sequence[Line], gap: tuple[float, float]) -> bool:
    """Tell whether there are words on both sides of a gap."""
    words = [word for line in lines for word in line.words]
    return any(word.x1 <= gap[0] for word in words) and any(word.x0 >= gap[1] for word in words)


def _is_gutter(lines: Sequence[Line], middle: float) -> bool:
    words = [word for line in lines for word in line.words]
    for side in (_left(words, middle), _right(words, middle)):
        count = len(lines_of(side))
        readable = [word for word in side if any(character.isalpha() for character in word.text)]
        if count < _COLUMN_LINES or len(readable) < _COLUMN_WORDS * count:
            return False
    return True


def _left(words: Sequence[Word], middle: float) -> list[Word]:
    return [word for word in words if word.x1 <= middle]


def _right(words: Sequence[Word], middle: float) -> list[Word]:
    return [word for word in words if word.x1 > middle]
