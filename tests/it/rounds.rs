//! Calls of more than one round: a staged call from the outline to the grant, and a call with
//! cut-offs. The one rule: everything goes through the verbs and the pages people use.

mod cut_offs;
mod staged;
