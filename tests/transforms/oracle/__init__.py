"""The marts once more, in plain Python and exact fractions, from what their columns are said to mean; no SQL.

It is slow and takes figures one by one. Tests compare it with the marts column by column.
"""
