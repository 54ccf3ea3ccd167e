use super::*;

/// What a resolver shows of the public servers it would ask when the system's do not answer.
fn has_fallback(resolver: &DnsResolver) -> bool {
    let shown = format!("{resolver:?}");
    assert!(shown.contains("use_system_config: true") && shown.contains("fallback_nameservers: ["));
    !shown.contains("fallback_nameservers: []")
}

#[test]
fn no_public_name_server_stands_in() {
    let usual = DnsResolver::builder().with_system_defaults().build();
    assert!(has_fallback(&usual), "the check sees them where they are");
    assert!(!has_fallback(&Names::System.resolver()));
}

#[tokio::test]
async fn refused_names_are_written_down_in_order() {
    let log = NameLog::default();
    let resolver = Names::Refused(log.clone()).resolver();
    let limit = std::time::Duration::from_secs(5);
    assert!(resolver.lookup_ipv4("a.example", limit).await.map_or(true, |mut found| found.next().is_none()));
    resolver.reset();
    assert!(resolver.lookup_ipv6("b.example", limit).await.map_or(true, |mut found| found.next().is_none()));
    assert_eq!(log.asked(), ["a.example", "b.example"]);
}
