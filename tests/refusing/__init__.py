"""What tables of refusals share: a refusal is brought about through each door, and is the same one at each."""
