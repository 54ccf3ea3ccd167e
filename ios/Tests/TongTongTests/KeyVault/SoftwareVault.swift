import protocol CoreBindings.KeyVaultMaker
import Foundation
import TongTong

/// A safe in a file: what an app on a computer without secure hardware would have.
final class SoftwareVault: KeyVault, @unchecked Sendable {
    /// What the file holds.
    struct Contents: Codable {
        var keys: [Data]
        var marker: [String]?
        var count: UInt32 = 0
        var last: Int64?
        var lastBoot: Int64?

        static func new() -> Self {
            Self(keys: (0..<3).map { _ in Data((0..<32).map { _ in UInt8.random(in: 0...255) }) })
        }
    }

    // `calls` and `callsOnMain` and the file are used under `lock` only; `hook` is set before the first call.
    private let lock = NSLock()
    private let file: URL
    private let hardware: Bool
    private let hook: @Sendable (String) throws -> Void
    private var calls = 0
    private var callsOnMain = 0

    /// The safe of a file, which is made if it is not there. `hook` is called before everything that can fail.
    init(
        _ file: URL, hardware: Bool = false, hook: @escaping @Sendable (String) throws -> Void = { _ in }
    ) throws {
        self.file = file
        self.hardware = hardware
        self.hook = hook
        if !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) { try write(.new()) }
    }

    /// How often it was called, and how often on the main thread.
    var called: (all: Int, onMain: Int) { lock.withLock { (calls, callsOnMain) } }

    func capability() throws -> Capability {
        count()
        return Capability(hardware: hardware, presence: false, prf: true)
    }

    func prf(tier: Tier, input: Data, output: SecretSink) throws {
        let key = try change("prf") { contents in
            switch tier {
            case .background: contents.keys[0]
            case .reading: contents.keys[1]
            case .spending: contents.keys[2]
            }
        }
        try output.put(bytes: Sha256.hmac(input, key: key))
    }

    func wrap(tier: Tier, secret: Data) throws -> Data {
        count()
        throw VaultError.Unsupported
    }

    func unwrap(tier: Tier, wrapped: Data, output: SecretSink) throws {
        count()
        throw VaultError.Unsupported
    }

    func marker() throws -> Marker? {
        try change("marker") { contents in
            guard let marker = contents.marker, let generation = UInt64(marker[1]) else { return nil }
            return Marker(store: marker[0], generation: generation)
        }
    }

    func setMarker(marker: Marker) throws {
        try change("setMarker") { $0.marker = [marker.store, String(marker.generation)] }
    }

    func attempts() throws -> Attempts {
        try change("attempts") { Attempts(count: $0.count, last: $0.last, lastBoot: $0.lastBoot) }
    }

    func raiseAttempts(now: Timestamp, sinceBoot: Int64) throws -> Attempts {
        try change("raiseAttempts") { contents in
            contents.count += 1
            contents.last = now
            contents.lastBoot = sinceBoot
            return Attempts(count: contents.count, last: now, lastBoot: sinceBoot)
        }
    }

    func clearAttempts() throws {
        try change("clearAttempts") { ($0.count, $0.last, $0.lastBoot) = (0, nil, nil) }
    }

    func delete() throws {
        try change("delete") { $0 = .new() }
    }

    private func count() {
        lock.withLock {
            calls += 1
            if Thread.isMainThread { callsOnMain += 1 }
        }
    }

    /// Reads the file, does this, and writes it back before it returns.
    private func change<T>(_ name: String, _ step: (inout Contents) -> T) throws -> T {
        count()
        try hook(name)
        return try lock.withLock {
            do {
                var contents = try PropertyListDecoder().decode(Contents.self, from: Data(contentsOf: file))
                let done = step(&contents)
                try write(contents)
                return done
            } catch {
                throw VaultError.Storage
            }
        }
    }

    private func write(_ contents: Contents) throws {
        try PropertyListEncoder().encode(contents).write(to: file, options: .atomic)
    }
}

/// Makes safes for the contract suite, each in a file of its own.
final class SoftwareVaults: KeyVaultMaker, @unchecked Sendable {
    // `made` is used under `lock` only.
    private let lock = NSLock()
    private let folder: URL
    private var made = 0
    private let open: @Sendable (URL) throws -> any KeyVault

    init(_ open: @escaping @Sendable (URL) throws -> any KeyVault = { try SoftwareVault($0) }) throws {
        folder = try makeFolder()
        self.open = open
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func make() throws -> any KeyVault {
        lock.withLock { made += 1 }
        return try reopen()
    }

    func reopen() throws -> any KeyVault {
        try open(folder.appending(path: "safe-\(lock.withLock { made })"))
    }
}
