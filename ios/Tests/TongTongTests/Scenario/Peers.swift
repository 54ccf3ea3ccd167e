import Foundation
import XCTest

/// Real nodes of other chains beside a devnet, and one profile that names all of them.
final class Peers: Sendable {
    let profile: String
    private let nodes: Child

    private init(profile: String, nodes: Child) {
        self.profile = profile
        self.nodes = nodes
    }

    /// Skips a scenario that names peers where nobody says which program starts them; in CI it fails.
    static func check() throws {
        let environment = ProcessInfo.processInfo.environment
        guard environment["TONGTONG_PEERS"] == nil else { return }
        let how = "TONGTONG_PEERS names no program: scripts/peers builds it and prints its path"
        guard environment["CI"] != "true" else { throw Problem(how) }
        throw XCTSkip(how)
    }

    /// Starts the nodes of these chains.
    static func beside(_ world: World, _ chains: [String]) async throws -> Peers {
        let path = world.folder.appending(path: "world.json").path(percentEncoded: false)
        let nodes = try Child(["--devnet", world.profilePath, "--profile", path] + chains, of: "TONGTONG_PEERS")
        do {
            let told = try await nodes.take("the nodes run") { $0["event"] != "ready" }
            guard told["peers"]?.list?.count == chains.count else {
                throw Problem("not every node runs; scripts/peers installs them: \(told.line)")
            }
            return try Peers(profile: String(contentsOfFile: path, encoding: .utf8), nodes: nodes)
        } catch {
            await nodes.end()
            throw error
        }
    }

    /// Lets the nodes do something: their answer.
    func obey(_ command: Json) async throws -> Json {
        try nodes.tell(command.line)
        let answer = try await nodes.take("an answer of the nodes") { $0["event"] != "ready" }
        guard answer["event"] == "done" else { throw Problem("the peers: \(answer.line)") }
        return answer
    }

    func end() async {
        await nodes.end()
    }
}
