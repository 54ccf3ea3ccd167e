import XCTest
@testable import TongTong

/// The story of the library, told by two devices in this process, and by one here and one of the command.
final class StoryTests: XCTestCase {
    func testTwoDevicesMeetTalkAndPayAndFindEverythingAfterARestart() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()

            // Events say that something came; the row says what.
            let heard = Task { () -> Message? in
                for await event in jimin.device.events {
                    if case .messageChanged(_, let row) = event,
                        let message = try await jimin.device.message(row), message.text == "Lunch at noon?"
                    {
                        return message
                    }
                }
                return nil
            }
            let row = try await alex.device.say("Lunch at noon?", to: jimin.peer)
            let lunch = try await heard.value
            XCTAssertEqual(lunch?.peer, alex.peer)
            XCTAssertEqual(lunch?.isMine, false)
            XCTAssertLessThan(abs(lunch?.sentAt.timeIntervalSinceNow ?? .infinity), 600)

            try await jimin.device.say("좋아요!", to: alex.peer)
            _ = try await alex.hears("좋아요!", from: jimin.peer)
            try await jimin.device.seen(lunch!)
            try await eventually("it was read") {
                if case .read = try await alex.device.message(row)?.state { () } else { nil }
            }

            try await alex.earns("100", in: world)
            try await jimin.device.newWallet(passPhrase: passPhrase, language: .korean).wipe()
            try await alex.canPay(jimin.peer)
            let review = try await alex.device.review(
                toContact: jimin.peer, amount: .exactly(amount: "10.5"), text: "for lunch")
            XCTAssertEqual(review.amount.display, "10.5 TTC")
            XCTAssertEqual(review.peer, jimin.peer)
            XCTAssertEqual(review.warnings, [.firstPayment])
            let payment = try await alex.device.approve(review, passPhrase: passPhrase)
            try await eventually("it is paid") {
                if case .confirmed = try await alex.device.payment(payment)?.state { () } else { nil }
            }
            try await eventually("it has come") {
                try? await jimin.device.refresh()
                return try await jimin.device.wallet().balance()?.confirmed.text == "10.5" ? () : nil
            }
            _ = try await jimin.hears("for lunch", from: alex.peer)

            let before = try await alex.device.messages(with: jimin.peer).filter { $0.text != nil }
            try await alex.device.shutdown()
            let again = try await world.open("Alex")
            let isSetUp = try await again.isSetUp()
            XCTAssertTrue(isSetUp)
            try await again.unlock(passPhrase: passPhrase)
            let after = try await again.messages(with: jimin.peer).filter { $0.text != nil }
            XCTAssertEqual(after.map(\.row), before.map(\.row))
            XCTAssertEqual(after.map(\.text), before.map(\.text))
            let payments = try await again.payments()
            XCTAssertEqual(payments.map(\.id).filter { $0 == payment }, [payment])
            try await jimin.device.say("Thanks", to: alex.peer)
            _ = try await Person(device: again, peer: alex.peer, phone: alex.phone).hears("Thanks", from: jimin.peer)

