"""What a share is called: by its definition, or by what that leaves where the definition speaks of the other side."""

from __future__ import annotations

#: Before the title of a definition, where B2B's share is what the printed share of the other side leaves.
ALL_BUT = "all but: "


def share_title(basis_title: str, share_method: str) -> str:
    """Return what a share is called that was formed by this method."""
    return f"{ALL_BUT}{basis_title}" if share_method == "complement" else basis_title
