use super::{Booking, statement};
use crate::{
    bank::status,
    domain::{bank::Iban, money::Money},
};

#[test]
fn what_is_made_up_is_read_as_a_bank_s_own() {
    let payer = Iban::parse("BE31111122223333").unwrap();
    let booking = |reference: &str, returned| Booking {
        reference: reference.to_owned(),
        amount: Money::from_cents(78_000),
        returned,
    };
    let day = "2027-03-10".parse().unwrap();
    let all = [booking("CXC-2026-0001-1", false), booking("INV-1-0002-1", true)];
    let bytes = statement("B-2027-0003", day, &payer, &all);
    let read = status::read(&bytes, 1_000_000).unwrap();
    assert_eq!(read.message_id, "REHEARSAL-B-2027-0003");
    assert_eq!(read.lines.len(), 3, "two went out, one came back");
    assert_eq!(bytes, statement("B-2027-0003", day, &payer, &all), "the same bytes");
}
