"""One collection from start to end: the jobs of a campaign's folder."""
