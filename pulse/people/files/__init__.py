"""Reading files of people, pure: text of any spreadsheet program, workbooks of Excel, headings in four languages."""
