import Foundation
@testable import TongTong

/// What the border returns, as the JSON that every language makes of it (tests/scenarios/README.md).
enum Shape {
    static func of(_ value: Any) throws -> Json {
        switch value {
        case let text as String: return .text(text)
        case let flag as Bool: return .bool(flag)
        case let number as Int64: return .number(Decimal(number))
        case let number as UInt64: return .number(Decimal(number))
        case let number as UInt32: return .number(Decimal(number))
        case let number as UInt8: return .number(Decimal(number))
        case let bytes as Data: return .text(bytes.map { String(format: "%02x", $0) }.joined())
        case let reveal as Reveal:
            let words = try (0..<reveal.count).map { Json.text(try reveal.word($0)) }
            reveal.wipe()
            return .list(words)
        case is Void: return .null
        default: return try reflected(value)
        }
    }

    static func of(_ error: TongTongError) -> Json {
        [
            "kind": .text(snake(error.kind.rawValue)), "code": .text(error.code),
            "retryable": .bool(error.retryable), "facts": .object(error.facts.mapValues(Json.text)),
        ]
    }

    private static func reflected(_ value: Any) throws -> Json {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return try mirror.children.first.map { try of($0.value) } ?? .null
        case .collection: return .list(try mirror.children.map { try of($0.value) })
        case .struct: return .object(try fields(mirror))
        case .enum: return try variant(value, mirror)
        default: throw Problem("a value of the type \(type(of: value))")
        }
    }

    private static func variant(_ value: Any, _ mirror: Mirror) throws -> Json {
        let name = Json.text(snake(mirror.children.first?.label ?? "\(value)"))
        switch value {
        case is Wanted, is MessageContent, is MessageState, is PaymentState, is Warning, is Event:
            var object = try mirror.children.first.map { try fields(Mirror(reflecting: $0.value)) } ?? [:]
            object["type"] = name
            return .object(object)
        default: return name
        }
    }

    private static func fields(_ mirror: Mirror) throws -> [String: Json] {
        try mirror.children.reduce(into: [:]) { fields, child in
            guard let label = child.label else { throw Problem("a field without a name") }
            fields[snake(label)] = try of(child.value)
        }
    }

    /// `payKeyChanged` is `pay_key_changed`.
    static func snake(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}
