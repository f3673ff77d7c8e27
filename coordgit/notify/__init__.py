"""Inform sessions before they commit, and count what they have looked at themselves."""
