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
        private var stream: AsyncStream<Told>.Iterator
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
                of: Told.self, bufferingPolicy: .bufferingOldest(Events.room))
            let gap = Gap()
            return (Iterator(stream: stream.makeAsyncIterator(), gap: gap), Ear(waiting, gap))
        }

        public mutating func next() async -> Event? {
            while true {
                if let missed = gap.close(), !Task.isCancelled {
                    return .readAnew(missed: missed)
                }
                // A gap that opens from here on wakes the loop by itself: `loss` comes after it, unless there is no
                // room, and then something else is there to wake it, and the next turn tells of the gap.
                guard let told = await stream.next() else { return nil }
                if case .event(let event) = told { return event }
            }
        }
    }
}

/// What waits for a loop.
enum Told: Sendable {
    /// Something happened.
    case event(Event)
    /// Something was lost: look at the gap.
    case loss
}

/// Puts what it hears where the loop finds it, and never waits.
final class Ear: EventListener {
    private let waiting: AsyncStream<Told>.Continuation
    private let gap: Gap

    init(_ waiting: AsyncStream<Told>.Continuation, _ gap: Gap) {
        self.waiting = waiting
        self.gap = gap
    }

    /// The library lets it go when there is nothing more to tell.
    deinit {
        waiting.finish()
    }

    func onEvent(event: Event) {
        if let lost = keep(event) { note(lost) }
    }

    /// Puts an event where the loop finds it. What it gives back has no room.
    func keep(_ event: Event) -> Event? {
        if case .dropped(.event(let lost)) = waiting.yield(.event(event)) { lost } else { nil }
    }

    /// Notes that this event was lost, and wakes the loop, which may have taken everything meanwhile.
    func note(_ lost: Event) {
        gap.widen(lost)
        waiting.yield(.loss)
    }
}
