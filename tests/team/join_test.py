"""Joining a team: what is set, what is refused, and what doctor says of the store."""

from pathlib import Path

from coordgit.store.database import Store
from tests.cli.diagnosis import failures, warnings
from tests.support.old_store import make_former
from tests.support.postgres import Server
from tests.support.repository import Repository
from tests.team.clones import Member, clone, clone_name


def test_init_makes_the_project_remembers_it_and_uninit_forgets_it(repository: Repository, server: Server) -> None:
    root = repository.begin(api__py="1\n")
    repository.commit_files({"api.py": "2\n"})
    joined = repository.coordgit("init", "--no-clients", "--team", server.url())
    assert joined.ok, joined.err
    assert repository.git("config", "coordgit.team") == server.url()
    assert repository.git("config", "coordgit.project") == root
    again = repository.coordgit("init", "--no-clients", "--team", server.url())
    assert again.ok and "set coordgit" not in again.out
    assert repository.coordgit("uninit").ok
    assert repository.git("config", "--get-regexp", "^coordgit", ok=False) == ""


def test_a_store_that_cannot_be_reached_is_not_set(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    refused = repository.coordgit("init", "--no-clients", "--team", "postgresql://127.0.0.1:1/none")
    assert refused.code == 3 and refused.err.count("\n") == 2 and "cannot be reached" in refused.err
    assert repository.git("config", "--get", "coordgit.team", ok=False) == ""


def test_an_empty_url_is_a_usage_error(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    refused = repository.coordgit("init", "--no-clients", "--team", "")
    assert refused.code == 2 and "--team needs the URL of a server" in refused.err


def test_a_password_in_the_url_is_refused_and_not_repeated(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    refused = repository.coordgit("init", "--no-clients", "--team", "postgresql://ann:secret@127.0.0.1/none")
    assert refused.code == 2 and "secret" not in refused.err + refused.out


def test_a_shallow_clone_has_to_be_told_its_project(repository: Repository, server: Server, tmp_path: Path) -> None:
    repository.begin(api__py="1\n")
    repository.commit_files({"api.py": "2\n"})
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.top}", str(shallow))
    refused = repository.coordgit("init", "--no-clients", "--team", server.url(), cwd=shallow)
    assert refused.code == 2 and "shallow" in refused.err and "coordgit.project" in refused.err
    repository.git("config", "coordgit.project", server.project(), cwd=shallow)
    assert repository.coordgit("init", "--no-clients", "--team", server.url(), cwd=shallow).ok


def test_a_server_that_came_with_an_archive_is_not_connected_to(tmp_path: Path, server: Server) -> None:
    ann = clone(tmp_path / "ann", server.url(), server.project())
    (tmp_path / "unpacked").mkdir()
    ann.run(["cp", "-r", str(ann.top), str(tmp_path / "unpacked/repo")])
    refused = ann.coordgit("locks", cwd=tmp_path / "unpacked/repo")
    assert refused.code == 3 and "was not set up by you" in refused.err
    assert ann.coordgit("locks").ok
    assert ann.coordgit("init", "--no-clients", cwd=tmp_path / "unpacked/repo").ok
    assert ann.coordgit("locks", cwd=tmp_path / "unpacked/repo").ok
    names = [clone_name(top) for top in (ann.top, tmp_path / "unpacked/repo", ann.top)]
    assert names[0] == names[2] != names[1]  # the copy is another clone
    ann.coordgit("uninit", cwd=tmp_path / "unpacked/repo")


def test_doctor_tries_the_store_and_says_what_it_costs_to_be_without(tmp_path: Path, server: Server) -> None:
    ann = clone(tmp_path / "ann", server.url(), server.project())
    well = ann.coordgit("doctor")
    assert well.ok and "the team's store" in well.out and "PostgreSQL" in well.out and "clock" in well.out
    assert failures(well) == warnings(well) == []
    ann.git("config", "coordgit.team", "postgresql://127.0.0.1:1/none")
    ill = ann.coordgit("doctor")
    (said,) = warnings(ill)
    assert ill.ok and "cannot be reached" in said and "no lock and no task is granted" in said
    away = ann.coordgit("-C", str(ann.top), "locks", cwd=tmp_path)
    assert away.ok and away.err.endswith(f"\ntry: coordgit -C {ann.top} doctor\n"), away.err
    ann.git("config", "coordgit.team", server.url())
    ann.git("config", "coordgit.project", server.project())
    Member(tmp_path / "bob", "bob", server.url(), ann.git("config", "coordgit.project")).join()
    (said,) = warnings(ann.coordgit("doctor"))
    assert "has not joined" in said


def test_a_user_without_rights_is_told(tmp_path: Path, server: Server) -> None:
    project = server.project()
    ann = clone(tmp_path / "ann", server.url(), project)
    server.sql("CREATE ROLE stranger LOGIN")
    ann.git("config", "coordgit.team", server.url(user="stranger"))
    (said,) = warnings(ann.coordgit("doctor"))
    assert "stranger" in said and "no lock and no task" in said


def test_a_clone_whose_store_was_set_aside_is_still_in_its_team(tmp_path: Path, server: Server) -> None:
    url, project = server.url(), server.project()
    ann, bob = clone(tmp_path / "ann", url, project), clone(tmp_path / "bob", url, project)
    session = ann.session("ann")
    assert session.coordgit("lock", "other.py").ok and bob.session("bob").coordgit("lock", "api.py").ok
    for text in "23":
        session.lands("other.py", text)
    assert ann.coordgit("sync").ok
    make_former(ann.top / ".git/coordgit/coordination.db")
    assert "set aside as" in ann.coordgit("status").err
    assert session.coordgit("lock", "new.py").ok
    assert session.commits("api.py", "4").rejected == ["CG301 api.py"]
    session.lands("other.py", "5")
    assert ann.coordgit("sync").ok and bob.coordgit("sync").ok
    with bob.store() as store:
        assert [row[1] for row in landed_elsewhere(store)] == [clone_name(ann.top)] * 3


def landed_elsewhere(store: Store) -> list[tuple[str, str]]:
    return store.all("SELECT new, clone FROM remote_landings WHERE outcome = 'passed' ORDER BY remote_id")
