"""The console (主控台): a workbook whose button runs the jobs, and what is read from it and shown in it."""
