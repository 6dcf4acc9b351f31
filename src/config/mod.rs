//! Settings and files that become domain values. The one rule: a file with a fault is refused
//! whole, with its line; nothing is guessed.

pub mod holidays;
