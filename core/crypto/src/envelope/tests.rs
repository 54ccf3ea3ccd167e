use super::*;
use crate::entropy::SeededEntropy;
use crate::keys::{BackgroundRoot, ReadingRoot};
use crate::secret::PassPhrase;
use crate::testing::{array, bytes, vectors};
use proptest::prelude::*;

fn passphrase() -> PassPhrase {
    PassPhrase::new("통통 rides the night train").unwrap()
}

fn header(tier: Tier) -> Header {
    let params = (tier != Tier::Background).then_some(Argon2Params::FLOOR);
    Header::new(tier, params, [7; 32], [9; 12]).unwrap()
}

fn root() -> SecretBytes {
    ReadingRoot::generate(&SeededEntropy::new(1)).unwrap().to_bytes()
}

#[test]
fn argon2id_agrees_with_rfc_9106() {
    let test = &vectors("argon2id.json")["rfc9106"];
    let number = |name: &str| u32::try_from(test[name].as_u64().unwrap()).unwrap();
    let (secret, data) = (bytes(&test["secret"]), bytes(&test["data"]));
    let params = argon2::ParamsBuilder::new()
        .m_cost(number("m"))
        .t_cost(number("t"))
        .p_cost(number("p"))
        .data(argon2::AssociatedData::new(&data).unwrap())
        .build()
        .unwrap();
    let argon2 =
        argon2::Argon2::new_with_secret(&secret, argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut tag = [0; 32];
    argon2.unwrap().hash_password_into(&bytes(&test["password"]), &bytes(&test["salt"]), &mut tag).unwrap();
    assert_eq!(tag, array(&test["tag"]));
}

#[test]
fn stretching_agrees_with_the_reference_implementation() {
    for test in vectors("argon2id.json")["reference"].as_array().unwrap() {
        let number = |name: &str| u32::try_from(test[name].as_u64().unwrap()).unwrap();
        let text = |name: &str| test[name].as_str().unwrap().as_bytes();
        let params = Argon2Params::new(number("m"), number("t"), number("p")).unwrap();
        let a = stretch::argon2id(text("password"), text("salt"), params).unwrap();
        assert_eq!(a.expose(), &array(&test["hash"]));
    }
}

#[test]
fn a_root_comes_back_out_of_its_envelope() {
    let header = header(Tier::Reading);
    let a = stretch(&passphrase(), &header).unwrap();
    let sealed = seal(&header, &root(), &a, &[3; 32]).unwrap();
    let parsed = Header::parse(&sealed).unwrap();
    assert_eq!(parsed, header);
    let a = stretch(&passphrase(), &parsed).unwrap();
    assert_eq!(open(&sealed, &a, &[3; 32]).unwrap().expose(), root().expose());
}

#[test]
fn the_background_envelope_opens_without_a_pass_phrase() {
    let header = header(Tier::Background);
    let root = BackgroundRoot::generate(&SeededEntropy::new(2)).unwrap();
    let a = open_input(&header).unwrap();
    let sealed = seal(&header, &root.to_bytes(), &a, &[3; 32]).unwrap();
    let opened = open(&sealed, &open_input(&Header::parse(&sealed).unwrap()).unwrap(), &[3; 32]).unwrap();
    assert_eq!(
        BackgroundRoot::from_bytes(&opened).unwrap().static_session(0).expose(),
        root.static_session(0).expose()
    );
}

/// The key of an envelope, computed once more from the page's formula with the crate `hkdf`.
#[test]
fn the_key_is_the_one_that_the_design_names() {
    let header = header(Tier::Spending);
    let a = Secret::<32>::init_with(|buf| buf.fill(5));
    let mut info = b"tongtong vault v1\0\x03".to_vec();
    for factor in [19 * 1024u32, 2, 1] {
        info.extend_from_slice(&factor.to_le_bytes());
    }
    let mut expected = [0; 32];
    let ikm = [[5; 32], [6; 32]].concat();
    hkdf::Hkdf::<sha2::Sha512>::new(Some(&[7; 32]), &ikm).expand(&info, &mut expected).unwrap();
    assert_eq!(header.key(&a, &[6; 32]).unwrap().expose(), &expected);
}

#[test]
fn every_flipped_bit_of_an_envelope_is_refused() {
    for tier in Tier::ALL {
        let header = header(tier);
        let a =
            header.params.map_or_else(|| open_input(&header), |_| stretch(&passphrase(), &header)).unwrap();
        let sealed = seal(&header, &root(), &a, &[3; 32]).unwrap();
        assert!(open(&sealed, &a, &[3; 32]).is_ok());
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut bad = sealed.clone();
                bad[at] ^= 1 << bit;
                // With the `a` of the true header: a thief may know it.
                assert!(open(&bad, &a, &[3; 32]).is_err(), "{tier:?} byte {at} bit {bit}");
            }
        }
    }
}

