"""A release of METI with a sentence that leaves a choice, in the archive as if it had been fetched."""

from __future__ import annotations

from datetime import UTC, datetime

from extractors import archive
from extractors.archive import Capture
from extractors.publication import find_publication

METI = "meti_ecommerce_survey"
EDITION = "2021-07-30"
SURE = "the scale of the domestic B-to-B EC market decreased to 334.9 trillion yen (down by 5.1%"
UNSURE = "the scale of the domestic B-to-B EC market may have decreased to 334.9 trillion yen (down by 5.1%"


def archive_release(text: str = UNSURE, *, edit: tuple[str, str] = (SURE, SURE), day: int = 1) -> Capture:
    """Archive the release with ``text`` in place of what it prints, and another edit, as captured in August 2021."""
    page = find_publication(METI).saved_dir / EDITION / "en.html"
    content = page.read_text(encoding="utf-8").replace(SURE, text).replace(*edit).encode()
    moment = datetime(2021, 8, day, 12, tzinfo=UTC)
    url = "https://www.meti.go.jp/english/press/2021/0730_002.html"
    capture = Capture(
        capture_id=f"{day:016d}",
        fetch_id=f"{day:016d}",
        publication=METI,
        edition=EDITION,
        document="en",
        lang="en",
        mode="live",
        url=url,
        final_url=url,
        redirects=(),
        outcome="new",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        media_type="text/html",
        size=len(content),
        sha256=archive.store_bytes(content, "text/html"),
        captured_at=moment,
        robots="allowed",
        detail="",
        error={},
    )
    archive.record_capture(capture)
    return capture
