//! Everything the core talks to, in one process, with a TongTong Chain node of its own.
