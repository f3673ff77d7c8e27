"""The states that sessions report."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store

STATES = ("working", "blocked", "done", "error")


class Report(NamedTuple):
    """What a session said of itself, and when."""

    session: str
    state: str
    text: str
    at: float


def add(store: Store, report: Report) -> None:
    store.do(
        "INSERT INTO reports (session, state, text, reported_at) VALUES (:session, :state, :text, :at)",
        session=report.session, state=report.state, text=report.text, at=report.at,
    )  # fmt: skip


def newest(store: Store) -> dict[str, Report]:
    """Each session's last one."""
    rows = store.all(
        "SELECT session, state, text, reported_at FROM reports"
        " WHERE report_id IN (SELECT MAX(report_id) FROM reports GROUP BY session)"
    )
    return {row[0]: Report(*row) for row in rows}
