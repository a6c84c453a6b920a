"""Pages of accounts: signing in, one's own, region administration, one organisation."""
