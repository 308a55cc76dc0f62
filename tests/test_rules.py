import re

import pytest

from mtfix.rules import RULES, speaks


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_explains_itself(rule: str) -> None:
    assert re.fullmatch(r"MT[1-4]\d\d", rule)
    it = RULES[rule]
    assert it.title
    assert it.about.endswith(".")
    assert it.wrong != it.right


@pytest.mark.parametrize(
    ("rule", "off", "only", "on"),
    [
        ("MT101", (), (), True),
        ("MT101", ("MT1",), (), False),
        ("MT101", ("MT101",), (), False),
        ("MT102", ("MT101",), (), True),
        ("MT101", (), ("MT1",), True),
        ("MT201", (), ("MT1",), False),
        ("MT101", ("MT1",), ("MT101",), True),
        ("MT102", ("MT1",), ("MT101",), False),
        ("MT101", ("MT101",), ("MT1",), False),
        ("MT101", ("",), (), False),
        ("MT101", ("MT1",), ("MT1",), False),
    ],
)
def test_the_longest_prefix_wins(rule: str, off: tuple[str, ...], only: tuple[str, ...], on: bool) -> None:
    assert speaks(rule, off, only) is on
