"""How long one document may take, whatever the network does: connecting, waiting, dripping, retrying."""

from __future__ import annotations

import time

from extractors.errors import FetchError


class Deadline:
    """A moment on the monotonic clock by which a document has to be there."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, zero when the time is over."""
        return max(0.0, self._ends - time.monotonic())

    def cap(self, seconds: float) -> float:
        """Return how long one operation may block: ``seconds``, or less where less is left.

        Raises TimeoutError if nothing is.
        """
        left = self.left()
        if not left:
            raise TimeoutError
        return min(seconds, left)

    def check(self, found: str) -> None:
        """Raise FetchError when the time is over; ``found`` says how far it got."""
        if not self.left():
            raise FetchError(
                "the document took longer than its deadline",
                expected=f"all of it within {self.seconds:g} s",
                found=found,
            )

    def wait(self, seconds: float, reason: str) -> None:
        """Sleep.

        Raises FetchError at once where the wait would outlast the deadline; ``reason`` says what asks for it.
        """
        if seconds <= 0:
            return
        left = self.left()
        if seconds >= left:
            raise FetchError(
                f"{reason}, which is longer than the deadline leaves",
                expected=f"a wait within the {left:.1f} s left of {self.seconds:g} s",
                found=f"a wait of {seconds:.1f} s",
            )
        time.sleep(seconds)
