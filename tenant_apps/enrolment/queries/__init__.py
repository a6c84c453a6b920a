"""Reading enrolment: who studies on a day, classes, orders, movement. All within an organisation's door."""
