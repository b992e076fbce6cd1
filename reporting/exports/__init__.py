"""Exports: tables of the warehouse as files for reporting jobs, one module a format."""
