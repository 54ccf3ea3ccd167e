import Foundation
@testable import TongTong

/// The arguments of a step, by their names. Each must be asked for.
final class Arguments {
    private let given: [String: Json]
    private var asked: Set<String> = []

    init(_ given: Json?) {
        self.given = given?.fields ?? [:]
    }

    /// One that may be missing.
    func maybe(_ name: String) -> Json? {
        asked.insert(name)
        return given[name] == .null ? nil : given[name]
    }

    func text(_ name: String) throws -> String {
        guard let text = maybe(name)?.text else { throw Problem("the argument \(name) is no text") }
        return text
    }

    /// A text that may be missing.
    func maybeText(_ name: String) throws -> String? {
        try maybe(name) == nil ? nil : text(name)
    }

    func number(_ name: String) throws -> Int {
        guard let number = maybe(name)?.int else { throw Problem("the argument \(name) is no number") }
        return number
    }

    func flag(_ name: String) throws -> Bool {
        guard case .bool(let flag)? = maybe(name) else { throw Problem("the argument \(name) is no flag") }
        return flag
    }

    func bytes(_ name: String) throws -> Data {
        let digits = Array(try text(name))
        let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { String(digits[$0...$0 + 1]) }
        return Data(pairs.compactMap { UInt8($0, radix: 16) })
    }

    /// The pass phrase.
    func pass() throws -> Data {
        Data(try text("pass").utf8)
    }

    /// Recovery words.
    func words() throws -> Data {
        guard let words = maybe("words")?.list else { throw Problem("the argument words is no list") }
        return Data(words.compactMap(\.text).joined(separator: " ").utf8)
    }

    func language() throws -> Language {
        switch try text("language") {
        case "english": .english
        case "korean": .korean
        case let other: throw Problem("the language \(other)")
        }
    }

    func amount() throws -> Wanted {
        switch maybe("amount")?["type"] {
        case "exactly": .exactly(amount: maybe("amount")?["amount"]?.text ?? "")
        case "max": .max
        default: throw Problem("the argument amount")
        }
    }

    /// A place of a page: its number and its id.
    func place(_ number: String, _ id: String) throws -> (Int64, String)? {
        guard let place = maybe("before") else { return nil }
        guard let at = place[number]?.int, let id = place[id]?.text else { throw Problem("the argument before") }
        return (Int64(at), id)
    }

    /// Whether one was given that nobody asked for.
    func checkAll() throws {
        let unknown = Set(given.keys).subtracting(asked)
        if !unknown.isEmpty { throw Problem("unknown arguments: \(unknown.sorted())") }
    }
}
