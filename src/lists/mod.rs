//! Lists of sanctions as their publisher writes them, read into entries. The one rule: nothing here
//! waits, asks the time or knows a table, and a file is read whole or not at all.

pub mod eu;
