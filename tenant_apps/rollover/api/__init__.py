"""The programming interface of rollovers and of closing years, over the services and queries of the pages."""
