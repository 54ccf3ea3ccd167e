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
    let Facts { phone, nobody, card, newer, other } = facts;
    assert_eq!(directory.look_up(&phone).await, Err(DirectoryError::NotFound));
    let unasked = directory.register(&phone, "000000", card).await;
    assert_eq!(unasked, Err(DirectoryError::CodeExpired), "no code was asked for");

    directory.request_code(&phone).await.unwrap();
    let right = code(phone.clone()).await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let refused = directory.register(&phone, wrong, card).await;
    assert!(matches!(refused, Err(DirectoryError::WrongCode { .. })), "a wrong code proves nothing");
    assert_eq!(directory.look_up(&phone).await, Err(DirectoryError::NotFound));
    directory.register(&phone, &right, card).await.unwrap();
    assert_eq!(directory.look_up(&phone).await.as_deref(), Ok(card));
    let again = directory.register(&phone, &right, other).await;
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
