// Languages from right to left need nothing but their style sheet.
