import Foundation

/// What a value must be like, and the names that it is kept under.
struct Names {
    private var kept: [String: Json] = [:]

    /// The value with every `$NAME` and every repetition in it replaced.
    func filled(_ value: Json) throws -> Json {
        switch value {
        case .text(let text) where text.hasPrefix("$"):
            guard let value = kept[String(text.dropFirst())] else { throw Problem("nothing is kept as \(text)") }
            return value
        case .list(let list): return .list(try list.map(filled))
        case .object(let fields):
            if let text = fields["repeat"]?.text, let times = fields["times"]?.int, fields.count == 2 {
                return .text(String(repeating: text, count: times))
            }
            if let sum = fields["sum"], let less = fields["less"], fields.count == 2 {
                let left = try together(sum) - together(less)
                guard left >= 0 else { throw Problem("less than nothing: \(value.line)") }
                return .text("\(left)")
            }
            return .object(try fields.mapValues(filled))
        default: return value
        }
    }

    private func together(_ list: Json) throws -> Decimal {
        guard let units = try filled(list).list?.map(Self.units), !units.contains(nil) else {
            throw Problem("no list of units: \(list.line)")
        }
        return units.compactMap(\.self).reduce(0, +)
    }

    /// A whole number in a text.
    private static func units(_ value: Json) -> Decimal? {
        guard let text = value.text, !text.isEmpty, text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        return Decimal(string: text)
    }

    /// Whether the value is like the pattern; only then its names are kept.
    mutating func match(_ pattern: Json, _ value: Json) throws -> Bool {
        var names: [String: Json] = [:]
        guard Self.fits(try filled(pattern), value, &names) else { return false }
        kept.merge(names) { $1 }
        return true
    }

    private static let words: Set = ["keep", "contains", "lacks", "first", "count", "at_most", "not"]

    private static func fits(_ pattern: Json, _ value: Json, _ names: inout [String: Json]) -> Bool {
        switch pattern {
        case .object(let rules) where !rules.isEmpty && words.isSuperset(of: rules.keys):
            return rules.allSatisfy { holds($0.key, $0.value, value, &names) }
        case .object(let expected):
            guard let fields = value.fields else { return false }
            return expected.allSatisfy { name, pattern in
                fields[name].map { fits(pattern, $0, &names) } ?? false
            }
        case .list(let patterns):
            guard let list = value.list, list.count == patterns.count else { return false }
            return zip(patterns, list).allSatisfy { fits($0, $1, &names) }
        default: return pattern == value
        }
    }

    private static func holds(
        _ word: String, _ pattern: Json, _ value: Json, _ names: inout [String: Json]
    ) -> Bool {
        // What does not match must keep nothing.
        func like(_ value: Json) -> Bool {
            var found = names
            guard fits(pattern, value, &found) else { return false }
            names = found
            return true
        }
        switch word {
        case "keep":
            guard let name = pattern.text, value != .null else { return false }
            names[name] = value
            return true
        case "contains": return value.list?.contains(where: like) ?? false
        case "lacks": return value.list.map { !$0.contains(where: like) } ?? false
        case "first": return value.list?.first.map(like) ?? false
        case "count": return (value.list?.count ?? value.text?.unicodeScalars.count) == pattern.int
        case "at_most":
            guard let held = units(value), let most = units(pattern) else { return false }
            return held <= most
        default: return !like(value)
        }
    }
}
