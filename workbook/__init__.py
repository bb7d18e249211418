"""Excel in and out: the map of the form, writing it, reading what came back, the summary. Part of kaohe."""
