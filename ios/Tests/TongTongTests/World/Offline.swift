import Foundation
import XCTest
@testable import TongTong

/// A profile whose servers do not answer, for what needs none of them.
let deadProfile = offlineProfile(chains: [])

/// The same with the networks of other chains than TTChain. It names their coins in any case.
func offlineProfile(chains: [Json]) -> String {
    let nowhere: Json = "http://127.0.0.1:9"
    let profile: Json = [
        "name": "devnet", "version": .number(1), "coin_type": .number(666),
        "ttchain": [
            "name": "devnet", "prefix": "TTC", "chain_id": .text(String(repeating: "0", count: 64)),
            "symbol": "TTC", "decimals": .number(5), "layout": "v2",
        ],
        "fee": ["rate_ppm": .number(5_000), "minimum_units": .number(10_000)],
        "assets": [
            ["code": "TTC", "chain": "ttchain", "decimals": .number(5)],
            ["code": "BTC", "chain": "bitcoin", "decimals": .number(8)],
            ["code": "ETH", "chain": "ethereum", "decimals": .number(18)],
        ],
        "chains": .list(chains),
        "endpoints": ["ttchain": [nowhere], "relays": [nowhere], "directory": nowhere],
    ]
    return profile.line
}

/// Opens a device whose servers do not answer, in a folder that is removed afterwards.
func withOfflineDevice<T>(
    profile: String = deadProfile, logger: (any Logger)? = nil, _ test: (TongTong) async throws -> T
) async throws -> T {
    let folder = try makeFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let device = try await TongTong.open(profile: profile, folder: folder, logger: logger)
    let done = try await test(device)
    try await device.shutdown()
    return done
}

/// What this process writes to its standard error meanwhile.
func capturedStandardError(_ test: () async throws -> Void) async throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "stderr-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let before = dup(STDERR_FILENO)
    let capture = open(file.path(percentEncoded: false), O_CREAT | O_RDWR | O_TRUNC, 0o600)
    guard before >= 0, capture >= 0 else { throw Problem("standard error cannot be caught") }
    dup2(capture, STDERR_FILENO)
    close(capture)
    defer { close(before) }
    do {
        try await test()
    } catch {
        dup2(before, STDERR_FILENO)
        throw error
    }
    dup2(before, STDERR_FILENO)
    return try String(contentsOf: file, encoding: .utf8)
}
