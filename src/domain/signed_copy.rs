//! Counter-signed copies: what somebody signed on paper, kept beside the agreement. The one rule: a
//! copy proves nothing by itself and replaces no signature; a later one takes the place of the one
//! before, and both stay.

use super::paper::Paper;

/// What a copy is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CopyOf {
    /// A paper of an exchange.
    Paper(Paper),
    /// A version of a grant's agreement, by its number from 1.
    Grant(u32),
}

impl CopyOf {
    /// The code of the paper, and the number of the version: 0 for a paper of an exchange.
    pub const fn parts(self) -> (&'static str, u32) {
        match self {
            Self::Paper(paper) => (paper.code(), 0),
            Self::Grant(number) => ("grant_agreement", number),
        }
    }
    /// What has these parts; a version of 0 is none.
    pub fn from_parts(paper: &str, version: u32) -> Option<Self> {
        match (paper, version) {
            ("grant_agreement", 0) => None,
            ("grant_agreement", number) => Some(Self::Grant(number)),
            (code, 0) => Paper::from_code(code).map(Self::Paper),
            (_, _) => None,
        }
    }
    /// A short name without signs a file or an id can't have: `commitment`, `v2`.
    pub fn stem(self) -> String {
        match self {
            Self::Paper(paper) => paper.code().to_owned(),
            Self::Grant(number) => format!("v{number}"),
        }
    }
}

/// The newest of the copies of one paper stands; those before were replaced. `number` counts
/// from 1.
pub const fn is_replaced(number: u32, there: u32) -> bool {
    number < there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_is_of_comes_back_from_its_parts() {
        let papers = Paper::ALL.map(CopyOf::Paper);
        for of in papers.into_iter().chain([CopyOf::Grant(1), CopyOf::Grant(7)]) {
            let (paper, version) = of.parts();
            assert_eq!(CopyOf::from_parts(paper, version), Some(of));
        }
        for (paper, version) in [("grant_agreement", 0), ("commitment", 1), ("letter", 0)] {
            assert_eq!(CopyOf::from_parts(paper, version), None, "{paper} {version}");
        }
    }

    #[test]
    fn no_two_papers_share_a_stem() {
        let all = [CopyOf::Grant(1), CopyOf::Grant(2)].into_iter();
        let all = all.chain(Paper::ALL.map(CopyOf::Paper));
        let stems: std::collections::BTreeSet<String> = all.map(CopyOf::stem).collect();
        assert_eq!(stems.len(), 4);
    }

    #[test]
    fn only_the_last_stands() {
        assert!(is_replaced(1, 2) && !is_replaced(2, 2) && !is_replaced(1, 1));
    }
}
