"""Real servers on loopback, for tests to talk to."""
