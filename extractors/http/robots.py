"""What a publisher's robots.txt says to us (RFC 9309), in a form that can be recorded beside every document."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

#: Our product name in robots.txt; the agent string begins with it.
PRODUCT = "marketsplit"
#: RFC 9309 asks to parse at least 500 KiB; a longer file counts as unreadable.
MAX_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an address may be fetched, the pause asked for, and why, in words for the capture record.

    ``known`` is false where the publisher's word could not be had, and the answer is no for that reason alone.
    """

    allowed: bool
    crawl_delay_s: float
    text: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin as of this run: those in its robots.txt, or one decision for everything."""

    address: str
    rules: Protego | Decision

    def decide(self, url: str) -> Decision:
        """Return whether we may fetch an address of this origin."""
        if isinstance(self.rules, Decision):
            return self.rules
        delay = self.rules.crawl_delay(PRODUCT) or 0.0
        allowed = self.rules.can_fetch(url, PRODUCT)
        text = f"{'allowed' if allowed else 'disallowed'} by {self.address}"
        return Decision(allowed, delay, text + (f", Crawl-delay {delay:g} s" if delay else ""))


def rules_from_answer(address: str, status: int, content: bytes) -> Rules:
    """Return the rules that the answer to a request for robots.txt means.

    200 is read. Other 4xx than 429 mean that there are no rules, also 401 and 403 (RFC 9309 2.3.1.3). With anything
    else the rules cannot be known.
    """
    if status == 200:
        return Rules(address, Protego.parse(content.decode("utf-8-sig", errors="replace")))
    if 400 <= status < 500 and status != 429:
        return Rules(address, Decision(True, 0.0, f"allowed: {address} is not there (HTTP {status})"))
    return unknown_rules(address, f"HTTP {status}")


def unknown_rules(address: str, reason: str) -> Rules:
    """Return the rules where robots.txt cannot be read: all is forbidden in this run (RFC 9309 2.3.1.4)."""
    return Rules(address, Decision(False, 0.0, f"disallowed: {address} cannot be read ({reason})", known=False))
