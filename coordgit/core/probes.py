"""The updates by which ``coordgit doctor`` tries the gate, and the gate's answer."""

PROBES = "refs/coordgit/probe-"
"""Prefix of refs whose update the gate always denies."""
DENIAL = "coordgit: probe denied"
"""What it prints then."""
PUSHED_PROBES = "refs/heads/coordgit/probe-"
"""Prefix of branches that nobody makes: the push of one asks about no existing branch, so it records none."""
