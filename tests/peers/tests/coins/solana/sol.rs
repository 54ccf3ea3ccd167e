//! SOL.

use crate::coin::SOL;
use crate::story;

#[tokio::test]
async fn what_arrives_is_an_event_a_row_and_a_balance() {
    story::is_received(SOL, 123_456_789).await;
}

#[tokio::test]
async fn a_payment_is_right_to_the_last_unit_on_both_sides() {
    story::is_sent(SOL, 5 * SOL.units("1"), SOL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn everything_can_be_sent_and_nothing_is_left() {
    story::is_sent_to_the_last_unit(SOL, SOL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn a_payment_killed_before_it_was_sent_is_paid_once() {
    story::is_paid_once_after_a_kill(SOL, 5 * SOL.units("1"), SOL.units("1.2345") + 7).await;
}
