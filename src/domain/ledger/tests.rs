//! The ledger by text tables and by a model.

mod model;
mod tables;

use super::{Code, PositiveAmount};

#[test]
fn codes_read_back() {
    for code in Code::ALL {
        assert_eq!(Code::from_code(code.code()), Some(code));
        assert_eq!(serde_json::to_value(code).unwrap(), code.code());
    }
    assert_eq!(Code::from_code("gift"), None);
}

#[test]
fn zero_is_no_amount_even_when_stored() {
    assert_eq!(PositiveAmount::new(0), None);
    assert_eq!(PositiveAmount::of_pieces(0), None);
    assert!(serde_json::from_str::<PositiveAmount>("0").is_err());
    assert!(serde_json::from_str::<PositiveAmount>("-1").is_err());
    assert_eq!(serde_json::from_str::<PositiveAmount>("1").unwrap(), PositiveAmount::ONE);
}
