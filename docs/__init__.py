"""What is generated or shown: the reference, the pictures."""
