"""What many checked files amount to: which of them counts, what is doubtful, how offices stand."""
