//! Clients of servers: TongTong Chain nodes and the phone directory.
