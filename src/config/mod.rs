//! Settings and files that become domain values. The one rule: a file with a fault is refused
//! whole, with its line; nothing is guessed.

pub mod catalogue;
pub mod contract; // the text experts sign
pub mod demo; // what the demonstration is made of
pub mod holidays;
pub mod programme_file;
pub mod reader;
pub mod settings;
