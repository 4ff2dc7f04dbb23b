"""What may be wrong with tables, policies and plans, collected and said in words."""
