import XCTest
@testable import TongTong

/// What is private is not printed by accident.
final class PrintTests: XCTestCase {
    private static let secret = "a private text"

    /// One of each, with the private text wherever a text fits.
    private var rows: [Any] {
        let id = Self.secret
        let money = Money(asset: id, units: id, decimals: 5, text: id)
        let balance = Balance(state: .seen, confirmed: money, coming: money, leaving: money)
        let part = Part(address: id, money: money)
        let content = MessageContent.text(text: id)
        let message = Message(
            row: id, peer: id, author: .me, sent: 0, content: content, state: .read(at: 0), path: nil)
        let contact = Contact(
            peer: id, state: .accepted, since: 0, name: id, verified: nil, payable: true, alerts: [])
        return [
            Own(peer: id, name: id, card: Data(id.utf8)), contact, message, content,
            Conversation(contact: contact, last: message, unread: 0), money, balance,
            Wallet(balances: [balance], scanning: false), Wanted.exactly(amount: id), part,
            Payment(
                id: id, direction: .out, amount: money, fee: money, costs: [money], to: id, subAddress: id, memo: id,
                peer: id, state: .signed, at: 0, body: id, transactions: [id], plan: id, change: part,
                message: id, included: nil),
            Review(
                digest: id, direction: .out, network: id, to: id, subAddress: id, peer: id, amount: money, fee: money,
                costs: [money], sources: [part], change: part, feeChange: part, feeTo: id, memo: id, text: id, expires: nil, notAfter: 0,
                body: id, warnings: []),
        ]
    }

    func testARowPrintsAsItsTypeWhereverItIs() {
        for row in rows {
            var printed = "\(row) \([row]) \([1: row]) \(Optional(row) as Any) \((row, row)) \(Kept(row: row))"
            printed += String(describing: row) + String(reflecting: row)
            print(row, [row], to: &printed)
            debugPrint(row, to: &printed)
            XCTAssertFalse(printed.contains(Self.secret), printed)
        }
        XCTAssertEqual("\(rows[0]) \(rows[1]) \(rows[2])", "Own Contact Message")
        XCTAssertEqual("\(MessageContent.accepted) \(Wanted.max)", "accepted max")
    }

    /// A type of an app.
    private struct Kept {
        let row: Any
    }

    func testEveryRowThatHoldsSomethingPrivateIsUnprinted() throws {
        let here = URL(fileURLWithPath: #filePath)
        let layer = here.appending(path: "../../../Sources/TongTong/Unprinted.swift").standardized
        let core = here.appending(path: "../../../Sources/CoreBindings/CoreBindings.swift").standardized
        let unprinted = try Set(
            String(contentsOf: layer, encoding: .utf8).matches(of: /extension (\w+): Unprinted/).map { String($0.1) })
        let types = try Set(
            String(contentsOf: core, encoding: .utf8)
                .matches(of: /public (?:indirect )?(?:struct|enum) (\w+):/).map { String($0.1) }
                .filter { !$0.hasPrefix("FfiConverter") })
        // A new type is added here by somebody who has seen that it holds nothing private.
        let open: Set = [
            "Alert", "Attempts", "Author", "BalanceState", "CallbackError", "Capability", "ContactState", "Direction",
            "ErrorKind", "Event", "Inclusion", "Language", "Level", "LogLine", "Marker", "MessageState", "Path",
            "PaymentPlace", "PaymentState", "Place", "Presence", "Tier", "TongTongError", "VaultError", "WakeUpFailure",
            "Warning", "Why",
        ]
        XCTAssertEqual(types.subtracting(open), unprinted)
        XCTAssertTrue(open.isDisjoint(with: unprinted))
    }
}
