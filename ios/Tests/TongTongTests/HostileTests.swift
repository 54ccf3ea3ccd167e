import XCTest
@testable import TongTong

/// Whatever text an app passes in, the answer is a result or a typed error.
final class HostileTests: XCTestCase {
    private static let huge = String(repeating: "가", count: 10 << 20 / 3)
    private static let texts = ["", "\0", "a\0b", "\u{202E}\u{FEFF}\u{FFFF}", "\r\n", huge]

    /// The kind of the error, nil if there is none; another type of error fails.
    private func kind<T>(_ call: () async throws -> T) async throws -> TongTongError.Kind? {
        do {
            _ = try await call()
            return nil
        } catch let error as TongTongError {
            XCTAssertNotEqual(error.kind, .internal, error.code)
            XCTAssertFalse(error.facts.values.contains { $0.utf8.count > 100 }, error.code)
            return error.kind
        }
    }

    func testNumbersAndAddressesThatAreNoneAreErrorsOfInput() async throws {
        try await withOfflineDevice { device in
            try await device.setUp(passPhrase: passPhrase)
            for text in Self.texts {
                let found = try await kind { try await device.find(phone: text) }
                XCTAssertEqual(found, .input)
                let asked = try await kind { try await device.requestCode(phone: text) }
                XCTAssertEqual(asked, .input)
                let opened = try await kind { try await TongTong.open(profile: text, folder: makeFolder()) }
                XCTAssertEqual(opened, .input)
                let paid = try await kind { try await device.receiveAddress(asset: text) }
                XCTAssertEqual(paid, .input)
                let known = try await kind { try await device.contact(text) }
                XCTAssertNotNil(known)
            }
        }
    }

    func testTextsThatAreTakenComeAsTheyAreAndTheOthersAreErrorsOfInput() async throws {
        try await World.with { world in
            let (alex, jimin) = try await world.friends()
            let fourth = try await world.signUp("Sora", "+821055556666")
            _ = try await fourth.device.find(phone: jimin.phone)
            for text in Self.texts {
                let said = try await kind { try await alex.device.say(text, to: jimin.peer) }
                print("a text of \(text.utf8.count) bytes: \(said.map { $0.rawValue } ?? "taken")")
                if said == nil {
                    let heard = try await jimin.hears(text, from: alex.peer)
                    XCTAssertEqual(heard.text.map { Array($0.utf8) }, Array(text.utf8))
                } else {
                    XCTAssertEqual(said, .input)
                }
            }
            let asked = try await kind { try await fourth.device.ask(jimin.peer, text: Self.huge) }
            XCTAssertEqual(asked, .input)
            for person in [alex, jimin, fourth] { try await person.device.shutdown() }
        }
    }
}
