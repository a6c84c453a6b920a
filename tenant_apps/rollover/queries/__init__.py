"""Reading rollovers: who is concerned, what is planned, what stands in the way, who has not moved."""
