"""The database: engine, tables, migrations, and the stores behind the runtime's ports."""
