"""The letters of the columns of a form like that of 107, and what stands above them."""

from scoring.rubric_file import bundled_rubric
from workbook import columns
from workbook.layout import layout_of

_COLUMNS = layout_of(bundled_rubric("107")).columns

DIMENSION, CRITERION = (_COLUMNS[role] for role in columns.LEVELS)
SCORE, TICK, TEXT = _COLUMNS[columns.SCORE], _COLUMNS[columns.TICK], _COLUMNS[columns.TEXT]
POINTS, NOTES, GUIDANCE = _COLUMNS[columns.POINTS], _COLUMNS[columns.NOTES], _COLUMNS[columns.GUIDANCE]
CHECK, KEY, LISTS = _COLUMNS[columns.CHECK], _COLUMNS[columns.KEY], _COLUMNS[columns.LISTS]
LOW, HIGH, DIMENSION_TOTAL = _COLUMNS[columns.LOW], _COLUMNS[columns.HIGH], _COLUMNS[columns.LEVEL_1_TOTAL]
PRINTED = tuple(_COLUMNS[role] for role in _COLUMNS.printed)
HIDDEN = tuple(_COLUMNS[role] for role in _COLUMNS.hidden)
HEADINGS = {_COLUMNS[role]: text for role, text in _COLUMNS.headings.items()}
