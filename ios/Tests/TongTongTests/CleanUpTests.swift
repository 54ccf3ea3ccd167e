import XCTest
@testable import TongTong

/// What cleans up does so in a task that is cancelled too: that is when an app cleans up.
final class CleanUpTests: XCTestCase {
    /// Does this in a task that is cancelled already.
    private func inACancelledTask(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await work()
        }
        task.cancel()
        try await task.value
    }

    func testADeviceIsLockedInATaskThatIsCancelled() async throws {
        try await withOfflineDevice { device in
            try await device.setUp(passPhrase: passPhrase)
            try await inACancelledTask { try await device.lock() }
            let refused = try await error { try await device.contacts() } as? TongTongError
            XCTAssertEqual(refused?.kind, .locked)
        }
    }

    func testADeviceIsShutDownInATaskThatIsCancelled() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let device = try await TongTong.open(profile: deadProfile, folder: folder)
        try await device.setUp(passPhrase: passPhrase)
        try await inACancelledTask { try await device.shutdown() }
        let again = try await TongTong.open(profile: deadProfile, folder: folder)
        try await again.shutdown()
    }
}
