import Foundation

/// A JSON value. Its numbers are whole, as everywhere at the border.
enum Json: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Decimal)
    case text(String)
    case list([Json])
    case object([String: Json])

    init(data: Data) throws {
        self = try JSONDecoder().decode(Json.self, from: data)
    }

    subscript(_ name: String) -> Json? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var list: [Json]? {
        if case .list(let list) = self { list } else { nil }
    }

    var fields: [String: Json]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    var int: Int? {
        if case .number(let number) = self { NSDecimalNumber(decimal: number).intValue } else { nil }
    }

    /// As one line.
    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }
}

extension Json: Codable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Decimal.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([Json].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: Json].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let fields): try value.encode(fields)
        }
    }
}

extension Json: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    init(stringLiteral text: String) { self = .text(text) }
    init(dictionaryLiteral fields: (String, Json)...) { self = .object(Dictionary(uniqueKeysWithValues: fields)) }
    init(arrayLiteral list: Json...) { self = .list(list) }
}
