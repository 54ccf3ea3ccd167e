import Foundation
import XCTest

/// What a test could not do.
struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Looks until there is something, for at most a minute.
func eventually<T>(_ what: String, _ look: () async throws -> T?) async throws -> T {
    let deadline = Date() + 60
    while true {
        if let found = try await look() { return found }
        guard Date() < deadline else { throw Problem("waited for nothing: \(what)") }
        try? await Task.sleep(nanoseconds: 20_000_000)
    }
}

/// The error that this throws.
func error<T>(
    _ call: () async throws -> T, file: StaticString = #filePath, line: UInt = #line
) async throws -> any Error {
    do {
        _ = try await call()
    } catch {
        return error
    }
    XCTFail("it did not throw", file: file, line: line)
    throw Problem("it did not throw")
}
