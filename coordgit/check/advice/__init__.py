"""Facts for the advice after a rejection: what was denied, and what helps for each conflict (``gather_advice``)."""
