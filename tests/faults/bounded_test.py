"""Work that would never end ends, and leaves something for what comes after it."""

import re
import signal
import threading
import time

import pytest

from coordgit.git import searches

EVIL, LINE = re.compile(r"(\w+\s?)+\("), "this is a sentence of about forty letters w"


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "_left", searches.ALLOWED)


def test_a_pattern_that_backtracks_is_stopped() -> None:
    began = time.process_time()
    assert [searches.within(EVIL.search, LINE) for _ in range(12)] == [None] * 12
    assert time.process_time() - began < 4 * searches.ALLOWED


def test_what_comes_after_one_that_was_stopped_is_asked() -> None:
    assert searches.within(EVIL.search, LINE) is None
    assert searches.within(len, LINE) == len(LINE)


def test_an_error_of_the_bounded_work_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        searches.within(divmod, 1, 0)


def test_the_timer_of_others_is_theirs_again() -> None:
    def mine(number: int, frame: object) -> None: ...

    before = signal.signal(signal.SIGVTALRM, mine)
    try:
        searches.within(EVIL.search, LINE)
        assert signal.getsignal(signal.SIGVTALRM) is mine
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_another_thread_asks_to_the_end() -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(searches.within(len, LINE)))
    thread.start()
    thread.join()
    assert found == [len(LINE)]
