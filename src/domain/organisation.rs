//! Organisations as the schemes see them: what kind, where, member of what. The one rule: residence
//! is the place of registration, never the nationality of a person (domain facts 1.2).

use super::{country::Country, geo::Site, ids::OrganisationId};
use serde::{Deserialize, Serialize};

/// What an organisation is. The schemes' rules name these kinds (domain facts 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A cluster or similar business network organisation.
    Cluster,
    /// A small or medium-sized enterprise (2003/361/EC).
    Sme,
    /// A scaling-up support organisation: technology centre, research institute, hub, incubator.
    ScalingUp,
    /// A training provider.
    TrainingProvider,
    /// An enterprise above the SME ceilings.
    LargeCompany,
    /// A public authority or innovation agency.
    PublicAuthority,
}

impl OrganisationKind {
    /// All kinds, in the order forms show them.
    pub const ALL: [Self; 6] = [
        Self::Cluster,
        Self::Sme,
        Self::ScalingUp,
        Self::TrainingProvider,
        Self::LargeCompany,
        Self::PublicAuthority,
    ];
    /// The stable code used in files, columns and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Sme => "sme",
            Self::ScalingUp => "scaling_up",
            Self::TrainingProvider => "training_provider",
            Self::LargeCompany => "large_company",
            Self::PublicAuthority => "public_authority",
        }
    }
    /// The kind with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An organisation with its site. Residence is the place of registration (domain facts 1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Legal name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Country of permanent residence.
    pub country: Country,
    /// Registration number in its country's register; free text, may be empty.
    pub registration: String,
    /// Address in structured form (street with number, post code, town).
    pub address: Address,
    /// Where the site is, for the distance.
    pub site: Option<Site>,
    /// Name of the cluster organisation profiled on ECCP it belongs to; empty when none.
    pub cluster_membership: String,
}

/// A structured address; the country is the organisation's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Post code.
    pub post_code: String,
    /// Town.
    pub town: String,
}

/// What a member may do for the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Everything, and invites others.
    Lead,
    /// Writes profiles, applications and reports.
    Editor,
    /// Signs for the organisation (and may write).
    Signatory,
    /// Reads.
    Viewer,
}

impl MemberRole {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Lead, Self::Editor, Self::Signatory, Self::Viewer];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Editor => "editor",
            Self::Signatory => "signatory",
            Self::Viewer => "viewer",
        }
    }
    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
    /// May change what the organisation writes.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Lead | Self::Editor | Self::Signatory)
    }
    /// May sign for the organisation.
    pub const fn signs(self) -> bool {
        matches!(self, Self::Lead | Self::Signatory)
    }
}

#[cfg(test)]
mod tests {
    use super::{MemberRole, OrganisationKind};

    #[test]
    fn codes_read_back_and_are_what_is_stored() {
        for kind in OrganisationKind::ALL {
            assert_eq!(OrganisationKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::from_code(role.code()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
        }
    }

    #[test]
    fn who_signs_may_write_and_a_viewer_does_neither() {
        for role in MemberRole::ALL {
            assert!(role.writes() || !role.signs());
        }
        assert!(!MemberRole::Viewer.writes() && !MemberRole::Viewer.signs());
        assert!(MemberRole::Editor.writes() && !MemberRole::Editor.signs());
    }
}
