//! De minimis aid in words. The one rule: a fault names the line of the form it stands in.

use crate::domain::de_minimis::DeclarationFault;

/// A fault of a declaration, as a sentence that says what to do.
pub fn aid_fault(fault: DeclarationFault) -> String {
    use DeclarationFault as F;
    let aid = |row: usize, says: &str| format!("Aid {}: {says}", row + 1);
    let enterprise = |row: usize, says: &str| format!("Enterprise {}: {says}", row + 1);
    match fault {
        F::NotAnswered => {
            "Say that there was no earlier de minimis aid, or name each aid.".to_owned()
        }
        F::NoneAndSome => {
            "You said that there was none, and named some: take one of the two back.".to_owned()
        }
        F::EnterpriseName { row } => enterprise(row, "give its legal name."),
        F::EnterpriseCountry { row } => enterprise(row, "choose its country."),
        F::Granter { row } => aid(row, "say who granted it."),
        F::DayAhead { row } => aid(row, "the day can't lie in the future."),
        F::Amount { row } => aid(row, "give an amount above nought."),
        F::Measure { row } => aid(row, "name the measure, as the granter\u{2019}s letter does."),
    }
}
