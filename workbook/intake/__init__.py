"""Reading what came back: is it safe and ours, and what does it say."""
