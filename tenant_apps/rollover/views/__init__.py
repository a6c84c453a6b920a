"""Pages of rollovers and of closing years."""
