//! Secrets cannot be printed, cloned or compared.

use super::*;
use core::fmt::Display;
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_not_impl_any!(StaticSecret: Clone, Copy, PartialEq, Display, serde::Serialize, AsRef<[u8]>);
assert_not_impl_any!(Initiator: Clone, Copy, PartialEq, Display, serde::Serialize);
assert_not_impl_any!(Responder: Clone, Copy, PartialEq, Display, serde::Serialize);
assert_not_impl_any!(Established: Clone, Copy, PartialEq, Display, serde::Serialize);
assert_not_impl_any!(Exporter: Clone, Copy, PartialEq, Display, serde::Serialize, AsRef<[u8]>);
assert_not_impl_any!(Sealer: Clone, Copy, PartialEq, Display, serde::Serialize);
assert_not_impl_any!(Opener: Clone, Copy, PartialEq, Display, serde::Serialize);
assert_impl_all!(Sealer: Send, Sync);
assert_impl_all!(Opener: Send, Sync);
assert_impl_all!(Initiator: Send);
assert_impl_all!(Responder: Send);

#[test]
fn debug_shows_names_and_nothing_else() {
    let (initiator, responder, message2) = answered();
    assert_eq!(
        format!("{:?} {initiator:?} {responder:?}", alice()),
        "StaticSecret(..) Initiator(..) Responder(..)"
    );
    let (_, mut a) = initiator.finish(&message2, &[]).unwrap();
    assert_eq!(format!("{a:?} {:?}", a.exporter), "Established(..) Exporter(..)");
    assert_eq!(format!("{:?} {:?}", a.sealer, a.opener), "Sealer(..) Opener(..)");
    let _ = a.sealer.seal(1, b"text").unwrap();
    let frame = Frame { kind: 1, body: b"text".to_vec() };
    assert_eq!(format!("{frame:?}"), "Frame(kind 1, 4 bytes)");
}
