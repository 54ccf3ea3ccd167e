use super::*;
use tongtong_ports::contract;

#[tokio::test]
async fn iroh_link_keeps_the_contract_of_links() {
    let (relay, names) = (relay().await, NameLog::default());
    let a = link(1, &relay, false, &names).await;
    let b = link(2, &relay, false, &names).await;
    timeout(LIMIT, contract::link::check(&a, &b)).await.expect("ends");
}
