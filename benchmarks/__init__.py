"""What `make bench` runs: one module a part, each with a function `run(options)` that prints its table."""