#[test]
fn a_cut_or_lengthened_envelope_is_refused() {
    let header = header(Tier::Spending);
    let a = stretch(&passphrase(), &header).unwrap();
    let sealed = seal(&header, &root(), &a, &[3; 32]).unwrap();
    for length in 0..sealed.len() {
        assert!(open(&sealed[..length], &a, &[3; 32]).is_err());
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(open(&longer, &a, &[3; 32]).err(), Some(EnvelopeError::Refused));
}

#[test]
fn a_wrong_pass_phrase_and_another_device_are_refused_alike() {
    let header = header(Tier::Reading);
    let a = stretch(&passphrase(), &header).unwrap();
    let sealed = seal(&header, &root(), &a, &[3; 32]).unwrap();
    let wrong = stretch(&PassPhrase::new("통통 rides the night trains").unwrap(), &header).unwrap();
    assert_eq!(open(&sealed, &wrong, &[3; 32]).err(), Some(EnvelopeError::Refused));
    assert_eq!(open(&sealed, &a, &[4; 32]).err(), Some(EnvelopeError::Refused));
}

#[test]
fn a_short_answer_of_the_key_store_is_refused_and_a_long_one_counts_whole() {
    let header = header(Tier::Reading);
    let a = Secret::<32>::init_with(|buf| buf.fill(5));
    assert_eq!(seal(&header, &root(), &a, &[3; 31]).err(), Some(EnvelopeError::Prf));
    let mut prf = [3; 64];
    let sealed = seal(&header, &root(), &a, &prf).unwrap();
    assert_eq!(open(&sealed, &a, &prf[..32]).err(), Some(EnvelopeError::Refused));
    assert!(open(&sealed, &a, &prf).is_ok());
    prf[63] ^= 1;
    assert_eq!(open(&sealed, &a, &prf).err(), Some(EnvelopeError::Refused));
}

#[test]
fn work_factors_out_of_range_are_refused_before_any_work() {
    let (floor, ceiling) = (Argon2Params::FLOOR.factors(), Argon2Params::CEILING.factors());
    assert!(Argon2Params::new(floor.0, floor.1, floor.2).is_ok());
    assert!(Argon2Params::new(ceiling.0, ceiling.1, ceiling.2).is_ok());
    for (m, t, p) in [
        (floor.0 - 1, 2, 1),
        (floor.0, 1, 1),
        (floor.0, 2, 0),
        (ceiling.0 + 1, 2, 1),
        (floor.0, 17, 1),
        (floor.0, 2, 5),
        (u32::MAX, u32::MAX, u32::MAX),
    ] {
        assert_eq!(Argon2Params::new(m, t, p), Err(EnvelopeError::Params), "{m} {t} {p}");
    }
}

#[test]
fn an_envelope_that_asks_for_too_much_work_is_refused_on_reading() {
    let mut bytes = header(Tier::Reading).bytes();
    bytes[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes.extend_from_slice(&[0; 48]);
    assert_eq!(Header::parse(&bytes), Err(EnvelopeError::Params));
}

#[test]
fn a_spending_root_without_a_pass_phrase_is_refused() {
    assert_eq!(Header::new(Tier::Spending, None, [0; 32], [0; 12]), Err(EnvelopeError::Params));
}

#[test]
fn a_background_root_with_a_pass_phrase_is_refused() {
    let params = Some(Argon2Params::FLOOR);
    assert_eq!(Header::new(Tier::Background, params, [0; 32], [0; 12]), Err(EnvelopeError::Params));
}

#[test]
fn the_steps_refuse_each_others_headers() {
    assert_eq!(stretch(&passphrase(), &header(Tier::Background)).err(), Some(EnvelopeError::Params));
    assert_eq!(open_input(&header(Tier::Reading)).err(), Some(EnvelopeError::Params));
}

#[test]
fn another_version_and_foreign_bytes_are_told_apart() {
    let mut bytes = header(Tier::Reading).bytes();
    bytes.extend_from_slice(&[0; 48]);
    bytes[3] = 2;
    assert_eq!(Header::parse(&bytes), Err(EnvelopeError::Version(2)));
    bytes[0] = b'X';
    assert_eq!(Header::parse(&bytes), Err(EnvelopeError::Malformed));
}

proptest! {
    #[test]
    fn no_input_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1_200)) {
        let _ = Header::parse(&bytes);
        let _ = open(&bytes, &Secret::init_with(|_| ()), &[0; 32]);
    }

    #[test]
    fn a_header_that_is_read_is_written_back_alike(tier in 0u8..5, factors in any::<[u8; 12]>(), rest in any::<[u8; 32]>()) {
        let mut bytes = [b"TTV\x01".as_slice(), &[tier], &factors, &rest, &rest[..12]].concat();
        bytes.extend_from_slice(&[0; 16]);
        if let Ok(header) = Header::parse(&bytes) {
            prop_assert_eq!(header.bytes(), &bytes[..HEADER]);
        }
    }
}
