//! Partnerships: the consortia that run a call, sign for their side and pay their visitors. The
//! one rule: an exchange counts once, for the visitor's partnership (domain facts 1.5).

use super::ids::{CallId, OrganisationId, PartnershipId};

/// A partnership in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partnership {
    /// Its id.
    pub id: PartnershipId,
    /// The call it works in.
    pub call: CallId,
    /// Short code in lists, `CLOTH`.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Exchanges asked for; the programme's default unless set (domain facts 7.13).
    pub target: u32,
    /// Its partners, the direct beneficiaries of the grant.
    pub partners: Vec<OrganisationId>,
}

impl Partnership {
    /// Whether the organisation is a direct beneficiary here, so that it does not count as a
    /// participant beyond them (domain facts 7.11).
    pub fn is_partner(&self, organisation: OrganisationId) -> bool {
        self.partners.contains(&organisation)
    }
    /// Exchanges still missing to the target; none when it is reached or passed.
    pub const fn short_by(&self, counted: u32) -> u32 {
        self.target.saturating_sub(counted)
    }
}

/// Whether the organisation is a direct beneficiary of any of the call's partnerships.
pub fn is_direct_beneficiary(all: &[Partnership], organisation: OrganisationId) -> bool {
    all.iter().any(|partnership| partnership.is_partner(organisation))
}

#[cfg(test)]
mod tests {
    use super::{Partnership, is_direct_beneficiary};
    use crate::domain::ids::{CallId, OrganisationId, PartnershipId};
    use uuid::Uuid;

    fn partnership(n: u128, partners: &[u128]) -> Partnership {
        Partnership {
            id: PartnershipId(Uuid::from_u128(n)),
            call: CallId(Uuid::nil()),
            code: "CLOTH".to_owned(),
            name: "Cloth".to_owned(),
            target: 50,
            partners: partners.iter().map(|p| OrganisationId(Uuid::from_u128(*p))).collect(),
        }
    }

    #[test]
    fn a_partner_anywhere_in_the_call_is_a_beneficiary() {
        let all = [partnership(1, &[10, 11]), partnership(2, &[12])];
        let organisation = |n| OrganisationId(Uuid::from_u128(n));
        assert!(is_direct_beneficiary(&all, organisation(12)));
        assert!(!all[0].is_partner(organisation(12)));
        assert!(!is_direct_beneficiary(&all, organisation(13)));
    }

    #[test]
    fn a_passed_target_is_short_by_nothing() {
        assert_eq!([49, 50, 51].map(|counted| partnership(1, &[]).short_by(counted)), [1, 0, 0]);
    }
}