            try await again.shutdown()
            try await jimin.device.shutdown()
        }
    }

    func testADeviceHereAndOneOfTheCommandTalkAndPay() async throws {
        try await World.with { world in
            let alex = try await world.signUp("Alex", "+821012345678")
            let agent = try Agent(world, "jimin")
            let pass = Json.text(String(decoding: passPhrase, as: UTF8.self))
            try await agent.act("set_up", ["pass": pass])
            try await agent.act("request_code", ["phone": "+821087654321"])
            let code = try await world.code(for: "+821087654321")
            let signedUp = try await agent.act(
                "sign_up", ["phone": "+821087654321", "code": .text(code), "name": "지민"])
            let jimin = try XCTUnwrap(signedUp["peer"]?.text)

            _ = try await alex.device.find(phone: "+821087654321")
            try await alex.device.ask(jimin, text: "From Swift")
            _ = try await eventually("the command is asked") {
                try await agent.act("contacts").list?.first { $0["state"] == "asking" }
            }
            try await agent.act("accept", ["peer": .text(alex.peer)])
            try await alex.sees(jimin, .accepted)

            try await alex.device.say("Do you read me?", to: jimin)
            _ = try await eventually("the command hears") {
                try await agent.act("messages", ["peer": .text(alex.peer)]).list?
                    .first { $0["author"] == "them" && $0["text"] == "Do you read me?" }
            }
            try await agent.act("say", ["peer": .text(alex.peer), "text": "Loud and clear"])
            _ = try await alex.hears("Loud and clear", from: jimin)

            try await alex.earns("50", in: world)
            try await agent.act("wallet_new", ["pass": pass, "language": "en"])
            try await alex.canPay(jimin)
            let review = try await alex.device.review(toContact: jimin, amount: .exactly(amount: "7.25"))
            try await alex.device.approve(review, passPhrase: passPhrase)
            _ = try await eventually("the command is paid") {
                try await agent.act("refresh")
                return try await agent.act("payments").list?
                    .first { $0["direction"] == "in" && $0["state"] == "confirmed" && $0["amount"] == "7.25" }
            }

            try await alex.device.shutdown()
            await agent.end()
        }
    }

    func testWrongPassPhrasesAndWrongWordsAreTypedErrors() async throws {
        try await World.with { world in
            let device = try await world.open("Alex")
            try await device.setUp(passPhrase: passPhrase)
            try await device.lock()

            let wrong = try await error { try await device.unlock(passPhrase: Data("not the one at all".utf8)) }
            let refused = try XCTUnwrap(wrong as? TongTongError)
            XCTAssertEqual(refused.kind, .passPhrase)
            XCTAssertEqual(refused.code, "pass_phrase_wrong")
            XCTAssertEqual(refused.facts["failures"], "1")
            let locked = try await error { try await device.contacts() } as? TongTongError
            XCTAssertEqual(locked?.kind, .locked)
            try await device.unlock(passPhrase: passPhrase)

            let words = Data("abandon abandon zzzz abandon about about about about about about about about".utf8)
            let misspelt = try await error { try await device.restoreWallet(passPhrase: passPhrase, words: words) }
            let unknown = try XCTUnwrap(misspelt as? TongTongError)
            XCTAssertEqual(unknown.kind, .words)
            XCTAssertEqual(unknown.code, "word_unknown")
            XCTAssertEqual(unknown.facts["position"], "3")

            let empty = try await error { try await device.unlock(passPhrase: Data()) } as? TongTongError
            XCTAssertEqual(empty?.kind, .passPhrase)

            let reveal = try await device.newWallet(passPhrase: passPhrase)
            let shown = try (0..<reveal.count).map(reveal.word)
            XCTAssertEqual(shown.count, 12)
            XCTAssertTrue(Set(shown).isSubset(of: TongTong.wordList(.english)))
            let beyond = try await error { try reveal.word(12) } as? TongTongError
            XCTAssertEqual(beyond?.code, "word_place")
            let negative = try await error { try reveal.word(-1) } as? TongTongError
            XCTAssertEqual(negative?.code, "word_place")
            reveal.wipe()
            XCTAssertEqual(reveal.count, 0)
            let wiped = try await error { try reveal.word(0) } as? TongTongError
            XCTAssertEqual(wiped?.code, "secret_used")

            let other = try await world.open("Other")
            try await other.setUp(passPhrase: passPhrase)
            try await other.restoreWallet(passPhrase: passPhrase, words: Data(shown.joined(separator: " ").utf8))
            try await device.shutdown()
            try await other.shutdown()
            let gone = try await error { try await device.contacts() } as? TongTongError
            XCTAssertEqual(gone?.code, "shut_down")
        }
    }
}
