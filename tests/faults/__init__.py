"""Long tests that break things on purpose: `make test-more`. Each works on servers of its own."""
