"""Walk 3: stored verdict → explanation. Renders facts, recomputes nothing."""
