"""The states that sessions report."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store

STATES = ("working", "blocked", "done", "error")


class Report(NamedTuple):
    """A state that a session reported, and when."""

    session: str
    state: str
    text: str
    at: float


def add(store: Store, report: Report) -> None:
    store.insert("reports", session=report.session, state=report.state, text=report.text, reported_at=report.at)


def newest(store: Store) -> dict[str, Report]:
    """Return each session's newest report."""
    rows = store.all(
        "SELECT p.session, p.state, p.text, p.reported_at FROM sessions s CROSS JOIN reports p"
        " WHERE p.report_id = (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session)"
    )
    return {row[0]: Report(*row) for row in rows}
