"""The parts of the benchmark: servers, load, scenes and the table."""
