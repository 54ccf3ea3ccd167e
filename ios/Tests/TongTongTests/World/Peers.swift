import Foundation
import XCTest
@testable import TongTong

/// A world with real nodes of other chains beside its devnet, and one profile that names all of them.
final class Peers: Sendable {
    private let world: World
    private let nodes: Child
    private let profile: String

    private init(world: World, nodes: Child, profile: String) {
        self.world = world
        self.nodes = nodes
        self.profile = profile
    }

    /// Starts the nodes of these chains, and ends them after the test. Where nobody says which program does that, the
    /// test is skipped; in CI it fails.
    static func with<T>(_ chains: [String], _ test: (Peers) async throws -> T) async throws -> T {
        let environment = ProcessInfo.processInfo.environment
        guard environment["TONGTONG_PEERS"] != nil else {
            let how = "TONGTONG_PEERS names no program: scripts/peers builds it and prints its path"
            guard environment["CI"] != "true" else { throw Problem(how) }
            throw XCTSkip(how)
        }
        return try await World.with { world in
            let path = world.folder.appending(path: "world.json").path(percentEncoded: false)
            let nodes = try Child(["--devnet", world.profilePath, "--profile", path] + chains, of: "TONGTONG_PEERS")
            do {
                let told = try await nodes.take("the nodes run") { $0["event"] == "started" || $0["event"] == "failed" }
                guard told["peers"]?.list == chains.map(Json.text) else {
                    throw Problem("not every node runs; scripts/peers installs them: \(told.line)")
                }
                let peers = try Peers(
                    world: world, nodes: nodes, profile: String(contentsOfFile: path, encoding: .utf8))
                let done = try await test(peers)
                await nodes.end()
                return done
            } catch {
                await nodes.end()
                throw error
            }
        }
    }

    /// Pays an address from the node's own coins, in a block.
    func fund(_ coin: Coin, _ address: String, _ units: Decimal) async throws {
        var fields: [String: Json] = ["to": .text(address), "units": .text("\(units)")]
        if coin.chain == "solana" { fields["asset"] = .text(coin.asset) }
        try await obey("fund", coin.chain, fields)
    }

    /// Makes a block.
    func mine(_ chain: String) async throws {
        try await obey("mine", chain)
    }

    private func obey(_ command: String, _ chain: String, _ fields: [String: Json] = [:]) async throws {
        let id = UUID().uuidString
        let words: [String: Json] = ["id": .text(id), "cmd": .text(command), "chain": .text(chain)]
        try nodes.tell(Json.object(fields.merging(words) { $1 }).line)
        let answer = try await nodes.take("an answer to \(command)") { $0["id"]?.text == id }
        guard answer["event"] == "done" else { throw Problem("\(command): \(answer.line)") }
    }

    /// A new device of this name with a new wallet, and an ear on it.
    func holder(_ name: String) async throws -> Holder {
        let device = try await TongTong.open(profile: profile, folder: world.folder.appending(path: name))
        try await device.setUp(passPhrase: passPhrase)
        try await device.newWallet(passPhrase: passPhrase).wipe()
        return try await Holder(device, peers: self)
    }
}

/// A coin of another chain.
struct Coin: Sendable {
    let asset: String
    let chain: String
    /// What its fee is paid in.
    let feeAsset: String
}

/// A device with a wallet.
final class Holder: Sendable {
    let device: TongTong
    private let peers: Peers
    private let heard: Heard

    init(_ device: TongTong, peers: Peers) async throws {
        self.device = device
        self.peers = peers
        heard = try await Heard(device)
    }

    /// Waits until the one payment of this asset that goes this way is in a block, while blocks are made, and until
    /// an event has told of it.
    func settles(_ coin: Coin, _ direction: Direction, _ wanted: Decimal) async throws -> Payment {
        let row = try await eventually("\(wanted) \(coin.asset) \(direction)") { () -> Payment? in
            try await peers.mine(coin.chain)
            try? await device.refresh()
            let rows = try await device.payments().filter {
                $0.direction == direction && $0.amount.asset == coin.asset && $0.amount.count == wanted
            }
            guard rows.count < 2 else { throw Problem("\(rows.count) payments of \(wanted) \(coin.asset)") }
            guard let row = rows.first else { return nil }
            if case .failed = row.state { throw Problem("a payment of \(coin.asset) failed") }
            if case .confirmed = row.state { return row }
            return nil
        }
        try await eventually("an event of \(coin.asset)") { heard.payments.contains(row.id) ? () : nil }
        return row
    }

    /// How much of an asset there is, once nothing of it is on its way.
    func holds(_ asset: String) async throws -> Decimal {
        let balance = try await device.wallet().balance(of: asset)
        guard let balance, balance.state == .seen, balance.coming.count == 0, balance.leaving.count == 0 else {
            throw Problem("\(asset) is not at rest: \(balance.map { "\($0.state)" } ?? "it is not in the profile")")
        }
        return balance.confirmed.count
    }
}

extension Money {
    /// How many of the smallest unit, on every platform.
    var count: Decimal { Decimal(string: units) ?? .nan }
}

/// The payments that events have told of.
private final class Heard: @unchecked Sendable {
    // `told` and `listens` are used under `lock` only.
    private let lock = NSLock()
    private var told: Set<PaymentId> = []
    private var listens = false

    /// Listens until the device is shut down.
    init(_ device: TongTong) async throws {
        let events = device.events
        Task { [weak self] in
            for await event in events { self?.hear(event) }
        }
        try await eventually("the first event") { lock.withLock { listens } ? () : nil }
    }

    private func hear(_ event: Event) {
        lock.withLock {
            listens = true
            if case .paymentChanged(let id) = event { told.insert(id) }
        }
    }

    var payments: Set<PaymentId> { lock.withLock { told } }
}
