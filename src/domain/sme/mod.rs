//! Whether an enterprise is micro, small or medium-sized by Recommendation 2003/361/EC, with every
//! step of the arithmetic (domain facts 4.2). The one rule: what is not known makes the answer "an
//! officer must look", never a guess; what is known may still be enough to settle it.
//!
//! What no stored source settles, and how it is read here: this year's holdings are used for both
//! years; a firm that had closed no accounts for the year before adds nothing to that year; a
//! change of ownership between the years goes to an officer; links through natural persons and the
//! limits inside the exempt kinds (a business angel's investment, an authority's budget) aren't
//! worked out, so they are for the officer who reads the declaration.

mod arithmetic;
mod enterprise;
mod faults;
mod group;
mod outcome;

pub use arithmetic::assess;
pub use enterprise::{
    Books, Declaration, Direction, EnterpriseKey, EnterpriseKind, Figures, Headcount, Related,
    Size, StoredDeclaration, Tie,
};
pub use faults::{DeclarationFault, FaultField, FaultWhy, faults};
pub use group::{LinkHow, Role};
pub use outcome::{
    Assessment, CEILINGS, Ceiling, LevelTest, Missing, MissingWhat, PublicControl, Running,
    SmeClass, Standing, Step, StepYear, Test, Totals, Year, YearResult,
};

#[cfg(test)]
mod tests;
