use super::*;

struct Stuck(u8);
impl Entropy for Stuck {
    fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError> {
        buf.fill(self.0);
        Ok(())
    }
}

struct Repeating;
impl Entropy for Repeating {
    fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError> {
        for (i, byte) in buf.iter_mut().enumerate() {
            *byte = u8::try_from(i % 251).unwrap();
        }
        Ok(())
    }
}

struct Silent;
impl Entropy for Silent {
    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError::Unavailable)
    }
}

#[test]
fn the_system_source_passes_its_own_test_and_never_repeats() {
    let os = OsEntropy::new().unwrap();
    assert_ne!(os.array::<32>().unwrap(), os.array::<32>().unwrap());
}

#[test]
fn a_constant_source_is_refused() {
    assert_eq!(try_out(&Stuck(0)), Err(EntropyError::Weak));
    assert_eq!(try_out(&Stuck(0xff)), Err(EntropyError::Weak));
}

#[test]
fn a_source_that_gives_the_same_draw_twice_is_refused() {
    assert_eq!(try_out(&Repeating), Err(EntropyError::Weak));
}

#[test]
fn a_failing_source_is_a_typed_error() {
    assert_eq!(try_out(&Silent), Err(EntropyError::Unavailable));
    assert_eq!(EntropyError::Unavailable.code(), "entropy_unavailable");
}

#[test]
fn a_seeded_source_repeats_itself_for_the_same_seed_only() {
    let draw = |seed| {
        let source = SeededEntropy::new(seed);
        (source.array::<100>().unwrap(), source.array::<100>().unwrap())
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let (first, second) = draw(1);
    assert_ne!(first, second);
    assert_ne!(first[..36], first[64..]);
}
