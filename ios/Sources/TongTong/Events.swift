import CoreBindings
import Foundation

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
        Iterator.listening(to: device).0
    }

    /// One loop's place. It is unsubscribed when it goes.
    public struct Iterator: AsyncIteratorProtocol {
        private var stream: AsyncStream<Event>.Iterator
        private let gap: Gap
        private var subscription: Subscription?

        /// An iterator over what happens on a device, and the ear that hears it.
        static func listening(to device: Device) -> (Iterator, Ear) {
            var (iterator, ear) = make()
            // A device that is shut down has nothing to tell: then the ear goes at once, and the sequence ends.
            iterator.subscription = try? device.subscribe(listener: ear)
            return (iterator, ear)
        }

        /// An iterator over what this ear hears.
        static func make() -> (Iterator, Ear) {
            let (stream, waiting) = AsyncStream.makeStream(
                of: Event.self, bufferingPolicy: .bufferingOldest(Events.room))
            let gap = Gap()
            return (Iterator(stream: stream.makeAsyncIterator(), gap: gap), Ear(waiting, gap))
        }

        public mutating func next() async -> Event? {
            // Between the two nothing is lost: a gap opens only while the stream is full, and then the second
            // does not wait, and the next turn tells of it.
            if let missed = gap.close(), !Task.isCancelled {
                return .readAnew(missed: missed)
            }
            return await stream.next()
        }
    }
}

/// Puts what it hears where the loop finds it, and never waits.
final class Ear: EventListener {
    private let waiting: AsyncStream<Event>.Continuation
    private let gap: Gap

    init(_ waiting: AsyncStream<Event>.Continuation, _ gap: Gap) {
        self.waiting = waiting
        self.gap = gap
    }

    /// The library lets it go when there is nothing more to tell.
    deinit {
        waiting.finish()
    }

    func onEvent(event: Event) {
        if case .dropped(let lost) = waiting.yield(event) {
            gap.widen(lost)
        }
    }
}
