//! What the files show to whoever copies them.

use crate::place::Place;
use std::fs;
use tongtong_chat::rows::Author;
use tongtong_ports::contract::rows;
use tongtong_ports::{Changes, Store};
use tongtong_types::{Asset, DisplayName, PeerId};
use tongtong_wallet::rows::{Branch, Direction};
use unicode_normalization::UnicodeNormalization;

const TEXT: &str = "내일 세 시에 만나요 café";
const NAME: &str = "한가람 Ünal";
const PHONE: &str = "+821012345678";
const ADDRESS: &str = "TTCqwertyuiopasdfghjklzxcvbnm123456";
const MEMO: &str = "월세 rent März";
const PEER: [u8; 32] = *b"a peer's identity, 32 bytes long";
const KEY: [u8; 32] = *b"static session key, 32 bytes too";

fn secrets() -> Vec<Vec<u8>> {
    let texts = [TEXT, NAME, PHONE, "01012345678", "1012345678", ADDRESS, MEMO];
    let forms = texts.iter().flat_map(|text| [text.nfc().collect::<String>(), text.nfd().collect()]);
    let words = texts.iter().flat_map(|text| text.split(' ')).map(str::to_owned);
    let mut secrets: Vec<_> = forms.chain(words).map(String::into_bytes).collect();
    secrets.retain(|secret| secret.len() > 3);
    // As a blob, and as the hex of one.
    secrets.extend([PEER.to_vec(), KEY.to_vec()]);
    secrets.push(PeerId::new(PEER).to_string().into_bytes());
    secrets.push(vec![0x5a; 32]);
    secrets
}

/// Bytes as serde writes an array of numbers in CBOR: each above 23 behind a 0x18.
fn spelt_out(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| if *byte < 24 { vec![*byte] } else { vec![0x18, *byte] }).collect()
}

fn changes() -> Changes {
    let mut changes = Changes::default();
    changes.chat.me = Some(rows::me(NAME));
    let mut contact = rows::contact(1, NAME);
    contact.peer = PeerId::new(PEER);
    contact.static_key = tongtong_types::StaticKey::new(KEY);
    contact.card = format!("{NAME} {PHONE} {ADDRESS}").into_bytes();
    contact.name = Some(DisplayName::new(&NAME.nfd().collect::<String>()).unwrap());
    contact.paid = vec![ADDRESS.to_owned()];
    changes.chat.contacts = vec![contact];
    changes.chat.messages = (1..=40)
        .map(|seq| {
            let mut message = rows::message(1, Author::Me, seq, &format!("{TEXT} {PHONE}"));
            message.peer = PeerId::new(PEER);
            message.path = Some(TEXT.nfd().collect());
            message
        })
        .collect();
    changes.wallet.addresses = vec![rows::address(Branch::Receive, 0, ADDRESS)];
    let mut payment = rows::payment(1, Direction::Out, ADDRESS);
    payment.memo = Some(MEMO.to_owned());
    payment.peer = Some(PeerId::new(PEER));
    changes.wallet.payments = vec![payment];
    changes
}

/// What stands in a file: where each secret was found.
fn found(bytes: &[u8]) -> Vec<String> {
    let shown = |secret: &Vec<u8>| {
        [secret.clone(), spelt_out(secret)]
            .iter()
            .any(|form| bytes.windows(form.len()).any(|window| window == form.as_slice()))
    };
    secrets()
        .iter()
        .filter(|secret| shown(secret))
        .map(|secret| String::from_utf8_lossy(secret).into())
        .collect()
}

#[test]
fn the_search_finds_what_stands_in_a_row_before_it_is_sealed() {
    let contact = tongtong_types::cbor::to_row(&changes().chat.contacts).unwrap();
    let messages = tongtong_types::cbor::to_row(&changes().chat.messages).unwrap();
    let wallet = tongtong_types::cbor::to_row(&changes().wallet.payments).unwrap();
    let all = [contact, messages, wallet].concat();
    let found = found(&all);
    for secret in [TEXT, NAME, PHONE, ADDRESS, MEMO, core::str::from_utf8(&PEER).unwrap()] {
        assert!(found.iter().any(|text| text == secret), "{secret}");
    }
}

#[test]
fn no_file_shows_a_text_a_name_a_number_an_address_or_a_peer() {
    let place = Place::new();
    let store = place.writer();
    store.commit(&changes()).unwrap();
    // Replaced once, so that old pages lie about.
    let mut again = changes();
    again.chat.messages.iter_mut().for_each(|message| message.body.extend_from_slice(TEXT.as_bytes()));
    again.wallet = Default::default();
    store.commit(&again).unwrap();

    let mut names = Vec::new();
    for file in fs::read_dir(place.dir()).unwrap() {
        let file = file.unwrap();
        names.push(file.file_name().into_string().unwrap());
        let bytes = fs::read(file.path()).unwrap();
        assert_eq!(found(&bytes), Vec::<String>::new(), "{:?}", file.path());
    }
    names.sort();
    assert_eq!(names, ["store.db", "store.db-shm", "store.db-wal", "writer.lock"], "all were searched");
    drop(store);
    assert_eq!(found(&fs::read(place.file()).unwrap()), Vec::<String>::new(), "and after the last close");
}

#[test]
fn cells_come_in_few_sizes() {
    let mut changes = Changes::default();
    changes.chat.messages = (0..60_u8)
        .map(|n| rows::message(1, Author::Me, n.into(), &"x".repeat(37 * usize::from(n))))
        .collect();
    changes.wallet.payments = vec![rows::payment(1, Direction::Out, ADDRESS)];
    let mut coins = rows::payment(2, Direction::Out, ADDRESS);
    coins.asset = Asset::ttc();
    changes.wallet.payments.push(coins);
    let place = Place::with(&changes);
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    let sql = "SELECT DISTINCT length(cell) - 40 FROM message UNION SELECT length(cell) - 40 FROM payment";
    let mut select = conn.prepare(sql).unwrap();
    let sizes: Vec<i64> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(sizes.len() <= 6, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size >= 256 && size.count_ones() == 1), "{sizes:?}");
}
