"""robots.txt is read as RFC 9309 says, for our own name first."""

from __future__ import annotations

import pytest

from extractors.http.robots import Decision, rules_from_answer, unknown_rules

ADDRESS = "https://example.org/robots.txt"


def decide(text: str, path: str, status: int = 200) -> Decision:
    return rules_from_answer(ADDRESS, status, text.encode()).decide("https://example.org" + path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/x", False),
        ("User-agent: *\nDisallow: /private/", "/public", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: marketsplit\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: MarketSplit\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /\nAllow: /data/", "/data/x", True),
        ("User-agent: *\nDisallow: /*.xlsx$", "/a.xlsx", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/x", False),
        ("<html>not found</html>", "/x", True),
        ("", "/x", True),
    ],
)
def test_rules_are_obeyed(text: str, path: str, allowed: bool) -> None:
    assert decide(text, path).allowed is allowed


def test_the_decision_says_what_it_rests_on() -> None:
    assert decide("User-agent: *\nCrawl-delay: 7", "/x") == Decision(
        True, 7.0, f"allowed by {ADDRESS}, Crawl-delay 7 s"
    )


def test_bytes_that_are_no_text_do_not_stop_us() -> None:
    rules = rules_from_answer(ADDRESS, 200, b"User-agent: *\nDisallow: /x\n# caf\xe9\n")
    assert not rules.decide("https://example.org/x").allowed


@pytest.mark.parametrize("status", [204, 304, 429, 500])
def test_no_clear_answer_forbids_without_being_the_publishers_word(status: int) -> None:
    decision = decide("", "/x", status)
    assert (decision.allowed, decision.known) == (False, False)


def test_unreachable_rules_forbid_and_say_why() -> None:
    decision = unknown_rules(ADDRESS, "Connection refused").decide("https://example.org/x")
    assert (decision.allowed, decision.text) == (False, f"disallowed: {ADDRESS} cannot be read (Connection refused)")
