"""Files of the store that tell hooks, for the price of a stat, whether there is a team and whether its sync is running."""

from __future__ import annotations

MARK = "team"
"""Says that there is a team, and holds the name of this clone."""
LEFT = "team.left"
"""The same file while ``coordgit.team`` is not set."""
