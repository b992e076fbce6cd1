"""A new publication begun from one of its documents: the folder, a draft declaration and draft figures for review."""
