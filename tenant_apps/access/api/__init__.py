"""The programming interface of access, over the services and queries of the pages."""
