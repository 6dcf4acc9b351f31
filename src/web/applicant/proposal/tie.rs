//! The ties of a related enterprise in the form of a declaration. The one rule: the first tie has
//! the names it always had, each further one its place in them.

use crate::domain::sme::{Declaration, Direction, EnterpriseKey, Tie};

/// A tie of which nothing is known yet.
pub(super) const NO_TIE: Tie = Tie {
    to: EnterpriseKey::OWN,
    direction: Direction::Up,
    share: None,
    control: None,
    in_accounts: false,
};

/// What the names of the fields of a tie begin with; the place counts from 1.
pub(super) fn tie_name(key: u32, place: usize) -> String {
    if place == 1 { format!("r{key}") } else { format!("r{key}.{place}") }
}

/// Gives an enterprise one more tie.
pub(super) fn one_more_tie(declaration: &mut Declaration, key: u32) {
    let found = declaration.related.iter_mut().find(|one| one.key.0 == key);
    if let Some(one) = found {
        one.ties.push(NO_TIE);
    }
}
