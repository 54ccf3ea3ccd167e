//! What every [`Link`] keeps.

use crate::link::{Connection, Door, Link, LinkError};
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

/// Runs the suite with two links that can reach each other. Both are shut down at the end.
///
/// # Panics
/// Where the contract is broken.
pub async fn check(a: &dyn Link, b: &dyn Link) {
    for door in [Door::Rendezvous, Door::Conversation] {
        assert_eq!(a.address(door), a.address(door), "an address stays");
        let (mut to_b, mut to_a) = connect(a, b, door).await;
        exchange(&mut to_b, &mut to_a).await;
        exchange(&mut to_a, &mut to_b).await;
        end(to_b, to_a).await;
    }
    let [rendezvous, conversation] = [Door::Rendezvous, Door::Conversation].map(|door| a.address(door));
    assert_ne!(rendezvous.endpoint, conversation.endpoint, "each door has a key of its own");

    let address = b.address(Door::Rendezvous);
    a.shutdown().await;
    b.shutdown().await;
    assert_eq!(a.dial(Door::Rendezvous, &address).await.err(), Some(LinkError::Shutdown));
    assert_eq!(b.accept(Door::Rendezvous).await.err(), Some(LinkError::Shutdown));
}

async fn connect(a: &dyn Link, b: &dyn Link, door: Door) -> (Connection, Connection) {
    let address = b.address(door);
    // Who dials speaks first: a transport may not show a connection before its first byte.
    let dial = async {
        let mut dialled = a.dial(door, &address).await.expect("a reaches b");
        dialled.writer.write_all(b"!").await.expect("writes");
        dialled
    };
    let accept = async {
        let mut accepted = b.accept(door).await.expect("b is reached at the door that was dialled");
        accepted.reader.read_exact(&mut [0]).await.expect("reads");
        accepted
    };
    let (dialled, accepted) = both(dial, accept).await;
    assert_eq!(dialled.local, a.address(door).endpoint);
    assert_eq!(dialled.remote, address.endpoint);
    assert_eq!(accepted.local, address.endpoint);
    assert_eq!(accepted.remote, dialled.local);
    assert_eq!(dialled.exporter, accepted.exporter, "one exporter on both sides");
    assert_ne!(dialled.exporter, [0; 32]);
    (dialled, accepted)
}

/// Bytes arrive whole and in order, however they are cut.
async fn exchange(from: &mut Connection, to: &mut Connection) {
    let bytes: Vec<u8> = (0..50_000_u32).map(|n| n.to_be_bytes()[3] ^ n.to_be_bytes()[2]).collect();
    let send = async {
        for part in bytes.chunks(7_001) {
            from.writer.write_all(part).await.expect("writes");
        }
    };
    let mut read = vec![0; bytes.len()];
    let receive = async {
        for part in read.chunks_mut(1_009) {
            to.reader.read_exact(part).await.expect("reads");
        }
    };
    both(send, receive).await;
    assert_eq!(read, bytes);
}

/// What was written before the end arrives; then comes the end.
async fn end(mut from: Connection, mut to: Connection) {
    let receive = async {
        let mut last = [0; 4];
        to.reader.read_exact(&mut last).await.expect("the last words arrive");
        assert_eq!(&last, b"last");
        assert_eq!(to.reader.read_exact(&mut last).await, Err(LinkError::Closed));
    };
    let send = async {
        from.writer.write_all(b"last").await.expect("writes");
        from.writer.close().await;
    };
    both(send, receive).await;
}

/// Runs two futures side by side to their ends.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut one, mut two) = (None, None);
    poll_fn(|context| {
        if one.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            one = Some(output);
        }
        if two.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            two = Some(output);
        }
        match (one.take(), two.take()) {
            (Some(one), Some(two)) => Poll::Ready((one, two)),
            (left, right) => {
                (one, two) = (left, right);
                Poll::Pending
            }
        }
    })
    .await
}
