// What a call over the border costs from Swift: one line for each call, its name and its nanoseconds.
// `scripts/bench border-swift` runs it and says what each line means.
import CoreBindings
import Foundation

/// How many events one call tells: the call itself must not weigh.
private let events = 1_000

/// Counts what it hears. One call at a time comes to it, all from the thread that measures.
private final class Counter: EventListener, @unchecked Sendable {
    private(set) var heard = 0

    func onEvent(event: Event) throws {
        heard += 1
    }
}

@main
struct Border {
    static func main() async throws {
        try await report("nothing") { times in
            for _ in 0..<times { contractNothing() }
        }
        for (name, size) in [("100_bytes", 100), ("100_kb", 100_000)] {
            let bytes = Data(repeating: 0x5a, count: size)
            try await report("\(name)_copied") { times in
                for _ in 0..<times { precondition(contractBytes(bytes: bytes) == UInt64(size)) }
            }
            try await report("\(name)_borrowed") { times in
                for _ in 0..<times { precondition(contractBorrowed(bytes: bytes) == UInt64(size)) }
            }
        }
        try await report("nothing_async") { times in
            for _ in 0..<times { try await contractNothingAsync() }
        }
        let counter = Counter()
        try await report("event", least: events) { times in
            for _ in 0..<(times / events) { try contractEvents(listener: counter, count: UInt32(events)) }
        }
        precondition(counter.heard > 0, "events arrive")
    }

    /// Warms up for half a second, then takes the median of 31 batches of at least 20 ms.
    static func report(
        _ name: String, least: Int = 1, repeated: @Sendable (Int) async throws -> Void
    ) async throws {
        let clock = ContinuousClock()
        let warm = clock.now
        var batch = least
        while true {
            let took = try await clock.measure { try await repeated(batch) }
            if took < .milliseconds(20) {
                batch *= 2
            } else if clock.now - warm > .milliseconds(500) {
                break
            }
        }
        var all: [Double] = []
        for _ in 0..<31 {
            let took = try await clock.measure { try await repeated(batch) }
            let (seconds, attoseconds) = took.components
            all.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(batch))
        }
        all.sort()
        print(name, all[all.count / 2])
    }
}
