"""Reading and writing: CSV, Parquet, TOML, JSON, frames; one module a format."""
