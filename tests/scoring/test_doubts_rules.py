"""Doubts about scores look only at what a person typed: worths that are fixed tell nothing."""

from collections.abc import Mapping

from scoring.doubts import CODES, doubts, load_rules
from scoring.rubric import Rubric
from tests.rules import answered, one_criterion, ruled

CHOSEN = ruled(
    one_criterion(
        "\n".join(f'- {{id: "1.1.{n}", title: 題{n}, ask: {{choice: level}}}}' for n in range(1, 13))
    )
)
TYPED = ruled(
    one_criterion(
        "\n".join(
            [
                *(
                    f'- {{id: "1.1.{n}", title: 題{n}, low: 0, maximum: 10, allow_na: true}}'
                    for n in range(1, 13)
                ),
                '- {id: "1.1.13", title: 單選題, ask: {choice: yn}}',
            ]
        )
    )
)


def told(of: Rubric, answers: Mapping[str, object]) -> set[str]:
    found = doubts(of, {"a.xlsx": answered(answers, {"risk": "低"})}, load_rules())
    return {finding.code for findings in found.values() for finding in findings} & {*CODES}


def test_options_of_which_each_is_the_best_give_no_doubt() -> None:
    assert told(CHOSEN, {f"1.1.{n}": [1] for n in range(1, 13)}) == set()


def test_scores_that_are_typed_still_do_whatever_is_chosen_beside_them() -> None:
    highest: Mapping[str, object] = {f"1.1.{n}": 10 for n in range(1, 13)}
    assert "scores-at-band-top" in told(TYPED, {**highest, "1.1.13": [2]})


def test_what_does_not_apply_is_neither_high_nor_low() -> None:
    highest: Mapping[str, object] = {f"1.1.{n}": 10 for n in range(1, 12)}
    assert "scores-at-band-top" in told(TYPED, {**highest, "1.1.12": "na", "1.1.13": [3]})
    lower: Mapping[str, object] = {f"1.1.{n}": 8 for n in range(1, 6)}
    absent: Mapping[str, object] = {f"1.1.{n}": "na" for n in range(6, 13)}
    assert told(TYPED, {**lower, **absent, "1.1.13": [1]}) == set()
