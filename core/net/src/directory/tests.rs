//! The client against the real directory, over real HTTP.

use super::*;
use std::net::SocketAddr;
use tokio::sync::mpsc;
use tongtong_chat::card::PublicCard;
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::IdentityKey;
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

fn card(seed: u8, counter: u64) -> Vec<u8> {
    let key = IdentityKey::from_seed(&Secret::init_with(|buf| buf.fill(seed)));
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
    world.client.register(&mine, &code, &card(7, 1)).await.unwrap();
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
    world.client.register(&mine, &code, &card(7, 5)).await.unwrap();
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
        world.client.register(&mine, "000000", &card(7, 1)).await,
        Err(DirectoryError::CodeExpired),
        "never asked for"
    );
    let code = code_of(&mut world, &mine).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert!(matches!(
        world.client.register(&mine, wrong, &card(7, 1)).await,
        Err(DirectoryError::WrongCode { left: 1.. })
    ));
    assert!(matches!(world.client.request_code(&mine).await, Err(DirectoryError::Limited { .. })));
    assert_eq!(world.client.register(&mine, &code, b"no card").await, Err(DirectoryError::CardRefused));
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_offline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = endpoint(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let client = DirectoryClient { http: Http::new().unwrap(), base };
    assert_eq!(client.look_up(&phone("010-1234-5678")).await, Err(DirectoryError::Offline));
}
