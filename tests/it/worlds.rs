//! Two worlds that differ in one secret, seen by everybody. The one rule: whoever may not know the
//! secret gets the same bytes in both, on every page there is, and no mail.

mod applying;
mod deciding;
mod evaluating;
mod granting;
mod look;
