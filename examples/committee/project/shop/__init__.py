"""Prices of a small shop. All amounts are whole cents."""
