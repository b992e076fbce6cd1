"""A rolling file says itself which edition it is, or is refused."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.errors import DriftError
from extractors.publication import Dated, Document, Publication
from extractors.rolling import edition_of
from tests.extractors.test_json_stat import text
from tests.extractors.wire import publication

ROLLING = publication({"data": "https://example.org/data"}, rolling=True)
HEAD = "DATAFLOW,LAST UPDATE,geo\n"


def test_the_edition_is_the_date_on_every_line() -> None:
    content = "\ufeff" + HEAD + 'A,27/02/26 11:00:00,"Korea, Rep."\r\nA,27/02/26 11:00:00,FR\r\n'
    assert edition_of(ROLLING, content.encode()) == ("2026-02-27", date(2026, 2, 27))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("DATAFLOW,geo\nA,ES\n", "the column that dates the file is missing; expected LAST UPDATE"),
        ("", "the column that dates the file is missing"),
        (HEAD, "found no data line"),
        (HEAD + "A,,ES\n", "there is no date as declared; expected %d/%m/%y %H:%M:%S; found ''"),
        (HEAD + "A\n", "there is no date as declared"),
        (HEAD + "A,2026-02-27,ES\n", "there is no date as declared"),
        (HEAD + "A,27/02/26 11:00:00,ES\nA,28/02/26 11:00:00,ES\n", "found 27/02/26 11:00:00, 28/02/26 11:00:00"),
        (HEAD + 'A,27/02/26 11:00:00,"ES\n', "the file is not readable as CSV"),
    ],
)
def test_a_file_that_is_not_dated_as_declared_is_drift(content: str, message: str) -> None:
    with pytest.raises(DriftError) as caught:
        edition_of(ROLLING, content.encode())
    assert message in str(caught.value)
    assert (caught.value.publication, caught.value.document) == ("test_survey", "data")


def test_bytes_that_are_no_utf8_are_drift() -> None:
    with pytest.raises(DriftError, match="the file is not readable as CSV"):
        edition_of(ROLLING, HEAD.encode() + b"A,27/02/26 11:00:00,\xff\n")


def test_a_publication_with_editions_is_not_rolling() -> None:
    with pytest.raises(ValueError, match="test_survey is not rolling"):
        edition_of(publication({"a": "https://example.org/a"}), b"")


def also_json(url: str) -> Publication:
    rolling = ROLLING.rolling
    assert rolling is not None
    document = Document(id="json", url=url, lang="en", format="json_stat")
    dated = Dated(document=document, edition_column="updated", date_format="%Y-%m-%dT%H:%M:%S%z")
    return ROLLING.model_copy(update={"rolling": rolling.model_copy(update={"also": [dated]})})


def test_json_stat_says_its_day_as_its_own_time_zone_has_it() -> None:
    one = also_json("https://example.org/json")
    content = text(updated="2026-02-27T00:30:00+0100").encode()

    assert edition_of(one, content, "json") == ("2026-02-27", date(2026, 2, 27))
    with pytest.raises(DriftError, match='test_survey, document json, column "updated": there is no date as declared'):
        edition_of(one, text(updated="27/02/26").encode(), "json")
    with pytest.raises(DriftError, match="test_survey, document json, version and class"):
        edition_of(one, b"{}", "json")
    with pytest.raises(DriftError, match="not readable as JSON"):
        edition_of(one, b"\xff", "json")
