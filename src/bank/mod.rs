//! Files to and from the bank, as bytes: payments out (pain.001), the bank's answers and bookings
//! in (pain.002, camt.053, camt.054), and which answer is about which payment. The one rule:
//! nothing here waits, asks the time or knows a table; the same input gives the same output.

pub mod fault;
pub mod matching;
pub mod pain001;
pub mod rehearsal;
pub mod status;
