"""Formulas as text: their grammar, the cells that they refer to, and the tables; every host reads them alike."""
