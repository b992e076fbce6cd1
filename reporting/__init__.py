"""What leaves the warehouse: exports of the trend tables."""
