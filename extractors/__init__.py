"""A published report in, observations out. Nothing here knows of DuckDB or Airflow."""
