//! The peers as a test of the wallet meets them: funded, spent from, faulty, and gone in the end.

mod bitcoin;
mod driver;
mod ethereum;
mod faults;
mod life;
