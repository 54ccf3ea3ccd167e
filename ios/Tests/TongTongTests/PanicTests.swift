import XCTest
import func CoreBindings.contractPanic
import func CoreBindings.contractPanicHere
@testable import TongTong

/// A panic of the library is an error that carries nothing of it.
final class PanicTests: XCTestCase {
    private static let secret = "a text that no error may carry"

    private func check(_ thrown: any Error) throws {
        let failed = TongTongError(thrown)
        XCTAssertEqual(failed.kind, .internal)
        XCTAssertEqual(failed.code, "internal")
        XCTAssertFalse(failed.retryable)
        XCTAssertEqual(failed.facts, ["place": "panic"])
        let texts = [
            "\(thrown)", thrown.localizedDescription, String(reflecting: thrown), failed.localizedDescription,
            failed.text(language: .korean),
        ]
        XCTAssertFalse(texts.contains { $0.contains(Self.secret) })
    }

    func testAPanicIsATypedErrorAndItsTextIsNowhere() async throws {
        let said = try await capturedStandardError {
            try await check(error { try await contractPanic(text: Self.secret) })
            try await check(error { try contractPanicHere(text: Self.secret) })
            FileHandle.standardError.write(Data("this is caught".utf8))
        }
        XCTAssertFalse(said.contains(Self.secret), said)
        XCTAssertTrue(said.contains("this is caught"))
    }

    func testAPanicTellsTheLogWhereItHappenedAndNoMore() async throws {
        let log = Log()
        try await withOfflineDevice(logger: log) { _ in
            try await check(error { try await contractPanic(text: Self.secret) })
            let line = try await eventually("a line about it") { log.lines.first { $0.code == "panic" } }
            XCTAssertEqual(line.level, .error)
            XCTAssertTrue(line.file?.hasSuffix("contract.rs") ?? false, line.file ?? "no file")
            XCTAssertFalse("\(log.lines)".contains(Self.secret))
        }
    }
}

/// A log that keeps its lines.
final class Log: Logger, @unchecked Sendable {
    // `taken` is used under `lock` only.
    private let lock = NSLock()
    private var taken: [LogLine] = []

    var lines: [LogLine] { lock.withLock { taken } }
    func log(line: LogLine) { lock.withLock { taken.append(line) } }
}
