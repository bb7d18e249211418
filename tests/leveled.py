"""Small rubrics of one to five levels."""

from scoring.rubric import Rubric
from tests.builders import item, leveled, section

ONE = leveled(
    ["題目"],
    item("1", 10),
    section("2", item("2.1", 5, (3, 5), (1, 2)), item("2.2", 5, (3, 5), (1, 2))),
    item("3", 20, note_rows=3),
)
"""Items alone, two of them under a heading."""
TWO = leveled(
    ["項目", "指標"],
    section("1", item("1.1", 10), item("1.2", 20, (11, 20), (1, 10)), description="應逐項說明。"),
    section("2", section("2.1", item("2.1.1", 30), item("2.1.2", 10)), item("2.2", 30)),
)
"""Sections with their items, and a heading."""
FOUR = leveled(
    ["標準", "指標", "面向", "題目"],
    section(
        "1",
        section(
            "1.1",
            section("1.1.1", item("1.1.1.1", 10), item("1.1.1.2", 5, (4, 5), (1, 3)), description="看書面。"),
            section("1.1.2", item("1.1.2.1", 20)),
            item("1.1.3", 5),
        ),
        section("1.2", item("1.2.1", 10)),
    ),
    section("2", section("2.1", section("2.1.1", section("2.1.1.1", item("2.1.1.1.1", 50))))),
)
"""With an item beside sections of the third level, and a heading beneath one."""
FIVE = leveled(
    ["標準", "指標", "面向", "題組", "題目"],
    section(
        "1",
        section(
            "1.1",
            section(
                "1.1.1",
                section("1.1.1.1", item("1.1.1.1.1", 10), item("1.1.1.1.2", 10)),
                section("1.1.1.2", item("1.1.1.2.1", 20)),
            ),
            section("1.1.2", section("1.1.2.1", item("1.1.2.1.1", 60))),
        ),
    ),
)
LEVELED: dict[str, Rubric] = {"one": ONE, "two": TWO, "four": FOUR, "five": FIVE}
