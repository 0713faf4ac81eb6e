"""The kill matrix of outgoing mail: `make chaos`. Workers and the database are killed; every mail must arrive once."""
