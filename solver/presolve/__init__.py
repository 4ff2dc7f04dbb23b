"""A problem made smaller before an engine sees it, and the answer carried back."""
