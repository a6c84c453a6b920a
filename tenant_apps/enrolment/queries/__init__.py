"""Reading enrolment: who studies on a day, classes, orders, movement. Everything stands inside an organisation's door."""
