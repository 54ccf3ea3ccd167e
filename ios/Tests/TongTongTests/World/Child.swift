import Foundation

/// A process that speaks JSON lines. It ends with its input.
final class Child: @unchecked Sendable {
    // `heard` and `partial` are read and written under `lock` only; the rest does not change.
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let lock = NSLock()
    private var heard: [Json] = []
    private var partial = Data()

    /// Starts the program that this variable names.
    init(_ arguments: [String], of variable: String = "TONGTONG_BIN") throws {
        guard let program = ProcessInfo.processInfo.environment[variable] else {
            throw Problem("\(variable) names no program: run scripts/ios")
        }
        // A child that is gone already must not take the tests along.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.hear(data)
        }
        try Self.hearingAllSignals { try process.run() }
    }

    /// A process takes over which signals are blocked where it is started, and the threads of tasks block most of
    /// them. A child could not be told to end, and would not hear of the ends of its own children.
    private static func hearingAllSignals(_ start: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try start()
    }

    private func hear(_ data: Data) {
        lock.withLock {
            partial.append(data)
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                if let line = try? Json(data: partial[partial.startIndex..<end]) { heard.append(line) }
                partial = Data(partial[partial.index(after: end)...])
            }
        }
    }

    /// Writes a line.
    func tell(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The oldest line that is like this, taken out; waits for it.
    func take(_ what: String, where fits: (Json) -> Bool) async throws -> Json {
        try await eventually(what) {
            lock.withLock { heard.firstIndex(where: fits).map { heard.remove(at: $0) } }
        }
    }

    /// Ends it by ending its input, and waits until it is gone.
    func end() async {
        try? input.fileHandleForWriting.close()
        let gone: Void? = try? await eventually("the process ends") { process.isRunning ? nil : () }
        if gone == nil { process.terminate() }
    }
}
