"""A pattern in words, as messages show it to people who do not read regular expressions."""

from __future__ import annotations

import re

_NAMED_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)")
_ALTERNATIVES = re.compile(r"(?<!\\)\(\?:(?P<first>(?:[^()|\\]|\\.)*)(?:\|(?:[^()\\]|\\.)*)?\)")
_OPEN_TEXT = re.compile(r"(?:\[(?:[^\]\\]|\\.)*\]|\\[dDsSwW]|(?<!\\)\.)(?:[+*?]|\{[0-9,]+\})*")
_SYNTAX = re.compile(r"\\(?P<literal>\W)|\(\?:|\(\?[a-z]+\)|\\b|[()|?*+^$]|\{[0-9,]+\}")


def in_words(pattern: str) -> str:
    """Return a pattern for people: groups as their names, the first of alternatives, dots for text that varies."""
    text = _NAMED_GROUP.sub(r"<\g<name>>", pattern)
    while (simpler := _ALTERNATIVES.sub(r"\g<first>", text)) != text:
        text = simpler
    return _SYNTAX.sub(lambda found: found["literal"] or "", _OPEN_TEXT.sub("…", text))
