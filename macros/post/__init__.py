"""Mail: what goes out to the offices, and what comes in from them."""
