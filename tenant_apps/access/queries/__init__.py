"""Every read of access."""
