import XCTest
@testable import TongTong

/// A task that is cancelled leaves nothing half done, whenever it is.
final class CancelTests: XCTestCase {
    /// How the cancelled calls ended.
    private struct Counts {
        /// Cancelled before it began: nothing was done.
        var nothing = 0
        /// Cancelled while it ran: the whole was done.
        var whole = 0
        /// Done before it was cancelled.
        var late = 0
    }

    /// Cancels a call at a random moment. Says what it gave, if it was begun.
    private func cancelled<T: Sendable>(
        _ random: inout Seeded, _ counts: inout Counts, within most: Int,
        _ call: @escaping @Sendable () async throws -> T
    ) async throws -> T? {
        let done = Flag()
        // Some are cancelled before the call, the first always: so that this is seen every time.
        let early = counts.nothing == 0 || Int.random(in: 0..<4, using: &random) == 0
        let task = Task {
            while early && !Task.isCancelled { await Task.yield() }
            let answer = try await call()
            done.raise()
            return answer
        }
        // Most moments are early ones: half of the range, a quarter, and so on.
        let microseconds = Int.random(in: 0...most, using: &random) >> Int.random(in: 0...10, using: &random)
        let moment = ContinuousClock.now + .microseconds(microseconds)
        while ContinuousClock.now < moment {}
        let late = done.isRaised
        task.cancel()
        do {
            let answer = try await task.value
            if late { counts.late += 1 } else { counts.whole += 1 }
            return answer
        } catch is CancellationError {
            counts.nothing += 1
            return nil
        }
    }

    func testACancelledMessageIsSaidOrNot() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()
            let seed = UInt64.random(in: .min ... .max)
            var random = Seeded(seed: seed)
            var counts = Counts()
            var said: [String: RowId] = [:]
            for round in 0..<300 {
                let text = "message \(round)"
                let row = try await cancelled(&random, &counts, within: 20_000) {
                    try await alex.device.say(text, to: jimin.peer)
                }
                if let row { said[text] = row }
            }
            print("seed \(seed): \(counts)")
            XCTAssertGreaterThan(counts.nothing, 0, "seed \(seed)")
            XCTAssertGreaterThan(counts.whole, 0, "seed \(seed)")

            let last = try await alex.device.say("the last", to: jimin.peer)
            said["the last"] = last
            let kept = try await alex.device.messages(with: jimin.peer, limit: 1_000)
                .filter { $0.text?.hasPrefix("message ") ?? false || $0.row == last }
            XCTAssertEqual(Dictionary(uniqueKeysWithValues: kept.map { ($0.text!, $0.row) }), said, "seed \(seed)")
            _ = try await jimin.hears("the last", from: alex.peer)
            let heard = try await jimin.device.messages(with: alex.peer, limit: 1_000)
                .filter { $0.content != .silent && $0.author == .them }.compactMap(\.text)
            XCTAssertEqual(Set(heard).subtracting(["Hello, Alex here"]), Set(said.keys), "seed \(seed)")
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }

    func testADeviceWhoseOpeningIsCancelledHoldsNothing() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let seed = UInt64.random(in: .min ... .max)
        var random = Seeded(seed: seed)
        var counts = Counts()
        for _ in 0..<100 {
            // What it gave is dropped at once, as by an app that does not look at it any more.
            _ = try await cancelled(&random, &counts, within: 20_000) {
                try await TongTong.open(profile: deadProfile, folder: folder)
            }
            let device = try await eventually("the folder is free") {
                try? await TongTong.open(profile: deadProfile, folder: folder)
            }
            try await device.shutdown()
        }
        print("seed \(seed): \(counts)")
        XCTAssertGreaterThan(counts.nothing, 0, "seed \(seed)")
        XCTAssertGreaterThan(counts.whole, 0, "seed \(seed)")
    }

    func testWordsWhoseAskingIsCancelledAreWhollyThereOrNotAtAll() async throws {
        try await withOfflineDevice { device in
            try await device.setUp(passPhrase: passPhrase)
            try await device.newWallet(passPhrase: passPhrase).wipe()
            let seed = UInt64.random(in: .min ... .max)
            var random = Seeded(seed: seed)
            var counts = Counts()
            weak var last: Reveal?
            for _ in 0..<40 {
                var reveal = try await cancelled(&random, &counts, within: 100_000) {
                    try await device.revealWords(passPhrase: passPhrase)
                }
                if let reveal { XCTAssertEqual(reveal.count, 12, "seed \(seed)") }
                last = reveal
                // The library wipes them when nobody has them any more.
                reveal = nil
                try await eventually("nobody has the words") { last == nil ? () : nil }
            }
            print("seed \(seed): \(counts)")
            XCTAssertGreaterThan(counts.nothing, 0, "seed \(seed)")
            XCTAssertGreaterThan(counts.whole, 0, "seed \(seed)")
        }
    }

    func testACancelledApprovalPaysOrNot() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()
            try await alex.device.newWallet(passPhrase: passPhrase).wipe()
            try await jimin.device.newWallet(passPhrase: passPhrase).wipe()
            let rounds = 12
            try await world.faucet(alex.device.receiveAddress(), "1000")

            let seed = UInt64.random(in: .min ... .max)
            var random = Seeded(seed: seed)
            var counts = Counts()
            var paid: Set<PaymentId> = []
            for _ in 0..<rounds {
                // The change of the payment before has come back.
                try await eventually("coins in the wallet") {
                    try? await alex.device.refresh()
                    let balance = try await alex.device.wallet().balance()
                    return balance?.confirmed.units != "0" && balance?.coming.units == "0" ? () : nil
                }
                // Each payment uses one address up; when few are left, Jimin signs more.
                try await eventually("a contact who can be paid") {
                    if try await jimin.device.owesPayAddresses() {
                        try await jimin.device.renewPayAddresses(passPhrase: passPhrase)
                    }
                    return try await alex.device.contact(jimin.peer).payable ? () : nil
                }
                let review = try await alex.device.review(toContact: jimin.peer, amount: .exactly(amount: "10"))
                var payment: PaymentId?
                while payment == nil {
                    let before = try await alex.device.payments(limit: 1_000).filter { $0.direction == .out }
                    XCTAssertEqual(Set(before.map(\.id)), paid, "seed \(seed)")
                    // A plan that was not approved still waits.
                    payment = try await cancelled(&random, &counts, within: 20_000) {
                        try await alex.device.approve(review, passPhrase: passPhrase)
                    }
                }
                paid.insert(payment!)
                let row = try await alex.device.payment(payment!)
                let message = try await alex.device.message(XCTUnwrap(row?.message))
                guard case .payment(let money, let body, _)? = message?.content else {
                    return XCTFail("a payment without its message, seed \(seed)")
                }
                XCTAssertEqual(money.text, "10")
                XCTAssertEqual(body, row?.body)
            }
            print("seed \(seed): \(counts)")
            XCTAssertGreaterThan(counts.nothing, 0, "seed \(seed)")
            XCTAssertGreaterThan(counts.whole, 0, "seed \(seed)")

            try await eventually("all of it has come") {
                try? await jimin.device.refresh()
                return try await jimin.device.wallet().balance()?.confirmed.text == "\(rounds * 10)" ? () : nil
            }
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }
}

/// A flag that two tasks see.
private final class Flag: @unchecked Sendable {
    // `raised` is used under `lock` only.
    private let lock = NSLock()
    private var raised = false

    func raise() { lock.withLock { raised = true } }
    var isRaised: Bool { lock.withLock { raised } }
}
