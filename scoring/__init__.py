"""What a rubric is and what a scorecard is worth. Part of kaohe.

Pure: no Excel, no clock, no files but rubrics and rosters that ship with the program.
"""
