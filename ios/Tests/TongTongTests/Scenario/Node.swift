import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension World {
    /// One JSON-RPC call to the devnet's node: its result.
    func ask(_ method: String, _ params: Json) async throws -> Json {
        guard let url = URL(string: node) else { throw Problem("the node's address") }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let call: Json = ["jsonrpc": "2.0", "id": .number(1), "method": .text(method), "params": params]
        request.httpBody = Data(call.line.utf8)
        let (answer, _) = try await URLSession.shared.data(for: request)
        guard let result = try Json(data: answer)["result"] else { throw Problem("the node does not do \(method)") }
        return result
    }

    /// Copies what is at one place to another, in the place of what is there.
    func copy(_ from: String, to: String) throws {
        let files = FileManager.default
        let target = folder.appending(path: to)
        if files.fileExists(atPath: target.path(percentEncoded: false)) { try files.removeItem(at: target) }
        try files.copyItem(at: folder.appending(path: from), to: target)
    }
}
