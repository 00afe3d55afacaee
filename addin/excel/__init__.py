"""Excel for Windows: the add-in `tenure.xlam`, its VBA, and the Python that answers it."""
