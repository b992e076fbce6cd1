"""Figures in free sentences: bound word by word, and handed to people where the words leave a choice."""
