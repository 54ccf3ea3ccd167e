import CoreBindings

/// What holds a name, a text, an address or an amount, and so prints as no more than what it is: `"\(message)"` in
/// an app's log is `Message`.
///
/// `dump`, `Mirror` and a debugger show everything all the same, and so do the fields when they are printed.
public protocol Unprinted: CustomStringConvertible, CustomDebugStringConvertible {}

extension Unprinted {
    public var description: String { "\(Self.self)" }
    public var debugDescription: String { description }
}

extension Own: Unprinted {}
extension Contact: Unprinted {}
extension Conversation: Unprinted {}
extension Message: Unprinted {}
extension Money: Unprinted {}
extension Balance: Unprinted {}
extension Wallet: Unprinted {}
extension Part: Unprinted {}
extension Payment: Unprinted {}
extension Review: Unprinted {}

extension MessageContent: Unprinted {
    /// Its case.
    public var description: String {
        switch self {
        case .request: "request"
        case .accepted: "accepted"
        case .text: "text"
        case .payment: "payment"
        case .silent: "silent"
        case .unknown: "unknown"
        }
    }
}

extension Wanted: Unprinted {
    /// Its case.
    public var description: String {
        switch self {
        case .exactly: "exactly"
        case .max: "max"
        }
    }
}
