//! What leaves as files: tables for people, open data for machines, the auditor's pack. The one
//! rule: a file is made of finished values alone, so the same values and the same instant give the
//! same bytes; nothing here reads a row, asks the time or decides who may see what.

pub mod grant; // the pack of one grant, out of what is held
pub mod pack; // one grant's whole file as a ZIP, and its checker
pub mod recipients; // who got what: the rule of what may be published, and its table
pub mod table; // rows and columns -> CSV, XLSX
pub mod threesixty; // who got what as 360Giving JSON
