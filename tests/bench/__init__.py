"""Measurements: `make bench` (all) or `make bench ONLY=birth`. Real servers, side by side with a baseline in one run."""
