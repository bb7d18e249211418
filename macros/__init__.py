"""The jobs that people run, once each in `tasks`, and their faces. Part of kaohe."""

__version__ = "0.2.0"
