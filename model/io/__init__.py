"""Reading and writing: CSV, TOML, JSON, frames; one module a format."""
