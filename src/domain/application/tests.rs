//! Tables and properties of the stages.
