//! The client against the real directory, over real HTTP.

use super::*;
use std::net::SocketAddr;
use tokio::sync::mpsc;
use tongtong_chat::card::{NumberClaim, PublicCard};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::IdentityKey;
use tongtong_ports::contract::directory::{Facts, check};
use tongtong_server::directory::{Config, DirectoryHandle, Limits, SmsCode, start};
use tongtong_types::{DeviceId, EndpointAddress, EndpointId, StaticKey, Timestamp};

struct World {
    _server: DirectoryHandle,
    codes: mpsc::Receiver<SmsCode>,
    client: DirectoryClient,
    _folder: tempfile::TempDir,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let (sender, codes) = mpsc::channel(8);
    let bind: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let dir = folder.path().to_owned();
    let server = start(Config { bind, dir, codes: sender, limits: Limits::default() }).await.unwrap();
    let client = DirectoryClient { http: Http::new().unwrap(), base: endpoint(&server.url()).unwrap() };
    World { _server: server, codes, client, _folder: folder }
}

fn identity(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|buf| buf.fill(seed)))
}

fn claim(seed: u8, phone: &Phone, code: &str) -> [u8; 64] {
    NumberClaim::sign(&identity(seed), phone, code)
}

fn card(seed: u8, counter: u64) -> Vec<u8> {
    let key = identity(seed);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Timestamp::from_millis(u64::try_from(now.as_millis()).unwrap());
    PublicCard {
        identity: key.peer(),
        device: DeviceId::new([1; 16]),
        counter,
        static_key: StaticKey::new([seed; 32]),
        rendezvous: EndpointAddress { endpoint: EndpointId::new([3; 32]), relays: vec![] },
        valid_from: now,
        valid_until: now.after(PublicCard::LIFETIME),
    }
    .issue(&key)
    .unwrap()
}

fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

async fn code_of(world: &mut World, phone: &Phone) -> String {
    world.client.request_code(phone).await.unwrap();
    world.codes.recv().await.unwrap().digits().to_owned()
}

#[tokio::test]
async fn a_number_is_proven_and_found() {
    let mut world = world().await;
    let mine = phone("010-1234-5678");
    let code = code_of(&mut world, &mine).await;
    world.client.register(&mine, &code, &card(7, 1), &claim(7, &mine, &code)).await.unwrap();
    assert_eq!(world.client.look_up(&phone("+82 10 1234 5678")).await.unwrap(), card_of(&world, &mine).await);
}

async fn card_of(world: &World, phone: &Phone) -> Vec<u8> {
    world.client.look_up(phone).await.unwrap()
}

#[tokio::test]
async fn a_newer_card_replaces_and_an_older_one_is_refused() {
    let mut world = world().await;
    let mine = phone("010-1234-5678");
    let code = code_of(&mut world, &mine).await;
    world.client.register(&mine, &code, &card(7, 5), &claim(7, &mine, &code)).await.unwrap();
    let newer = card(7, 6);
    world.client.publish(&newer).await.unwrap();
    assert_eq!(card_of(&world, &mine).await, newer);
    assert_eq!(world.client.publish(&card(7, 4)).await, Err(DirectoryError::CardRefused));
}

#[tokio::test]
async fn every_refusal_is_named() {
    let mut world = world().await;
    let mine = phone("010-1234-5678");
    assert_eq!(world.client.look_up(&mine).await, Err(DirectoryError::NotFound));
    assert_eq!(
        world.client.register(&mine, "000000", &card(7, 1), &claim(7, &mine, "000000")).await,
        Err(DirectoryError::CodeExpired),
        "never asked for"
    );
    let code = code_of(&mut world, &mine).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert!(matches!(
        world.client.register(&mine, wrong, &card(7, 1), &claim(7, &mine, wrong)).await,
        Err(DirectoryError::WrongCode { left: 1.. })
    ));
    assert!(matches!(world.client.request_code(&mine).await, Err(DirectoryError::Limited { .. })));
    let right = claim(7, &mine, &code);
    let refused = world.client.register(&mine, &code, b"no card", &right).await;
    assert_eq!(refused, Err(DirectoryError::CardRefused));
    let foreign = world.client.register(&mine, &code, &card(8, 1), &right).await;
    assert_eq!(foreign, Err(DirectoryError::CardRefused), "another person's card");
    assert_eq!(
        world.client.register(&mine, &code, &card(7, 1), &right).await,
        Ok(()),
        "the code is still good"
    );
}

#[tokio::test]
async fn the_client_keeps_the_contract_of_the_port() {
    let World { client, codes, .. } = &mut world().await;
    let codes = tokio::sync::Mutex::new(codes);
    let facts = Facts {
        phone: phone("010-1234-5678"),
        nobody: phone("010-9999-9999"),
        card: &card(7, 5),
        newer: &card(7, 6),
        other: &card(8, 1),
        claim: &|phone, code| claim(7, phone, code),
        others_claim: &|phone, code| claim(8, phone, code),
    };
    let newest = async |_| codes.lock().await.recv().await.unwrap().digits().to_owned();
    check(client, facts, newest).await;
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_offline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = endpoint(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let client = DirectoryClient { http: Http::new().unwrap(), base };
    assert_eq!(client.look_up(&phone("010-1234-5678")).await, Err(DirectoryError::Offline));
}
