import func CoreBindings.contractKeyVault
import XCTest
@testable import TongTong

/// A safe that is written in Swift keeps the port's contract, and no fault of one tells anything.
final class KeyVaultTests: XCTestCase {
    private struct Unforeseen: Error {
        let secret = "what the app threw"
    }

    func testTheHashIsTheRealOne() {
        let hash = Sha256.hash(Data("abc".utf8)).map { String(format: "%02x", $0) }.joined()
        XCTAssertEqual(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        // RFC 4231, test case 2.
        let mac = Sha256.hmac(Data("what do ya want for nothing?".utf8), key: Data("Jefe".utf8))
        XCTAssertEqual(
            mac.map { String(format: "%02x", $0) }.joined(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    func testASafeInSoftwareKeepsTheContract() async throws {
        try await contractKeyVault(maker: SoftwareVaults())
    }

    func testASafeThatForgetsItsMarkerBreaksTheContract() async throws {
        let forgetful = try SoftwareVaults { file in
            try SoftwareVault(file, hook: { if $0 == "marker" { try? FileManager.default.removeItem(at: file) } })
        }
        let broken = try await TongTongError(error { try await contractKeyVault(maker: forgetful) })
        XCTAssertEqual(broken.code, "contract_broken")
        XCTAssertFalse(broken.facts["sentence"]?.isEmpty ?? true)
    }

    func testASafeWhoseReopeningMakesNewKeysBreaksTheContract() async throws {
        let fickle = try SoftwareVaults { file in
            try? FileManager.default.removeItem(at: file)
            return try SoftwareVault(file)
        }
        let broken = try await TongTongError(error { try await contractKeyVault(maker: fickle) })
        XCTAssertEqual(broken.code, "contract_broken")
        XCTAssertTrue(broken.facts["sentence"]?.contains("the same after a restart") ?? false, "\(broken.facts)")
    }

    /// A device with such a safe, offline.
    private func device(
        hardware: Bool = false, hook: @escaping @Sendable (String) throws -> Void = { _ in }
    ) async throws -> (device: TongTong, vault: SoftwareVault, folder: URL) {
        let folder = try makeFolder()
        addTeardownBlock { try? FileManager.default.removeItem(at: folder) }
        let vault = try SoftwareVault(folder.appending(path: "safe"), hardware: hardware, hook: hook)
        let device = try await TongTong.open(
            profile: deadProfile, folder: folder.appending(path: "device"), keyVault: vault)
        return (device, vault, folder)
    }

    func testADeviceWorksWithASafeOfItsOwn() async throws {
        let (device, vault, folder) = try await device()
        try await device.setUp(passPhrase: passPhrase)
        try await device.lock()
        let wrong = Data("wrong wrong wrong".utf8)
        let refused = try await error { try await device.unlock(passPhrase: wrong) } as? TongTongError
        XCTAssertEqual(refused?.code, "pass_phrase_wrong")
        XCTAssertEqual(try vault.attempts().count, 1)
        try await device.unlock(passPhrase: passPhrase)
        XCTAssertEqual(try vault.attempts().count, 0)
        try await device.shutdown()

        let safe = try SoftwareVault(folder.appending(path: "safe"))
        let again = try await TongTong.open(
            profile: deadProfile, folder: folder.appending(path: "device"), keyVault: safe)
        try await again.unlock(passPhrase: passPhrase)
        try await again.shutdown()
    }

    func testAShortPassPhraseIsTakenOnlyWhereTheSafeIsHardware() async throws {
        let weak = Data("135790".utf8)
        let software = try await device().device
        let refused = try await error { try await software.setUp(passPhrase: weak) } as? TongTongError
        XCTAssertEqual(refused?.code, "pass_phrase_weak")
        try await software.shutdown()
        let hardware = try await device(hardware: true).device
        try await hardware.setUp(passPhrase: weak)
        try await hardware.shutdown()
    }

    func testASafeIsNeverCalledOnTheMainThread() async throws {
        let (device, vault, _) = try await device()
        try await Self.useOnTheMainActor(device)
        try await device.shutdown()
        let called = vault.called
        print("the safe was called \(called.all) times")
        XCTAssertGreaterThan(called.all, 3)
        XCTAssertEqual(called.onMain, 0)
    }

    @MainActor
    private static func useOnTheMainActor(_ device: TongTong) async throws {
        XCTAssertTrue(isOnMainThread())
        try await device.setUp(passPhrase: passPhrase)
        try await device.lock()
        try await device.unlock(passPhrase: passPhrase)
    }

    func testWhatASafeThrowsWithoutDeclaringItIsAFailedStorageAndItsTextIsNowhere() async throws {
        let (device, _, _) = try await device { if $0 == "prf" { throw Unforeseen() } }
        let said = try await capturedStandardError {
            let refused = try await error { try await device.setUp(passPhrase: passPhrase) }
            let failed = try XCTUnwrap(refused as? TongTongError)
            XCTAssertEqual(failed.kind, .keyVault)
            XCTAssertEqual(failed.code, "key_vault_storage")
            XCTAssertFalse("\(failed) \(failed.localizedDescription)".contains(Unforeseen().secret))
        }
        XCTAssertFalse(said.contains(Unforeseen().secret), said)
        let isSetUp = try await device.isSetUp()
        XCTAssertFalse(isSetUp, "nothing is half done")
        try await device.shutdown()
    }

    func testEveryDeclaredErrorOfASafeArrivesAsItsCode() async throws {
        let codes: [(VaultError, String)] = [
            (.HardwareKeyInvalidated, "hardware_key_invalidated"), (.Cancelled, "user_cancelled"),
            (.Unsupported, "key_vault_unsupported"), (.NotOurs, "key_vault_not_ours"),
            (.Storage, "key_vault_storage"), (.Held, "key_vault_held"),
        ]
        for (thrown, code) in codes {
            let (device, _, _) = try await device { if $0 == "prf" { throw thrown } }
            let refused = try await error { try await device.setUp(passPhrase: passPhrase) } as? TongTongError
            XCTAssertEqual(refused?.kind, .keyVault)
            XCTAssertEqual(refused?.code, code)
            try await device.shutdown()
        }
    }
}

/// Whether this runs on the main thread; Swift hides the question from asynchronous code.
func isOnMainThread() -> Bool { Thread.isMainThread }
