//! Every key of TongTong and every primitive that touches one.

pub mod session;
