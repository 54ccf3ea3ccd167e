//! The known-answer tool's page of help.

/// Code and text.
pub(in crate::texts) const TABLE: crate::texts::Table =
    &[("help.kat", "여러 구현을 비교하는 도구: JSON 질문 한 줄에 답 한 줄"), ("help.kat.examples", PAGE)];

const PAGE: &str = r#"표준 입력 한 줄에 JSON 질문 하나, 표준 출력 한 줄에 답 하나. 순서대로 답합니다.
답할 수 없는 줄에는 {"error":{"code":CODE,"message":TEXT}} 로 답하고 다음 줄을 읽습니다.
입력이 끝나면 종료 코드 0으로 끝납니다. 한 줄은 최대 1 MiB입니다.

네트워크는 모두 메인넷이고 민트는 정해져 있지 않습니다. --profile FILE (또는 TONGTONG_PROFILE)을
주면 네트워크, 자산, 민트가 그 프로필의 것입니다. 프로필이 없거나 잘못되었으면 첫 줄을 읽기 전에
종료 코드 2로 끝납니다. 그 밖에는 아무것도 읽거나 쓰지 않으며, 한 프로필에서 같은 줄에는 늘 같은
답을 합니다.

체인은 질문에서 ttc, btc, eth, sol, 답에서 ttchain, bitcoin, ethereum, solana라고 씁니다.
금액과 슬레이트는 숫자나 숫자로 된 글, 바이트는 16진수입니다. 모르는 필드는 오류입니다.

주소
  {"op":"address","chain":"ttc|btc|eth|sol","words":"...","passphrase":"","account":0,"index":0}
    -> address, public_key (16진수), path
    words: BIP-39 영어나 한국어. passphrase, account, index는 없어도 됩니다.
    ttc m/44'/666'/account'/0/index, btc m/84'/0'/account'/0/index,
    eth m/44'/60'/account'/0/index, sol m/44'/501'/account'/0' (index 0).
    666'은 프로필의 coin type이고, btc는 테스트 네트워크에서 1'입니다
  {"op":"address","chain":"ttc","key":"<64 hex digits>"}
    -> address, public_key (16진수), public_key_text, wif
  {"op":"check","text":"..."}
    -> chain, kind, address. 돈을 보낼 수 없는 글이면 그 까닭
    kind: address, sub_address, public_key, contract, script, mint, wif. contract, script, mint,
    wif에는 address가 없습니다. wif에는 chain도 없습니다: TTChain이나 Bitcoin의 것입니다.
    mint는 프로필이 정한 것만 알아봅니다.
    TTChain의 잔액 id는 주소와 똑같이 생겼습니다.
  {"op":"route","family":"TTC|TTM|TTMI|BTC|ETH|SOL","to":"..."}
    -> chain, asset: 이 주소로 돈이 가는 체인과 자산. 갈 수 없으면 그 까닭을 지갑과 같은 코드로
    TTCL은 TTC의 다른 이름입니다. 오류 payee_other_chain에는 chain 필드가 있습니다.
    프로필을 주면 family는 그 프로필의 자산입니다

TTChain
  {"op":"ttc.balance_id","owner":"TTC...","asset_id":0,"slate_id":"0"}
    -> balance_id (16진수), balance_id_text. slate_id는 없어도 됩니다
  {"op":"ttc.pack","tx":{...}}
    -> unsigned (16진수)
    tx: 노드의 JSON 형식. reserved의 숫자는 TTChain 2.0의 것이고, 없으면 바이트가
    1.0과 같습니다. tx에 있는 서명은 빼고 만듭니다.
  {"op":"ttc.unpack","hex":"...","signed":true|false,"layout":"v1|v2"}
    -> tx. signed가 true면 서명도 함께
    layout은 없어도 되며 그때는 네트워크의 것, v2입니다. 만료 시각 뒤의 바이트 0이나 1이
    reserved가 있는지 알려 주므로 v2는 둘 다 읽습니다. v1은 그 숫자를 거절합니다.
  {"op":"ttc.sign","chain_id":"<64 hex digits>","tx":{...},"keys":["<64 hex digits>",...]}
    -> digest, signatures, signed (16진수), id
    키마다 서명 하나, 키의 순서대로: RFC 6979, low s, 두 수 모두 [2^247, 2^255) 안
  {"op":"ttc.fee","asset":"TTC","amount":"1000000"}
    -> fee, asset: 이만큼 보낼 때 드는 수수료와 그 자산. 최소 단위

Ethereum
  {"op":"eth.sign","chain_id":1,"tx":{...},"key":"<64 hex digits>"}
    -> hash, raw (0x와 16진수): RFC 6979, low s
    tx: JSON-RPC 형식, data나 input. type 없이 gasPrice가 있으면 legacy (EIP-155).
    숫자는 0x로 시작하는 quantity. key도 0x로 시작해도 됩니다.

예:
  echo '{"op":"check","text":"TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk"}' | tongtong kat
  {"address":"TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk","chain":"ttchain","kind":"address"}"#;
