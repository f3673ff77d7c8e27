"""What ties a listing or a search to a commit, by names alone."""

from coordgit.core.ties import identifiers, share_a_folder


def test_the_names_in_a_pattern_tie_it_to_a_commit() -> None:
    assert identifiers(r"\bload_config\(|Config\.\w+") == {"load_config", "Config"}
    assert [identifiers(one) for one in ("f(", r"f\(", r"\bf\b", "f")] == [{"f"}] * 4
    assert identifiers(r"colou?r [a-z]+ x*y {2}") == {"colou"}
    assert share_a_folder(["d/a", "e/b"], ["d/c"]) and not share_a_folder(["d/a"], ["d/e/a", "a"])
