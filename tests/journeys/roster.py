"""Sixty people as a company would bring them: a CSV file with two cities, three units, four languages."""

import csv
import io

UNITS = ("Operations/Kitchen", "Operations/Floor", "Office")
LANGUAGES = ("en", "id", "zh_Hant", "vi")


def sixty_people() -> str:
    """The text of the file; three more people have no e-mail address."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["person_id", "name", "email", "unit", "location", "language", "time_zone"])
    for number in range(63):
        city = ("Jakarta", "Asia/Jakarta") if number % 2 else ("Taipei", "Asia/Taipei")
        email = f"p{number}@example.com" if number < 60 else ""
        language = LANGUAGES[number % 4]
        writer.writerow([f"N{number}", f"Person {number}", email, UNITS[number % 3], city[0], language, city[1]])
    return file.getvalue()
