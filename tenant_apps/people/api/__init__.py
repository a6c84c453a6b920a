"""The programming interface of people: cards of students, guardians and employees, what they are here, consents."""
