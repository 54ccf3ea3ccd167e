use super::*;

#[test]
fn a_commitment_opens_with_its_salt_and_body_only() {
    let commitment = commit(&[1; 32], "안녕".as_bytes());
    assert!(opens(&commitment, &[1; 32], "안녕".as_bytes()));
    assert!(!opens(&commitment, &[2; 32], "안녕".as_bytes()));
    assert!(!opens(&commitment, &[1; 32], "안녕!".as_bytes()));
    assert!(!opens(&[0; 32], &[1; 32], "안녕".as_bytes()));
}

#[test]
fn the_same_body_under_another_salt_looks_unrelated() {
    assert_ne!(commit(&[1; 32], b"yes"), commit(&[2; 32], b"yes"));
}
