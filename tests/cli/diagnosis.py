"""What doctor answers, by kind, and what it must not leave behind."""

from tests.support.repository import Repository, Result


def failures(result: Result) -> list[str]:
    return [line.removeprefix("FAIL ") for line in result.out.splitlines() if line.startswith("FAIL ")]


def warnings(result: Result) -> list[str]:
    return [line.removeprefix("warn ") for line in result.out.splitlines() if line.startswith("warn ") and "claude" not in line]


def tries(result: Result) -> list[str]:
    """The commands that are said to help."""
    return [line.strip().removeprefix("try: ") for line in result.out.splitlines() if line.startswith("     try: ")]


def contents(repository: Repository) -> dict[str, list[tuple[object, ...]]]:
    with repository.store() as store:
        names = [row[0] for row in store.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        return {name: store.all(f"SELECT * FROM {name}") for name in names if name != "targets"}
