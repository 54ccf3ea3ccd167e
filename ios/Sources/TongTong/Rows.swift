import CoreBindings
import Foundation

extension Message {
    /// When it was sent, by its writer's clock, put in the order of the screen.
    public var sentAt: Date { Date(millis: sent) }
    /// Its place in the conversation: a page is what is older than it.
    public var place: Place { Place(sent: sent, row: row) }
    /// Whether I wrote it.
    public var isMine: Bool { author == .me }
    /// What it says, if it says something: the text of a message, a request or a payment.
    public var text: String? {
        switch content {
        case .text(let text), .request(_, let text): text
        case .payment(_, _, let text): text
        case .accepted, .silent, .unknown: nil
        }
    }
}

extension Contact {
    /// Since when I know them.
    public var knownSince: Date { Date(millis: since) }
    /// When the user compared safety numbers.
    public var verifiedAt: Date? { verified.map(Date.init(millis:)) }
}

extension Payment {
    /// When it was signed, announced or first seen.
    public var date: Date { Date(millis: at) }
    /// Its place in the history: a page is what is older than it.
    public var place: PaymentPlace { PaymentPlace(at: at, id: id) }
}

extension Review {
    /// Until when it can be approved.
    public var approvableUntil: Date { Date(millis: notAfter) }
    /// The chain's expiration in the bytes, if it has one.
    public var expiresAt: Date? { expires.map(Date.init(millis:)) }
}

extension LogLine {
    /// When it was written.
    public var date: Date { Date(millis: at) }
}

extension Money {
    /// The amount with its asset, such as `10.5 TTC`.
    public var display: String { "\(text) \(asset)" }

    /// How many of the smallest unit, to calculate with.
    @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
    public var amount: UInt128? { UInt128(units) }
}

extension Wallet {
    /// What is held of one asset, if the network's profile names it.
    public func balance(of asset: String = "TTC") -> Balance? {
        balances.first { $0.confirmed.asset == asset }
    }
}

extension Date {
    /// A time of the library.
    init(millis: Timestamp) {
        self.init(timeIntervalSince1970: TimeInterval(millis) / 1_000)
    }
}
