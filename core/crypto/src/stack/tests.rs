use super::*;
use std::fs::File;
use std::os::unix::fs::FileExt;

const DEPTH_SEEN: usize = 64 * 1024;
const MARK: u64 = 0x5ec3_e75e_c3e7_0001;

/// A computation that leaves 32 KiB of marks on its stack.
#[inline(never)]
fn careless() -> u64 {
    let mut left_behind = [0_u64; 4_096];
    left_behind.iter_mut().for_each(|place| *place = core::hint::black_box(MARK));
    core::hint::black_box(&left_behind).iter().fold(0, |sum, place| sum ^ place)
}

/// How many marks lie in the 64 KiB below this frame.
fn marks() -> usize {
    let here = 0_u8;
    let top = core::ptr::from_ref(&here).addr() as u64;
    let mut bytes = vec![0; DEPTH_SEEN];
    let memory = File::open("/proc/self/mem").unwrap();
    memory.read_exact_at(&mut bytes, top - DEPTH_SEEN as u64).unwrap();
    bytes.windows(8).filter(|window| **window == MARK.to_le_bytes()).count()
}

#[test]
fn what_a_computation_leaves_on_the_stack_is_overwritten() {
    assert_eq!(careless(), 0);
    assert!(marks() > 1_000, "the marks must be there to be found");
    assert_eq!(wiped(careless), 0);
    assert_eq!(marks(), 0);
}

#[test]
fn the_result_comes_through() {
    assert_eq!(wiped(|| 6 * 7), 42);
}
