import Foundation
@testable import TongTong

/// The pass phrase of every device in the tests.
let passPhrase = Data("wheel canyon ribbon orbit velvet summer".utf8)

/// A devnet process of a test's own, with node, relay and directory, and a folder for devices.
final class World: Sendable {
    let folder: URL
    let profile: String
    let profilePath: String
    let node: String
    let devnet: Child

    private init(folder: URL, profilePath: String, node: String, devnet: Child) throws {
        self.folder = folder
        self.profilePath = profilePath
        self.profile = try String(contentsOfFile: profilePath, encoding: .utf8)
        self.node = node
        self.devnet = devnet
    }

    /// Starts one, and ends it after the test.
    static func with<T>(_ test: (World) async throws -> T) async throws -> T {
        let folder = try makeFolder()
        let ledger = folder.appending(path: "devnet").path(percentEncoded: false)
        let devnet = try Child(["devnet", "--dir", ledger, "--json", "--attached"])
        do {
            let ready = try await devnet.take("the devnet is ready") { $0["event"] == "ready" }
            guard let profile = ready["profile"]?.text, let node = ready["node"]?.text else {
                throw Problem("what the devnet says when it is ready")
            }
            let world = try World(folder: folder, profilePath: profile, node: node, devnet: devnet)
            let done = try await test(world)
            await world.devnet.end()
            try? FileManager.default.removeItem(at: folder)
            return done
        } catch {
            await devnet.end()
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// The next code that goes to this number.
    func code(for phone: String) async throws -> String {
        let sms = try await devnet.take("an SMS") { $0["event"] == "sms" && $0["phone"]?.text == phone }
        return sms["code"]?.text ?? ""
    }

    /// Makes coins on an address.
    func faucet(_ address: String, _ amount: String) async throws {
        try devnet.tell("faucet \(address) \(amount)")
        _ = try await devnet.take("coins") { $0["event"] == "minted" }
    }

    /// The device of this name, opened.
    func open(_ name: String) async throws -> TongTong {
        try await TongTong.open(profile: profile, folder: folder.appending(path: name))
    }

    /// A new device of this name, set up and signed up.
    func signUp(_ name: String, _ phone: String) async throws -> Person {
        let device = try await open(name)
        try await device.setUp(passPhrase: passPhrase)
        try await device.requestCode(phone: phone)
        let peer = try await device.signUp(phone: phone, code: code(for: phone), name: name)
        return Person(device: device, peer: peer, phone: phone)
    }

    /// Two people who have accepted one another.
    func friends() async throws -> (alex: Person, jimin: Person) {
        let alex = try await signUp("Alex", "+821012345678")
        let jimin = try await signUp("지민", "+821087654321")
        _ = try await alex.device.find(phone: jimin.phone)
        try await alex.device.ask(jimin.peer, text: "Hello, Alex here")
        try await jimin.sees(alex.peer, .asking)
        try await jimin.device.accept(alex.peer)
        try await alex.sees(jimin.peer, .accepted)
        return (alex, jimin)
    }
}

/// A new folder of its own for a test.
func makeFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tongtong-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// Somebody with a device.
struct Person: Sendable {
    let device: TongTong
    let peer: PeerId
    let phone: String

    /// Waits until an acquaintance is there.
    func sees(_ peer: PeerId, _ state: ContactState) async throws {
        try await eventually("a contact that is \(state)") {
            try await device.contacts().contains { $0.peer == peer && $0.state == state } ? () : nil
        }
    }

    /// Waits until this text has come from somebody.
    func hears(_ text: String, from peer: PeerId) async throws -> Message {
        try await eventually("a text") {
            try await device.messages(with: peer).first { !$0.isMine && $0.text == text }
        }
    }

    /// Makes a wallet and puts coins into it.
    func earns(_ amount: String, in world: World) async throws {
        try await device.newWallet(passPhrase: passPhrase).wipe()
        try await world.faucet(device.receiveAddress(), amount)
        try await eventually("coins in the wallet") {
            try? await device.refresh()
            return try await device.wallet().balance()?.confirmed.text == amount ? () : nil
        }
    }

    /// Waits until a contact can be paid.
    func canPay(_ peer: PeerId) async throws {
        try await eventually("a contact who can be paid") { try await device.contact(peer).payable ? () : nil }
    }
}
