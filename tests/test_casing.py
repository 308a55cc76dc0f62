import pytest

from mtfix.casing import recase


@pytest.mark.parametrize(
    ("written", "phrase", "opens", "expected"),
    [
        ("struggle", "war", False, "war"),
        ("Struggle", "war", True, "War"),
        ("Struggle", "war", False, "War"),
        ("STRUGGLE", "war", False, "WAR"),
        ("Center East", "middle east", False, "Middle East"),
        ("Center east", "middle east", True, "Middle east"),
        ("CENTER EAST", "middle east", False, "MIDDLE EAST"),
        ("Weapon of Struggle", "weapon of war", False, "Weapon of War"),
        ("For the reason that", "since", True, "Since"),
        ("for the reason that", "since", True, "since"),
        ("individuals", "Americans", False, "Americans"),
        ("Move-validation", "cross-validation", False, "Cross-Validation"),
        ("U.N. Safety Council", "u.n. security council", False, "U.N. Security Council"),
        ("U.S. Navy", "u.s. military", False, "U.S. Military"),
        ("U.S. NAVY", "u.s. military", False, "U.S. MILITARY"),
        ("the USA", "the u.s.", False, "the U.S."),
        ("Warner Bros. Photos", "warner bros. pictures", False, "Warner Bros. Pictures"),
        ("Mom’s Day", "mother's day", False, "Mother's Day"),
        ("A", "one", True, "One"),
        ("1000’s", "thousands", True, "Thousands"),
        ("1000’s", "thousands", False, "thousands"),
        ("12", "", False, ""),
    ],
)
def test_recase(written: str, phrase: str, opens: bool, expected: str) -> None:
    assert recase(written, phrase, opens) == expected
