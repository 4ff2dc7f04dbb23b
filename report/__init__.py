"""What people read: results, comparisons, audits and instances as tables and as plain data."""
