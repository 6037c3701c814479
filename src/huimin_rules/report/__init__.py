"""What people read: verdicts, norms and the text as sheets of paragraphs, and their layout on a page."""
