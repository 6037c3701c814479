"""Reports for e-mail: HTML and Markdown, in the order and the words of the sheet for the terminal."""
