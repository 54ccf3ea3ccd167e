import XCTest

/// Every scenario of tests/scenarios, word for word: behaviour that is the same in every language.
final class ScenarioTests: XCTestCase {
    func testChat() async throws { try await run("chat") }
    func testCoins() async throws { try await run("coins") }
    func testDirectPath() async throws { try await run("direct_path") }
    func testLock() async throws { try await run("lock") }
    func testMeet() async throws { try await run("meet") }
    func testOldCopy() async throws { try await run("old_copy") }
    func testPay() async throws { try await run("pay") }
    func testPayAddress() async throws { try await run("pay_address") }
    func testPayAddresses() async throws { try await run("pay_addresses") }
    func testPayAsset() async throws { try await run("pay_asset") }
    func testPayBitcoin() async throws { try await run("pay_bitcoin") }
    func testPayEthereum() async throws { try await run("pay_ethereum") }
    func testPaySolana() async throws { try await run("pay_solana") }
    func testPaySolanaTTCL() async throws { try await run("pay_solana_ttcl") }
    func testRefusals() async throws { try await run("refusals") }
    func testRefusalsChat() async throws { try await run("refusals_chat") }
    func testRefusalsPayment() async throws { try await run("refusals_payment") }
    func testRefusalsWords() async throws { try await run("refusals_words") }
    func testRescue() async throws { try await run("rescue") }
    func testRestart() async throws { try await run("restart") }
    func testRestore() async throws { try await run("restore") }
    func testSignUp() async throws { try await run("sign_up") }

    func testEveryScenarioOfTheFolderIsRun() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Runner.folder.path(percentEncoded: false))
        let scenarios = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        XCTAssertEqual(Set(scenarios), Self.names)
    }

    private static let names: Set = [
        "chat",
        "coins",
        "direct_path",
        "lock",
        "meet",
        "old_copy",
        "pay",
        "pay_address",
        "pay_addresses",
        "pay_asset",
        "pay_bitcoin",
        "pay_ethereum",
        "pay_solana",
        "pay_solana_ttcl",
        "refusals",
        "refusals_chat",
        "refusals_payment",
        "refusals_words",
        "rescue",
        "restart",
        "restore",
        "sign_up",
    ]

    private func run(_ name: String) async throws {
        XCTAssertTrue(Self.names.contains(name))
        let chains = try Runner.peers(of: "\(name).json")
        if !chains.isEmpty { try Peers.check() }
        try await World.with { world in
            let peers = chains.isEmpty ? nil : try await Peers.beside(world, chains)
            var runner = Runner(world, peers)
            do {
                try await runner.run("\(name).json")
            } catch {
                XCTFail("\(error)")
            }
            await runner.end()
            await peers?.end()
        }
    }
}
