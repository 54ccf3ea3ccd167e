use super::*;

/// An endpoint of somebody who does not keep to the protocol.
async fn stranger(relay: &RelayHandle) -> Endpoint {
    let url = relay_url(&relay.url()).unwrap();
    Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Custom(RelayMap::from(url)))
        .clear_ip_transports()
        .bind()
        .await
        .unwrap()
}

fn dialled(link: &IrohLink, relay: &RelayHandle) -> EndpointAddr {
    let key = link.addresses[0].endpoint;
    EndpointAddr::new(iroh::PublicKey::from_bytes(key.bytes()).unwrap())
        .with_relay_url(relay_url(&relay.url()).unwrap())
}

#[tokio::test]
async fn offline_peer_is_unreachable() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, true, &names).await;
    let b = link(2, &relay, true, &names).await;
    let address = b.address(Door::Conversation);
    b.shutdown().await;
    let dialled = timeout(LIMIT, a.dial(Door::Conversation, &address)).await.expect("ends by itself");
    assert_eq!(dialled.err(), Some(LinkError::Unreachable));
}

#[tokio::test]
async fn stopped_relay_is_unreachable() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    relay.shutdown().await;
    let dialled = timeout(LIMIT, a.dial(Door::Rendezvous, &b.address(Door::Rendezvous))).await;
    assert_eq!(dialled.expect("ends by itself").err(), Some(LinkError::Unreachable));
}

#[tokio::test]
async fn foreign_protocol_is_refused() {
    let (relay, names) = (relay().await, NameLog::default());
    let b = link(2, &relay, false, &names).await;
    let stranger = stranger(&relay).await;
    let refused = timeout(LIMIT, stranger.connect(dialled(&b, &relay), b"tongtong/0")).await;
    assert!(refused.expect("ends by itself").is_err());
    let right = timeout(LIMIT, stranger.connect(dialled(&b, &relay), ALPN)).await;
    assert!(right.expect("ends by itself").is_ok());
}

#[tokio::test]
async fn silent_crowd_fills_one_door_only() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let stranger = stranger(&relay).await;
    let mut crowd = Vec::new();
    for _ in 0..16 {
        crowd.push(stranger.connect(dialled(&b, &relay), ALPN).await.unwrap());
    }
    assert!(stranger.connect(dialled(&b, &relay), ALPN).await.is_err());
    connect(&a, &b, Door::Conversation).await;
}

#[tokio::test]
async fn second_stream_and_datagrams_are_not_offered() {
    let (relay, names) = (relay().await, NameLog::default());
    let b = link(2, &relay, false, &names).await;
    let stranger = stranger(&relay).await;
    let quic = stranger.connect(dialled(&b, &relay), ALPN).await.unwrap();
    let _stream = quic.open_bi().await.unwrap();
    assert!(timeout(Duration::from_millis(300), quic.open_bi()).await.is_err());
    assert!(timeout(Duration::from_millis(300), quic.open_uni()).await.is_err());
    assert_eq!(quic.max_datagram_size(), None);
}

#[tokio::test]
async fn address_that_leads_elsewhere_is_refused() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let good = a.address(Door::Rendezvous);
    let refused = async |endpoint, relays: &[&str]| {
        let relays = relays.iter().map(|text| (*text).to_owned()).collect();
        a.dial(Door::Conversation, &EndpointAddress { endpoint, relays }).await.err()
    };
    let bad = Some(LinkError::BadAddress);
    assert_eq!(refused(good.endpoint, &[]).await, bad, "no relay");
    assert_eq!(refused(good.endpoint, &["http://relay.example:1"]).await, bad, "a relay not ours");
    assert_eq!(refused(good.endpoint, &["no url"]).await, bad, "no url");
    assert_eq!(refused(EndpointId::new([2; 32]), &[&relay.url()]).await, bad, "no point of the curve");
    let own = a.address(Door::Conversation);
    assert_eq!(a.dial(Door::Conversation, &own).await.err(), bad, "itself");
    assert_eq!(names.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn relay_list_of_a_bad_form_does_not_start() {
    for relays in [&[][..], &["no url"], &["file:///etc"], &["http://r.example"; 5]] {
        let texts: Vec<_> = relays.iter().map(|text| (*text).to_owned()).collect();
        let opened = IrohOpener::default().open(seeds(1), &texts, false).await;
        assert_eq!(opened.err(), Some(LinkError::BadAddress), "{relays:?}");
    }
}

#[tokio::test]
async fn name_of_a_relay_is_asked_for_and_written_down() {
    let names = NameLog::default();
    let link = IrohOpener { names: Names::Refused(names.clone()) }
        .open(seeds(1), &["http://relay.example:1".to_owned()], false)
        .await
        .unwrap();
    let asked = timeout(LIMIT, async {
        while names.asked().is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    asked.await.expect("the log sees questions");
    assert!(names.asked().iter().all(|name| name == "relay.example"));
    link.shutdown().await;
}

#[tokio::test]
async fn nothing_works_after_shutdown() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    let (_, ended) = tokio::join!(a.shutdown(), a.accept(Door::Conversation));
    assert_eq!(ended.err(), Some(LinkError::Shutdown));
    let dialled = a.dial(Door::Conversation, &b.address(Door::Conversation)).await;
    assert_eq!(dialled.err(), Some(LinkError::Shutdown));
    assert_eq!(a.allow_direct(true).await, Err(LinkError::Shutdown));
    assert_eq!(a.accept(Door::Conversation).await.err(), Some(LinkError::Shutdown));
}

#[tokio::test]
async fn opener_prints_no_name() {
    let names = NameLog::default();
    let opener = IrohOpener { names: Names::Refused(names.clone()) };
    opener.names.resolver().lookup_ipv4("relay.example", LIMIT).await.err();
    assert_eq!(names.asked(), ["relay.example"]);
    assert_eq!(format!("{opener:?}"), "IrohOpener { names: Refused(NameLog(1 questions)) }");
}
