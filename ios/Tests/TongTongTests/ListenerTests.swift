import XCTest
import func CoreBindings.contractEvents
import func CoreBindings.contractPanic
import protocol CoreBindings.EventListener
@testable import TongTong

/// Who listens can throw, block or be slow without harm.
final class ListenerTests: XCTestCase {
    /// Does this with each event.
    private final class Listener: EventListener {
        let hear: @Sendable (Event) throws -> Void
        init(_ hear: @escaping @Sendable (Event) throws -> Void) { self.hear = hear }
        func onEvent(event: Event) throws { try hear(event) }
    }

    /// Does this with each line.
    private final class Reader: Logger {
        let read: @Sendable (LogLine) throws -> Void
        init(_ read: @escaping @Sendable (LogLine) throws -> Void) { self.read = read }
        func log(line: LogLine) throws { try read(line) }
    }

    func testEventsBeginWithReadAnewAndEndWhenTheDeviceIsShutDown() async throws {
        let heard = try await withOfflineDevice { device in
            let events = device.events
            let loop = Task {
                var heard: [Event] = []
                for await event in events { heard.append(event) }
                return heard
            }
            var first = events.makeAsyncIterator()
            let event = await first.next()
            XCTAssertEqual(event, .readAnew(missed: 0))
            try await device.shutdown()
            let last = await first.next()
            XCTAssertNil(last)
            return await loop.value
        }
        XCTAssertTrue(heard == [.readAnew(missed: 0)] || heard.isEmpty, "\(heard)")
    }

    func testEventsOfADeviceThatIsShutDownAreNone() async throws {
        try await withOfflineDevice { device in
            try await device.shutdown()
            for await event in device.events { XCTFail("\(event)") }
        }
    }

    func testALoopEndsWhenItsTaskIsCancelledAndNothingListensAnyMore() async throws {
        try await withOfflineDevice { device in
            let begun = expectation(description: "the first event")
            let ears = Ears()
            let task = Task {
                var (events, ear) = Events.Iterator.listening(to: device.device)
                ears.newest = ear
                while await events.next() != nil { begun.fulfill() }
            }
            await fulfillment(of: [begun], timeout: 60)
            XCTAssertNotNil(ears.newest)
            task.cancel()
            await task.value
            try await eventually("the listener is gone") { ears.newest == nil ? () : nil }
        }
    }

    func testASlowLoopIsToldHowManyItMissed() async throws {
        var (events, ear): (_, Ear?) = Events.Iterator.make()
        try contractEvents(listener: ear!, count: UInt32(Events.room) + 100)
        // Nobody tells more: the loop ends after what there is.
        ear = nil
        var heard: [Event] = []
        while let event = await events.next() { heard.append(event) }
        guard case .readAnew(let missed)? = heard.first else { return XCTFail("\(heard)") }
        // Those that were lost told of others, up to the hundreds; these count too.
        XCTAssertGreaterThan(missed, 100)
        XCTAssertEqual(heard.dropFirst().first, .readAnew(missed: 0))
        XCTAssertEqual(heard.count, Events.room + 1)
    }

    func testALoopOnTheMainActorBuildsAndHears() async throws {
        try await withOfflineDevice { device in try await Self.firstEvent(device) }
    }

    @MainActor
    private static func firstEvent(_ device: TongTong) async throws {
        for await event in device.events {
            XCTAssertEqual(event, .readAnew(missed: 0))
            break
        }
    }

    func testAListenerThatThrowsHearsTheNextEventToo() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()
            let heard = Counter()
            let subscription = try alex.device.device.subscribe(listener: Listener { _ in
                heard.raise()
                throw Problem("a text that nobody may see")
            })
            let said = try await capturedStandardError {
                try await alex.device.say("one", to: jimin.peer)
                try await alex.device.say("two", to: jimin.peer)
                _ = try await eventually("three events") { heard.count >= 3 ? () : nil }
            }
            XCTAssertFalse(said.contains("nobody may see"), said)
            subscription.cancel()
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }

    func testAListenerThatBlocksHoldsNobodyUpAndIsToldThatItMissedSome() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()
            let gate = DispatchSemaphore(value: 0)
            let missed = Counter()
            let subscription = try alex.device.device.subscribe(listener: Listener { event in
                gate.wait()
                if case .readAnew(let lost) = event, lost > 0 { missed.raise() }
            })
            var others = alex.device.events.makeAsyncIterator()
            for count in 0..<600 { try await alex.device.say("\(count)", to: jimin.peer) }
            _ = try await jimin.hears("599", from: alex.peer)
            var next = await others.next()
            while case .readAnew? = next { next = await others.next() }
            XCTAssertNotNil(next)
            // From here on it does not block.
            for _ in 0..<10_000 { gate.signal() }
            try await eventually("it is told that it missed some") { missed.count > 0 ? () : nil }
            subscription.cancel()
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }

    func testALogThatThrowsOrBlocksHarmsNothing() async throws {
        let gate = DispatchSemaphore(value: 0)
        let called = Counter()
        let throwing = Reader { _ in
            called.raise()
            throw Problem("a text that nobody may see")
        }
        let blocking = Reader { _ in
            called.raise()
            gate.wait()
        }
        for logger in [throwing, blocking] {
            let before = called.count
            let said = try await capturedStandardError {
                try await withOfflineDevice(logger: logger) { device in
                    try await device.setUp(passPhrase: passPhrase)
                    try await device.lock()
                    _ = try await error { try await device.unlock(passPhrase: Data("wrong".utf8)) }
                    try await device.unlock(passPhrase: passPhrase)
                    // Each of them is a line for every log.
                    for _ in 0..<3 { _ = try await error { try await contractPanic(text: "") } }
                    try await eventually("a line") { called.count > before ? () : nil }
                    _ = try await device.contacts()
                }
            }
            XCTAssertFalse(said.contains("nobody may see"), said)
        }
        for _ in 0..<10_000 { gate.signal() }
    }
}

/// Sees whether a listener is still there.
private final class Ears: @unchecked Sendable {
    // `seen` is used under `lock` only.
    private let lock = NSLock()
    private weak var seen: Ear?

    var newest: Ear? {
        get { lock.withLock { seen } }
        set { lock.withLock { seen = newValue } }
    }
}

/// Counts on any thread.
final class Counter: @unchecked Sendable {
    // `raised` is used under `lock` only.
    private let lock = NSLock()
    private var raised = 0

    var count: Int { lock.withLock { raised } }
    func raise() { lock.withLock { raised += 1 } }
}
