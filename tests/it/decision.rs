//! From final marks to released letters and what follows: ranking, draw, release, reserve list,
//! reviews, vouchers decided one by one.

mod leaks;
mod pages;
mod ranking;
mod release;
mod reserve;
mod rolling;
