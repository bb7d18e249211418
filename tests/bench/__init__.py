"""`make bench`: what kaohe takes beside plain openpyxl scripts that do the same work."""
