import Foundation

/// How many events a slow loop has missed.
final class Gap: @unchecked Sendable {
    // `missed` is read and written under `lock` only.
    private let lock = NSLock()
    private var missed: UInt64 = 0

    /// One more was lost; if it told of others, those too.
    func widen(_ lost: Event) {
        var more: UInt64 = 1
        if case .readAnew(let others) = lost {
            more = max(others, 1)
        }
        lock.withLock { missed &+= more }
    }

    /// How many were missed since it was closed last; nil if none.
    func close() -> UInt64? {
        lock.withLock {
            defer { missed = 0 }
            return missed > 0 ? missed : nil
        }
    }
}
