"""The consolidated workbook that headquarters works in."""
