"""A pattern that backtracks for ever holds up neither the commit nor the client's hook nor anybody else."""

import time
from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

ENDLESS = r"(\w+\s?)+\("
SENTENCE = "this is a sentence of about forty letters w\n"
SOON = 30.0
"""Seconds that the machine may take, busy as it may be, for what takes one."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.begin(a__py="1\n")
    return repository


def test_a_search_that_does_not_end_has_another_answer(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--grep", ENDLESS).ok
    bob.lands("x.py", SENTENCE)
    began = time.monotonic()
    assert ann.commits("y.py", "1\n").rejected == ["CG102 x.py"]
    assert time.monotonic() - began < SOON


def test_another_search_is_asked_all_the_same(repository: Repository) -> None:
    ann, bob, eve = (repository.session(name) for name in ("ann", "bob", "eve"))
    assert ann.coordgit("read", "--grep", ENDLESS, "x.py").ok
    assert ann.coordgit("read", "--grep", r"needle\(", "z.py").ok
    bob.lands("x.py", SENTENCE)
    bob.lands("z.py", "haystack\n")
    assert ann.commits("y.py", "1\n").rejected == ["CG102 x.py"]
    eve.lands("z.py", "needle(1)\n")
    assert ann.commits("y.py", "2\n").rejected == ["CG102 x.py", "CG102 z.py"]


def test_an_endless_search_passes_where_no_line_keeps_it_from_ending(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    repository.commit_files({"x.py": SENTENCE})
    assert ann.coordgit("read", "--grep", ENDLESS).ok
    bob.lands("x.py", SENTENCE + "=\n")
    ann.lands("y.py", "1\n")


def test_a_client_is_answered(repository: Repository) -> None:
    claude, bob = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001"), repository.session("bob")
    call = claude.call()
    claude.after("Grep", {"pattern": r"^(\s*\w+,?)+$"}, {"mode": "files_with_matches", "filenames": [], "numFiles": 0}, call)
    bob.lands("data.csv", "alpha,beta,gamma,delta,epsilon,zeta,eta,theta,iota!\n")
    began = time.monotonic()
    assert "data.csv" in claude.batch()
    assert time.monotonic() - began < SOON


NOT_EVALUATED = "the search could not be evaluated"


def test_that_a_search_could_not_be_evaluated_is_reported_and_searching_again_settles_it(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--grep", ENDLESS).ok
    bob.lands("x.py", SENTENCE)
    rejected = ann.commits("y.py", "1\n")
    assert NOT_EVALUATED in ann.coordgit("explain", rejected.verdict).out
    assert ann.coordgit("read", "--grep", ENDLESS).ok
    ann.lands("y.py", "1\n")
    ann.lands("z.py", "1\n")


def test_to_acknowledge_an_endless_search_settles_it_until_another_change(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--grep", ENDLESS).ok
    bob.lands("x.py", SENTENCE)
    rejected = ann.commits("y.py", "1\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "it is a sentence").ok
    ann.lands("y.py", "1\n")
    ann.lands("z.py", "1\n")
    bob.lands("x.py", SENTENCE * 2)
    assert ann.commits("more.py", "1\n").rejected == ["CG102 x.py"]


def test_a_search_that_can_be_evaluated_says_nothing_of_it(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--grep", "sentence").ok
    bob.lands("x.py", SENTENCE)
    rejected = ann.commits("y.py", "1\n")
    assert rejected.rejected == ["CG102 x.py"] and NOT_EVALUATED not in ann.coordgit("explain", rejected.verdict).out
