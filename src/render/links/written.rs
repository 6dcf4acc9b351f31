//! A link as it is written: with a query, in a template, as text. The one rule: each part is
//! encoded here and nowhere else.

use super::{Link, fill::encode};
use serde::{Serialize, Serializer};
use std::fmt;

impl Link {
    /// The path with a query; pairs with an empty value are left out.
    pub fn with(&self, query: &[(&str, &str)]) -> String {
        let mut path = self.path();
        let mut mark = '?';
        for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
            path.push(mark);
            encode(name, false, &mut path);
            path.push('=');
            encode(value, false, &mut path);
            mark = '&';
        }
        path
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// In a template a link is its path.
impl Serialize for Link {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
