"""What is remembered: tables, repositories, transactions, encryption, migrations."""
