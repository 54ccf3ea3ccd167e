import CoreBindings

/// What happens on a device, as an asynchronous sequence.
///
/// The first element is always `readAnew`: read everything that the screen shows. Each loop over it hears
/// everything from its beginning on. A loop that is too slow loses events but never the fact: it is told
/// `readAnew` with how many. It ends when its task is cancelled or the device is shut down.
public struct Events: AsyncSequence, Sendable {
    public typealias Element = Event

    /// How many events wait for a slow loop.
    public static let room = 256

    private let device: Device

    init(_ device: Device) {
        self.device = device
    }

    public func makeAsyncIterator() -> Iterator {
        let (stream, waiting) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(Self.room))
        let ear = Ear(waiting)
        // A device that is shut down has nothing to tell: then the listener goes at once, and the sequence ends.
        let subscription = try? device.subscribe(listener: ear)
        return Iterator(stream: stream.makeAsyncIterator(), gap: ear.gap, subscription: subscription)
    }

    /// One loop's place. It is unsubscribed when it goes.
    public struct Iterator: AsyncIteratorProtocol {
        var stream: AsyncStream<Event>.Iterator
        let gap: Gap
        let subscription: Subscription?

        public mutating func next() async -> Event? {
            if let missed = gap.close(), !Task.isCancelled {
                return .readAnew(missed: missed)
            }
            // Between the two nothing is lost: a gap opens only while the stream is full, and then this does not
            // wait, and the next turn tells of it.
            return await stream.next()
        }
    }
}

/// Puts what it hears where the loop finds it, and never waits.
final class Ear: EventListener {
    let gap = Gap()
    private let waiting: AsyncStream<Event>.Continuation

    init(_ waiting: AsyncStream<Event>.Continuation) {
        self.waiting = waiting
    }

    /// The library lets its listener go when there is nothing more to tell.
    deinit {
        waiting.finish()
    }

    func onEvent(event: Event) {
        if case .dropped(let lost) = waiting.yield(event) {
            gap.widen(lost)
        }
    }
}
