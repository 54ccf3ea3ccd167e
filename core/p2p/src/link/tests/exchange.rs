use super::*;

#[tokio::test]
async fn relay_only_link_owns_no_ip_socket() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    both_ways(&mut to_b, &mut to_a).await;
    assert_eq!(to_b.exporter, to_a.exporter);
    assert_ne!(to_b.exporter, [0; 32]);
    assert_eq!(to_b.local, a.address(Door::Conversation).endpoint);
    assert_eq!(to_b.remote, b.address(Door::Conversation).endpoint);
    assert_eq!((to_a.local, to_a.remote), (to_b.remote, to_b.local));
    assert_eq!((to_b.path.current(), to_a.path.current()), (Path::Relay, Path::Relay));
    assert_eq!((conversation_sockets(&a).await, conversation_sockets(&b).await), (0, 0));
}

#[tokio::test]
async fn direct_link_leaves_the_relay() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, true, &names).await;
    let b = link(2, &relay, true, &names).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    assert!(becomes(&*to_b.path, Path::Direct).await);
    assert!(becomes(&*to_a.path, Path::Direct).await);
    both_ways(&mut to_b, &mut to_a).await;
    assert_eq!(names.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn rendezvous_stays_on_the_relay_where_direct_is_allowed() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, true, &names).await;
    let b = link(2, &relay, true, &names).await;
    assert!(conversation_sockets(&a).await > 0);
    assert!(a.rendezvous.endpoint.bound_sockets().is_empty());
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Rendezvous).await;
    both_ways(&mut to_b, &mut to_a).await;
    assert_eq!((to_b.path.current(), to_a.path.current()), (Path::Relay, Path::Relay));
}

#[tokio::test]
async fn exporters_of_two_connections_differ() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (first, _first) = connect(&a, &b, Door::Conversation).await;
    let (second, _second) = connect(&a, &b, Door::Conversation).await;
    assert_ne!(first.exporter, second.exporter);
}

#[tokio::test]
async fn closing_writer_delivers_everything_first() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    let sent = vec![7; 100_000];
    to_b.writer.write_all(&sent).await.unwrap();
    to_b.writer.close().await;
    let mut heard = vec![0; sent.len()];
    to_a.reader.read_exact(&mut heard).await.unwrap();
    assert_eq!(heard, sent);
    assert_eq!(to_a.reader.read_exact(&mut [0]).await, Err(LinkError::Closed));
    assert_eq!(to_b.writer.write_all(b"more").await, Err(LinkError::Closed));
}

#[tokio::test]
async fn dropped_connection_ends_at_the_other_side() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    let path = to_b.path.clone();
    drop(to_b);
    let ended = timeout(Duration::from_secs(10), to_a.reader.read_exact(&mut [0])).await;
    assert_eq!(ended.expect("before the idle limit"), Err(LinkError::Closed));
    assert_eq!(path.current(), Path::Relay);
}

#[tokio::test]
async fn allowing_direct_rebuilds_the_door_under_the_same_key() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, true, &names).await;
    let address = a.address(Door::Conversation);
    let (_before, mut to_a) = connect(&a, &b, Door::Conversation).await;

    a.allow_direct(true).await.unwrap();
    assert_eq!(a.address(Door::Conversation), address);
    assert_eq!(to_a.reader.read_exact(&mut [0]).await, Err(LinkError::Closed));
    assert!(conversation_sockets(&a).await > 0);
    timeout(LIMIT, a.online()).await.expect("reaches the relay again");
    let (mut to_a, mut to_b) = connect(&b, &a, Door::Conversation).await;
    both_ways(&mut to_a, &mut to_b).await;
    assert!(becomes(&*to_a.path, Path::Direct).await);

    a.allow_direct(false).await.unwrap();
    assert_eq!(conversation_sockets(&a).await, 0);
    let (to_b, _to_a) = connect(&a, &b, Door::Conversation).await;
    assert_eq!(to_b.path.current(), Path::Relay);
}

#[tokio::test]
async fn peer_that_died_and_came_back_is_reached_again() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (_to_b, _to_a) = connect(&a, &b, Door::Conversation).await;
    drop(b);
    let b = link(2, &relay, false, &names).await;
    let (mut to_b, mut to_a) = connect(&a, &b, Door::Conversation).await;
    both_ways(&mut to_b, &mut to_a).await;
    let (mut to_a, mut to_b) = connect(&b, &a, Door::Conversation).await;
    both_ways(&mut to_a, &mut to_b).await;
}
