//! The stack after a secret: what the curves and hashes leave below the caller's frame is overwritten.

use zeroize::Zeroize;

/// More than the deepest computation of this crate uses, in an unoptimised build.
const DEPTH: usize = 96 * 1024;

/// Runs a computation with secrets, then wipes the stack that it used.
///
/// Moving a value leaves its old place as it was, and the crates underneath return keys and scalars by value.
/// Registers are out of reach.
pub(crate) fn wiped<T>(compute: impl FnOnce() -> T) -> T {
    let out = below(compute);
    overwrite();
    out
}

#[inline(never)]
fn below<T>(compute: impl FnOnce() -> T) -> T {
    compute()
}

#[inline(never)]
fn overwrite() {
    let mut frame = [0_u64; DEPTH / 8];
    frame.zeroize();
    core::hint::black_box(&frame);
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
