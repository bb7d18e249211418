"""Fuzzing of the one entry that every returned file goes through: `workbook.intake.check.check`."""
