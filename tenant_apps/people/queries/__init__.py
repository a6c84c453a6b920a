"""Reading cards: search, lists, cards in full. Everything takes a day and stands inside an organisation's door."""
