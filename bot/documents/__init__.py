"""Files made for people: statements as PDF, CSV and JSON."""
