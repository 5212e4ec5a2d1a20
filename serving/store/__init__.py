"""What the service keeps: tables, migrations and the functions that write them."""
