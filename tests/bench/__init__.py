"""Measurements: `make bench` (all) or `make bench ONLY=birth`. Beside a baseline, in one run."""
