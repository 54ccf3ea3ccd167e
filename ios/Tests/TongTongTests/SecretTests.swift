import XCTest
import class CoreBindings.PassPhrase
@testable import TongTong

/// Secrets cross the border as bytes, once, and leave it a word at a time.
final class SecretTests: XCTestCase {
    /// Every public function in which a text of the user or of the library crosses, by name. A new one is added
    /// here by somebody who has seen that it is no secret. The only one that gives a secret out is `word`.
    private static let texts: Set = [
        "open", "wordList", "requestCode", "signUp", "find", "ask", "safetyNumber", "say", "review",
        "receiveAddress", "text", "word", "balance", "png", "svg",
    ]
    /// The same of the generated layer, which is not an app's.
    private static let generated = texts.union([
        "reviewForContact", "version", "contractPanic", "contractPanicHere", "contractWakeUp", "qrPng", "qrSvg",
    ])

    /// The names of the public functions of some sources that take or give a `String`.
    private func withTexts(_ sources: [URL]) throws -> Set<String> {
        var found: Set<String> = []
        // From `func` to the brace of the body: signatures may go over several lines.
        let function = /(?:public|open)(?: static)? func\s+`?(\w+)`?([^{]*)\{/
        for file in sources {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: function) where match.2.contains(/\bString\b/) {
                found.insert(String(match.1))
            }
        }
        return found
    }

    private func sources(_ module: String) throws -> [URL] {
        let here = URL(fileURLWithPath: #filePath)
        let folder = here.appending(path: "../../../Sources/\(module)").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension == "swift" }
    }

    func testNoSecretCrossesAsATextExceptAWordThatIsShown() throws {
        let files = try sources("TongTong")
        XCTAssertEqual(try withTexts(files), Self.texts)
        // What is called a pass phrase or words is bytes wherever it is taken.
        var taken = 0
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\b(passPhrase|words): (\w+)/) where match.2.first?.isUppercase ?? false {
                XCTAssertTrue(["Data", "CoreBindings"].contains(match.2), "\(file.lastPathComponent): \(match.0)")
                taken += 1
            }
        }
        XCTAssertGreaterThan(taken, 8)
    }

    func testNeitherDoesOneInTheGeneratedLayer() throws {
        let found = try withTexts(sources("CoreBindings")).filter { !$0.hasPrefix("FfiConverter") }
        let ownInner: Set = ["lift", "lower", "read", "write"]
        XCTAssertEqual(found.subtracting(ownInner), Self.generated.subtracting(["text", "balance", "png", "svg"]))
    }

    func testAPassPhraseIsUsedOnce() async throws {
        try await withOfflineDevice { device in
            let pass = try PassPhrase.fromUtf8(bytes: passPhrase)
            try await device.device.setUp(pass: pass)
            let second = try await TongTongError(error { try await device.device.unlock(pass: pass) })
            XCTAssertEqual(second.code, "secret_used")
            XCTAssertEqual(second.kind, .state)
        }
    }

    func testNoSecretCanBePrinted() async throws {
        try await withOfflineDevice { device in
            try await device.setUp(passPhrase: passPhrase)
            let reveal = try await device.newWallet(passPhrase: passPhrase)
            var printed = "\(reveal) \(String(reflecting: reveal)) "
            dump(reveal, to: &printed)
            let pass = try PassPhrase.fromUtf8(bytes: passPhrase)
            printed += "\(pass) \(String(reflecting: pass))"
            dump(pass, to: &printed)
            for place in 0..<reveal.count {
                let word = try reveal.word(place)
                XCTAssertNil(printed.range(of: "\\b\(word)\\b", options: .regularExpression))
            }
            XCTAssertFalse(printed.contains("canyon"))
        }
    }

    func testBytesThatAreWipedAreZeros() {
        var secret = Data("wheel canyon".utf8)
        secret.wipe()
        XCTAssertEqual(secret, Data(repeating: 0, count: 12))
        var part = Data("wheel canyon".utf8).dropFirst(6)
        part.wipe()
        XCTAssertEqual(Data(part), Data(repeating: 0, count: 6))
    }
}
