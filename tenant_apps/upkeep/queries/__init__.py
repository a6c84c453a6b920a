"""Reading: how full cards are, which were checked this month."""
