import XCTest
import func CoreBindings.contractWakeUp
@testable import TongTong

/// A push service that is written in Swift is asked, and its failures are codes.
final class WakeUpTests: XCTestCase {
    private final class Service: WakeUp {
        let answer: @Sendable (Data) throws -> Void
        init(_ answer: @escaping @Sendable (Data) throws -> Void) { self.answer = answer }
        func wake(capability: Data) throws { try answer(capability) }
    }

    func testTheServiceGetsTheCapabilityOffTheMainThread() async throws {
        let asked = Counter()
        let service = Service { capability in
            if capability == Data([1, 2, 3]), !Thread.isMainThread { asked.raise() }
        }
        let said = try await contractWakeUp(service: service, capability: Data([1, 2, 3]))
        XCTAssertEqual(said, "woken")
        XCTAssertEqual(asked.count, 1)
    }

    func testEveryFailureArrivesAsItsCodeAndAnythingElseAsOffline() async throws {
        let failures: [(any Error, String)] = [
            (WakeUpFailure.Unsupported, "wake_up_unsupported"), (WakeUpFailure.Offline, "wake_up_offline"),
            (WakeUpFailure.Revoked, "wake_up_revoked"), (Problem("a text that nobody may see"), "wake_up_offline"),
        ]
        for (thrown, code) in failures {
            let said = try await contractWakeUp(service: Service { _ in throw thrown }, capability: Data([1]))
            XCTAssertEqual(said, code)
        }
    }
}
