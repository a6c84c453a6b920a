"""Pages of cards: employees, guardians, and the parts that every card of a person has."""
