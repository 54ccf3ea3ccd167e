import XCTest
import class CoreBindings.PassPhrase
import class CoreBindings.RecoveryWords
@testable import TongTong

/// Nothing that crosses the border stays behind.
final class LeakTests: XCTestCase {
    private static let many = 100_000
    /// Less than a tenth of what so many of the smallest objects would hold.
    private static let flat = 2 << 20

    private static let words = Data(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about".utf8)

    func testObjectsThatAreKeptWouldBeSeen() async throws {
        var kept: [PassPhrase] = []
        let grown = try await growth("pass phrases, kept") {
            for _ in 0..<Self.many { kept.append(try PassPhrase.fromUtf8(bytes: passPhrase)) }
        }
        XCTAssertGreaterThan(grown, 4 * Self.flat)
        XCTAssertEqual(kept.count, 2 * Self.many)
    }

    func testPassPhrasesLeaveNothing() async throws {
        let grown = try await growth("pass phrases") {
            for _ in 0..<Self.many { _ = try PassPhrase.fromUtf8(bytes: passPhrase) }
        }
        XCTAssertLessThan(grown, Self.flat)
    }

    func testRecoveryWordsLeaveNothing() async throws {
        let grown = try await growth("words") {
            for _ in 0..<Self.many { _ = try RecoveryWords.fromUtf8(bytes: Self.words) }
        }
        XCTAssertLessThan(grown, Self.flat)
    }

    func testSubscriptionsLeaveNothing() async throws {
        try await withOfflineDevice { device in
            let grown = try await growth("subscriptions") {
                for _ in 0..<Self.many { _ = device.events.makeAsyncIterator() }
                weak var last = Events.Iterator.listening(to: device.device).1
                try await eventually("the last listener is gone") { last == nil ? () : nil }
            }
            XCTAssertLessThan(grown, Self.flat)
        }
    }

    func testDevicesThatAreShutDownLeaveNothing() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await TongTong.open(profile: deadProfile, folder: folder)
        try await first.setUp(passPhrase: passPhrase)
        try await first.shutdown()
        let grown = try await growth("100 devices") {
            for _ in 0..<100 {
                let device = try await TongTong.open(profile: deadProfile, folder: folder)
                try await device.unlock(passPhrase: passPhrase)
                for await _ in device.events { break }
                try await device.shutdown()
            }
        }
        XCTAssertLessThan(grown, 100 * 64 << 10)
    }
}
