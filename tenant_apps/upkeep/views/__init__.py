"""Pages of the upkeep of cards."""
