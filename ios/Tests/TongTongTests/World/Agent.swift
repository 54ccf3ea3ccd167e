import Foundation

/// A device of the `tongtong` command, driven by JSON lines: the other side in Rust.
final class Agent: Sendable {
    private let child: Child

    init(_ world: World, _ name: String) throws {
        let folder = world.folder.appending(path: name).path(percentEncoded: false)
        child = try Child(["--home", folder, "--profile", world.profilePath, "--lang", "en", "--json", "agent"])
    }

    /// Does one operation and gives back what it says.
    @discardableResult
    func act(_ op: String, _ args: [String: Json] = [:]) async throws -> Json {
        let id = UUID().uuidString
        let line: Json = ["id": .text(id), "op": .text(op), "args": .object(args)]
        try child.tell(line.line)
        let answer = try await child.take("an answer to \(op)") { $0["id"]?.text == id }
        guard let done = answer["done"] else { throw Problem("\(op): \(answer.line)") }
        return done
    }

    func end() async {
        await child.end()
    }
}
