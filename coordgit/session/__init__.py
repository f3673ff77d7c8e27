"""Who a session is, and whether it is still at work."""
