import XCTest
@testable import TongTong

/// Coins of other chains on their real nodes: received, sent, and right to the last unit.
final class PeersTests: XCTestCase {
    private static let btc = Coin(asset: "BTC", chain: "bitcoin", feeAsset: "BTC")
    private static let eth = Coin(asset: "ETH", chain: "ethereum", feeAsset: "ETH")
    private static let sol = Coin(asset: "SOL", chain: "solana", feeAsset: "SOL")
    private static let ttcl = Coin(asset: "TTCL", chain: "solana", feeAsset: "SOL")

    func testEachCoinComesAndGoesAndIsRightToTheLastUnitOnBothSides() async throws {
        try await Peers.with(["bitcoin", "ethereum", "solana"]) { peers in
            let alex = try await peers.holder("Alex")
            let jimin = try await peers.holder("지민")
            // TTCL is the last: its fee is paid with what SOL has left.
            try await self.comesAndGoes(Self.btc, "500000001", "1.23450007", "123450007", peers, alex, jimin)
            try await self.comesAndGoes(
                Self.eth, "5000000000000000003", "1.234500000000000007", "1234500000000000007", peers, alex, jimin)
            try await self.comesAndGoes(Self.sol, "5000000001", "1.234500007", "1234500007", peers, alex, jimin)
            try await self.comesAndGoes(Self.ttcl, "5000000009", "1.234500007", "1234500007", peers, alex, jimin)
            // Change is no income.
            let (mine, theirs) = try await (alex.device.payments(), jimin.device.payments())
            XCTAssertEqual(mine.count { $0.direction == .in }, 4)
            XCTAssertEqual(mine.count { $0.direction == .out }, 4)
            XCTAssertEqual(theirs.map(\.direction), [.in, .in, .in, .in])
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }

    func testTTCToASolanaAddressGoesOutAsTTCL() async throws {
        try await Peers.with(["solana"]) { peers in
            let alex = try await peers.holder("Alex")
            let jimin = try await peers.holder("지민")
            for coin in [Self.sol, Self.ttcl] {
                try await peers.fund(coin, alex.device.receiveAddress(asset: coin.asset), 5_000_000_000)
                _ = try await alex.settles(coin, .in, 5_000_000_000)
            }
            let address = try await jimin.device.receiveAddress(asset: "TTCL")
            let review = try await alex.device.review(toAddress: address, amount: .exactly(amount: "1.23456"))
            XCTAssertEqual(review.amount.display, "1.23456 TTCL")
            XCTAssertEqual(review.to, address)
            let id = try await alex.device.approve(review, passPhrase: passPhrase)
            let sent = try await alex.settles(Self.ttcl, .out, 1_234_560_000)
            XCTAssertEqual(sent.id, id)
            _ = try await jimin.settles(Self.ttcl, .in, 1_234_560_000)
            let (left, came) = try await (alex.holds("TTCL"), jimin.holds("TTCL"))
            XCTAssertEqual(left, 3_765_440_000)
            XCTAssertEqual(came, 1_234_560_000)
            try await alex.device.shutdown()
            try await jimin.device.shutdown()
        }
    }

    /// One pays an amount of a coin to the other, out of what the node gave them just now.
    private func comesAndGoes(
        _ coin: Coin, _ given: String, _ typed: String, _ units: String, _ peers: Peers, _ payer: Holder,
        _ payee: Holder
    ) async throws {
        let given = try XCTUnwrap(Decimal(string: given))
        let amount = try XCTUnwrap(Decimal(string: units))
        let own = try await payer.device.receiveAddress(asset: coin.asset)
        try await peers.fund(coin, own, given)
        let income = try await payer.settles(coin, .in, given)
        XCTAssertEqual(income.to, own)
        let held = try await payer.holds(coin.asset)
        XCTAssertEqual(held, given, coin.asset)
        let purse = try await payer.holds(coin.feeAsset)

        let address = try await payee.device.receiveAddress(asset: coin.asset)
        let review = try await payer.device.review(
            toAddress: address, amount: .exactly(amount: typed), asset: coin.asset)
        XCTAssertEqual(review.to, address)
        XCTAssertEqual(review.amount.display, "\(typed) \(coin.asset)")
        XCTAssertEqual(review.fee.asset, coin.feeAsset)
        let id = try await payer.device.approve(review, passPhrase: passPhrase)
        let sent = try await payer.settles(coin, .out, amount)
        let came = try await payee.settles(coin, .in, amount)
        XCTAssertEqual(sent.id, id)
        XCTAssertEqual([sent.to, came.to], [address, address])

        // What was taken is at most what was shown.
        XCTAssertGreaterThan(sent.fee.count, 0, coin.asset)
        XCTAssertLessThanOrEqual(sent.fee.count, review.fee.count, coin.asset)
        XCTAssertEqual(sent.costs, review.costs)
        XCTAssertTrue(([sent.fee] + sent.costs).allSatisfy { $0.asset == coin.feeAsset })
        let costs = sent.costs.reduce(sent.fee.count) { $0 + $1.count }
        let isItsOwn = coin.asset == coin.feeAsset
        let (left, rest, there) = try await (
            payer.holds(coin.asset), payer.holds(coin.feeAsset), payee.holds(coin.asset)
        )
        XCTAssertEqual(left, given - amount - (isItsOwn ? costs : 0), coin.asset)
        XCTAssertEqual(rest, isItsOwn ? left : purse - costs, coin.feeAsset)
        XCTAssertEqual(there, amount, coin.asset)
        print("\(typed) \(coin.asset) for \(costs) of \(coin.feeAsset): \(given) is \(left) here and \(there) there")
    }
}
