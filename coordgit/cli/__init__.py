"""The commands: each module parses, calls one walk, prints and exits. Hooks come in through ``start``."""
