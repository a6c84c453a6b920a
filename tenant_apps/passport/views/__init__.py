"""Pages of the organisation's passport and of its additions to handbooks."""
