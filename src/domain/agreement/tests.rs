//! The table of stages, places and the default partner.

use super::{AgreementAct as A, AgreementStage as S, SignPlace, default_partner, step};
use crate::domain::ids::{ContractingPartnerId, OrganisationId};
use uuid::Uuid;

#[test]
fn an_agreement_moves_as_the_table_says() {
    let allowed = [
        (S::Draft, A::Issue, S::Issued),
        (S::Issued, A::AllSigned, S::InForce),
        (S::Issued, A::Recall, S::Superseded),
        (S::Issued, A::End, S::Ended),
        (S::InForce, A::Supersede, S::Superseded),
        (S::InForce, A::End, S::Ended),
        (S::InForce, A::Close, S::Closed),
    ];
    for stage in S::ALL {
        for act in A::ALL {
            let wanted = allowed.iter().find(|(s, a, _)| (*s, *a) == (stage, act));
            assert_eq!(step(stage, act).ok(), wanted.map(|(_, _, to)| *to), "{stage:?} {act:?}");
        }
        assert_eq!(S::from_code(stage.code()), Some(stage));
    }
}

#[test]
fn every_place_has_a_code_of_its_own() {
    let one = OrganisationId(Uuid::from_u128(7));
    let places = SignPlace::all(&[one]);
    assert_eq!(places, [SignPlace::Partner(one), SignPlace::Contracting]);
    for place in places {
        assert_eq!(SignPlace::from_code(&place.to_string()), Some(place));
    }
    assert_eq!(SignPlace::from_code("partner:"), None);
    assert_eq!(SignPlace::from_code("officer"), None);
}

#[test]
fn the_partner_of_the_leads_own_country_signs_by_default() {
    let id = |n| ContractingPartnerId(Uuid::from_u128(n));
    let all = [(id(1), "DE"), (id(2), "PT"), (id(3), "PT")];
    assert_eq!(default_partner(&all, "PT"), Some(id(2)));
    assert_eq!(default_partner(&all, "FR"), Some(id(1)));
    assert_eq!(default_partner(&[], "FR"), None);
}
