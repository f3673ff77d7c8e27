"""Measuring: what a guarded commit and a hook call cost (``run``), and what real histories would have met (``replay``)."""
