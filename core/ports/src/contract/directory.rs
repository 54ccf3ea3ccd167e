//! What every [`PhoneDirectory`] keeps.

use crate::{DirectoryError, PhoneDirectory};
use std::future::Future;
use tongtong_types::Phone;

/// What the suite needs to know: numbers nobody has used here, and cards as the directory takes them.
pub struct Facts<'a> {
    /// A number that nobody has registered.
    pub phone: Phone,
    /// Another one that nobody has and nobody will register.
    pub nobody: Phone,
    /// A card of an identity.
    pub card: &'a [u8],
    /// A newer card of the same identity.
    pub newer: &'a [u8],
    /// A card of another identity.
    pub other: &'a [u8],
    /// The claim of the first identity over a number and a code.
    pub claim: &'a (dyn Fn(&Phone, &str) -> [u8; 64] + Sync),
    /// That of the other one.
    pub others_claim: &'a (dyn Fn(&Phone, &str) -> [u8; 64] + Sync),
}

/// Runs the suite. `code` waits for the newest SMS code that was sent to a number.
///
/// # Panics
/// Where the contract is broken.
pub async fn check<C, F>(directory: &dyn PhoneDirectory, facts: Facts<'_>, code: C)
where
    C: Fn(Phone) -> F,
    F: Future<Output = String>,
{
    let Facts { phone, nobody, card, newer, other, claim, others_claim } = facts;
    assert_eq!(directory.look_up(&phone).await, Err(DirectoryError::NotFound));
    let unasked = directory.register(&phone, "000000", card, &claim(&phone, "000000")).await;
    assert_eq!(unasked, Err(DirectoryError::CodeExpired), "no code was asked for");

    directory.request_code(&phone).await.unwrap();
    let right = code(phone.clone()).await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let refused = directory.register(&phone, wrong, card, &claim(&phone, wrong)).await;
    assert!(matches!(refused, Err(DirectoryError::WrongCode { .. })), "a wrong code proves nothing");
    assert_eq!(directory.look_up(&phone).await, Err(DirectoryError::NotFound));
    for (fault, card, claim) in [
        ("another person's card", other, claim(&phone, &right)),
        ("a claim over another number", card, claim(&nobody, &right)),
        ("a claim over another code", card, claim(&phone, wrong)),
    ] {
        let refused = directory.register(&phone, &right, card, &claim).await;
        assert_eq!(refused, Err(DirectoryError::CardRefused), "{fault}");
    }
    directory.register(&phone, &right, card, &claim(&phone, &right)).await.unwrap();
    assert_eq!(directory.look_up(&phone).await.as_deref(), Ok(card));
    let again = directory.register(&phone, &right, other, &others_claim(&phone, &right)).await;
    assert_eq!(again, Err(DirectoryError::CodeExpired), "a code works once");

    directory.publish(newer).await.unwrap();
    assert_eq!(directory.look_up(&phone).await.as_deref(), Ok(newer));
    assert_eq!(directory.publish(card).await, Err(DirectoryError::CardRefused), "an older card");
    let mut altered = newer.to_vec();
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    assert_eq!(directory.publish(&altered).await, Err(DirectoryError::CardRefused), "not signed");
    assert_eq!(directory.look_up(&phone).await.as_deref(), Ok(newer), "a refusal changes nothing");
    assert_eq!(directory.look_up(&nobody).await, Err(DirectoryError::NotFound));
}
