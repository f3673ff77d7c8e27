"""Bound the CPU time of unpredictable work: a backtracking pattern would block the store, and everybody, forever.

CPython's ``re`` checks for signals every few thousand steps, so a timer stops it. The timer counts CPU time: a search does
not fail because the machine is busy with something else.
"""

from coordgit.startup.typing import Any, Callable, T

ALLOWED = 1.0
"""Seconds of CPU time for everything in one process, which validates once."""
LEAST = 0.01
"""Least seconds worth a try: the timer's clock has ticks of up to this."""

_left = ALLOWED
_running = False


def renew() -> None:
    """Give the next validation of this process its full share."""
    global _left
    _left = ALLOWED


class _Overrun(BaseException):
    """The time is up."""


def within(ask: Callable[..., T], *arguments: Any) -> T | None:
    """Return ``ask(*arguments)``; ``None``: it would have taken more than its share.

    The share is half of what is left, so that a call that never ends leaves time to others. Only the main thread receives
    signals: in another one ``ask`` runs to its end.
    """
    global _left, _running
    import signal

    if _left <= 0:
        return None
    share = max(_left / 2, LEAST)
    try:
        before = signal.signal(signal.SIGVTALRM, _stop)
    except ValueError:
        return ask(*arguments)
    spent = share
    try:
        _running = True
        signal.setitimer(signal.ITIMER_VIRTUAL, share, LEAST)  # repeating: an exception can be lost in a finalizer
        answer = ask(*arguments)
        _running = False
        spent = share - signal.getitimer(signal.ITIMER_VIRTUAL)[0]
        return answer
    except _Overrun:
        return None
    finally:
        _running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL if before is None else before)
        _left -= spent


def _stop(number: int, frame: Any) -> None:
    if _running:
        raise _Overrun
