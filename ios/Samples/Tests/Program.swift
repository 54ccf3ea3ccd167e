import Foundation

/// What a program did not do.
struct Problem: Error, CustomStringConvertible {
    let description: String
}

/// A process that is typed to and read from.
final class Program: @unchecked Sendable {
    // `heard` and `partial` are read and written under `lock` only; the rest does not change.
    private let name: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let lock = NSLock()
    private var heard: [(line: String, taken: Bool)] = []
    private var partial = Data()

    /// The devnet of a folder.
    static func devnet(_ folder: URL) throws -> Program {
        try command("the devnet", ["devnet", "--dir", folder.path(), "--json", "--attached"])
    }

    /// The `tongtong` command.
    static func command(_ name: String, _ arguments: [String]) throws -> Program {
        guard let program = ProcessInfo.processInfo.environment["TONGTONG_BIN"] else {
            throw Problem(description: "TONGTONG_BIN names no program: run scripts/ios")
        }
        return try Program(name, URL(fileURLWithPath: program), arguments)
    }

    /// A program of this package, which lies beside its tests.
    static func ours(_ target: String, _ arguments: [String], language: String = "en") throws -> Program {
        let tests = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
        let program = tests.deletingLastPathComponent().appending(path: target)
        // What is printed is seen line by line at a terminal, and in blocks behind a pipe; not so with this.
        let stdbuf = URL(fileURLWithPath: "/usr/bin/stdbuf")
        return try Program(target, stdbuf, ["-oL", program.path()] + arguments, language: language)
    }

    private init(_ name: String, _ program: URL, _ arguments: [String], language: String = "en") throws {
        self.name = name
        // A program that is gone already must not take the tests along.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": language]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.hear(data)
        }
        try process.run()
    }

    private func hear(_ data: Data) {
        lock.withLock {
            partial.append(data)
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                heard.append((String(decoding: partial[partial.startIndex..<end], as: UTF8.self), false))
                partial = Data(partial[partial.index(after: end)...])
            }
        }
    }

    /// Everything that it has said.
    var all: [String] { lock.withLock { heard.map(\.line) } }

    /// Types a line.
    func type(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The first line with this text that was not looked at, as soon as it is there.
    @discardableResult
    func hears(_ text: String) async throws -> String {
        try await eventually("\(name) says: \(text)") {
            lock.withLock {
                guard let at = heard.firstIndex(where: { !$0.taken && $0.line.contains(text) }) else { return nil }
                heard[at].taken = true
                return heard[at].line
            }
        }
    }

    /// Answers a question.
    func answers(_ question: String, _ answer: String) async throws {
        try await hears(question)
        try type(answer)
    }

    /// Its exit code, when it has ended.
    func ended() async throws -> Int32 {
        try await eventually("\(name) ends") { process.isRunning ? nil : process.terminationStatus }
    }

    /// Ends it by ending its input, or else by force.
    func end() async {
        try? input.fileHandleForWriting.close()
        if (try? await ended()) == nil { process.terminate() }
    }

    private func eventually<T>(_ what: String, _ look: () -> T?) async throws -> T {
        let deadline = Date() + 60
        while true {
            if let found = look() { return found }
            guard Date() < deadline else {
                throw Problem(description: "waited for nothing: \(what)\n" + all.joined(separator: "\n"))
            }
            try? await Task.sleep(nanoseconds: 20_000_000)
        }
    }
}

/// Starts a devnet in a folder of a test's own, and ends everything after the test.
func withWorld(_ test: (_ devnet: Program, _ profile: String, _ folder: URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tongtong-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let devnet = try Program.devnet(folder.appending(path: "devnet"))
    do {
        let profile = try field("profile", of: await devnet.hears("\"ready\""))
        try await test(devnet, profile, folder)
        await devnet.end()
    } catch {
        await devnet.end()
        throw error
    }
}

/// What stands behind a name in a line of JSON.
func field(_ name: String, of line: String) throws -> String {
    guard let found = line.range(of: "\"\(name)\":\""), let end = line[found.upperBound...].firstIndex(of: "\"")
    else { throw Problem(description: "no \(name) in \(line)") }
    return String(line[found.upperBound..<end])
}
