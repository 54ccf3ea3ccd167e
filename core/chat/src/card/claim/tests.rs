use super::*;
use proptest::prelude::*;
use tongtong_crypto::secret::Secret;

const CODE: &str = "123456";

fn identity(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

#[test]
fn a_claim_counts_for_its_identity_and_every_spelling_of_its_number() {
    let key = identity(1);
    let claim = NumberClaim::sign(&key, &phone("010-1234-5678"), CODE);
    assert_eq!(NumberClaim::verify(&key.peer(), &phone("+82 10 1234 5678"), CODE, &claim), Ok(()));
}

#[test]
fn a_claim_is_the_identitys_signature_over_the_record_of_the_protocol() {
    let key = identity(1);
    let record = [&b"\xa2\x01\x6d+821012345678\x02\x66"[..], CODE.as_bytes()].concat();
    let signature = key.sign(IdentityPurpose::DirectoryRequest, &record);
    assert_eq!(NumberClaim::sign(&key, &phone("010-1234-5678"), CODE), signature);
}

#[test]
fn claims_are_refused_by_name() {
    let (key, number) = (identity(1), phone("010-1234-5678"));
    let claim = NumberClaim::sign(&key, &number, CODE);
    let card = key.sign(IdentityPurpose::PublicCard, &body(&number, CODE));
    let (me, other) = (key.peer(), identity(2).peer());
    for (fault, who, number, code, signature) in [
        ("another person's", other, &number, CODE, claim),
        ("of another number", me, &phone("010-1234-5679"), CODE, claim),
        ("of another code", me, &number, "123457", claim),
        ("of no code", me, &number, "", claim),
        ("of another purpose", me, &number, CODE, card),
        ("of nobody", PeerId::new([0; 32]), &number, CODE, [0; 64]),
        ("empty", me, &number, CODE, [0; 64]),
    ] {
        let judged = NumberClaim::verify(&who, number, code, &signature);
        assert_eq!(judged, Err(CardError::Signature), "{fault}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_claim_with_one_flipped_bit_is_refused(place in 0_usize..64, bit in 0_u8..8) {
        let (key, number) = (identity(1), phone("010-1234-5678"));
        let mut claim = NumberClaim::sign(&key, &number, CODE);
        claim[place] ^= 1 << bit;
        prop_assert_eq!(NumberClaim::verify(&key.peer(), &number, CODE, &claim), Err(CardError::Signature));
    }
}
