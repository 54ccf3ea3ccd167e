import XCTest
@testable import TongTong

/// Coins of several chains, as the layer gives them to an app.
final class CoinTests: XCTestCase {
    private static let bitcoin: Json = [
        "chain": "bitcoin", "network": ["network": "regtest"], "endpoints": ["http://127.0.0.1:9"],
    ]

    func testAnAddressIsThatOfTheAssetThatIsAskedForAndOfTTCWhereNoneIs() async throws {
        try await withOfflineDevice(profile: offlineProfile(chains: [Self.bitcoin])) { device in
            try await device.setUp(passPhrase: passPhrase)
            try await device.newWallet(passPhrase: passPhrase).wipe()
            let ttc = try await [device.receiveAddress(), device.receiveAddress(asset: "TTC")]
            XCTAssertTrue(ttc.allSatisfy { $0.hasPrefix("TTC") })
            let bitcoin = try await device.receiveAddress(asset: "BTC")
            XCTAssertTrue(bitcoin.hasPrefix("bcrt1q"))
        }
    }

    func testAnAssetThatCannotBePaidHereIsATypedError() async throws {
        try await withOfflineDevice { device in
            try await device.setUp(passPhrase: passPhrase)
            try await device.newWallet(passPhrase: passPhrase).wipe()
            for (asset, code) in [
                ("ETH", "chain_not_configured"), ("XYZ", "asset_unknown"), ("no code", "asset_code"),
            ] {
                let refused = try await error { try await device.receiveAddress(asset: asset) } as? TongTongError
                XCTAssertEqual(refused?.kind, .input, asset)
                XCTAssertEqual(refused?.code, code)
            }
        }
    }

    func testACoinThatTheProfileNamesLaterIsOpenedByThePassPhrase() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let before = try await TongTong.open(profile: deadProfile, folder: folder)
        try await before.setUp(passPhrase: passPhrase)
        try await before.newWallet(passPhrase: passPhrase).wipe()
        let unnamed = try await before.wallet().balances.map(\.state)
        XCTAssertEqual(unnamed, [.seen, .notConfigured, .notConfigured])
        try await before.shutdown()

        let device = try await TongTong.open(profile: offlineProfile(chains: [Self.bitcoin]), folder: folder)
        try await device.unlock(passPhrase: passPhrase)
        let closed = try await device.wallet().balance(of: "BTC")
        XCTAssertEqual(closed?.state, .notOpened)
        let refused = try await error { try await device.receiveAddress(asset: "BTC") } as? TongTongError
        XCTAssertEqual(refused?.kind, .state)
        XCTAssertEqual(refused?.code, "coin_not_opened")

        try await device.renewPayAddresses(passPhrase: passPhrase)
        let opened = try await device.wallet()
        XCTAssertEqual(opened.balance(of: "BTC")?.state, .notSeen)
        XCTAssertEqual(opened.balance(of: "BTC")?.confirmed.display, "0 BTC")
        XCTAssertEqual(opened.balance()?.state, .seen)
        XCTAssertNil(opened.balance(of: "XYZ"))
        let address = try await device.receiveAddress(asset: "BTC")
        XCTAssertTrue(address.hasPrefix("bcrt1q"))
        try await device.shutdown()
    }

    func testAReviewHasAnExpirationOnlyWhereTheChainHasOne() {
        let money = Money(asset: "ETH", units: "1", decimals: 18, text: "0.000000000000000001")
        func review(expires: Timestamp?) -> Review {
            Review(
                digest: "", direction: .out, network: "", to: "", subAddress: nil, peer: nil, amount: money,
                fee: money, costs: [], sources: [], change: nil, feeChange: nil, feeTo: nil, memo: nil, text: nil, expires: expires,
                notAfter: 2_000, body: "", warnings: [])
        }
        XCTAssertNil(review(expires: nil).expiresAt)
        XCTAssertEqual(review(expires: 3_000).expiresAt, Date(timeIntervalSince1970: 3))
        XCTAssertEqual(review(expires: nil).approvableUntil, Date(timeIntervalSince1970: 2))
    }
}
