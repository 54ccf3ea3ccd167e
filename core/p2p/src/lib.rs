//! The transport between devices: QUIC through relays and direct paths.
