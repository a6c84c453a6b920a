"""Pages of enrolment: the first page, students, classes, academic years, orders, the movement book, imports."""
