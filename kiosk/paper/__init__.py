"""What is printed: pages in millimetres, drawn as PDF and as pictures."""
