"""What PostgreSQL's roles may on the tables of cards, where it is less than everything."""

GRANTS: dict[str, dict[str, str]] = {"people_cardreading": {"tenant": "SELECT, INSERT"}}
