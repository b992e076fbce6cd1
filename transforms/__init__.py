"""Numbered SQL, one model a file: from observations to shares and trends."""
