"""Facts → text, tables or JSON."""
