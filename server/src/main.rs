//! The one binary: `server serve` and the operator's commands.

fn main() {}
