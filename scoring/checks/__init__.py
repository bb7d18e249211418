"""The checks, one small function each: `(rubric, scorecard) → findings`, listed in `scoring.audit`."""
