//! The wire format of TongTong Chain.
