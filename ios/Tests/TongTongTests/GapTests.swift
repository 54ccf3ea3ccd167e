import Foundation
import XCTest
@testable import TongTong

/// A loop that was too slow is told so, even if nothing else happens.
final class GapTests: XCTestCase {
    /// What a loop has heard so far.
    private final class Heard: @unchecked Sendable {
        // `events` is used under `lock` only.
        private let lock = NSLock()
        private var events: [Event] = []

        func hear(_ event: Event) { lock.withLock { events.append(event) } }
        /// How many events it was told that it missed.
        var missed: UInt64 {
            lock.withLock {
                events.reduce(0) { sum, event in
                    if case .readAnew(let missed) = event { sum + missed } else { sum }
                }
            }
        }
        /// How many events came through.
        var whole: Int { lock.withLock { events.count { $0 == .balanceChanged } } }
    }

    func testALossIsToldToALoopThatHadDrainedEverythingBeforeItWasNoted() async throws {
        for _ in 0..<50 {
            let (events, ear) = Events.Iterator.make()
            for _ in 0..<Events.room { ear.onEvent(event: .balanceChanged) }
            let lost = try XCTUnwrap(ear.keep(.balanceChanged))
            let heard = Heard()
            let loop = Task {
                var events = events
                while let event = await events.next() { heard.hear(event) }
            }
            try await eventually("all that was kept") { heard.whole == Events.room ? () : nil }
            // The loop waits by now, or is about to.
            ear.note(lost)
            try await eventually("the loss is told") { heard.missed == 1 ? () : nil }
            loop.cancel()
            await loop.value
        }
    }

    func testNothingIsLostUntoldHoweverFastTheLoopIs() async throws {
        let (events, ear) = Events.Iterator.make()
        let heard = Heard()
        let loop = Task {
            var events = events
            while let event = await events.next() { heard.hear(event) }
        }
        var sent = 0
        for _ in 0..<100 {
            for _ in 0..<(2 * Events.room) { ear.onEvent(event: .balanceChanged) }
            sent += 2 * Events.room
            // Nothing happens until all of it is told or counted.
            try await eventually("all of it is told or counted") {
                heard.whole + Int(heard.missed) == sent ? () : nil
            }
        }
        XCTAssertGreaterThan(heard.missed, 0, "the loop was never too slow")
        loop.cancel()
        await loop.value
    }
}
