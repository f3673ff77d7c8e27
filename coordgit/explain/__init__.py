"""Walk 3: stored verdict → explanation, which renders facts and recomputes nothing. Also acknowledgements."""
