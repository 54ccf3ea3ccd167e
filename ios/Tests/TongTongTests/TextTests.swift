import XCTest
@testable import TongTong

/// Words for people, in both languages.
final class TextTests: XCTestCase {
    private func failed(
        _ kind: TongTongError.Kind, _ code: String, _ facts: [String: String] = [:]
    ) -> TongTongError {
        TongTongError(kind: kind, code: code, retryable: false, facts: facts)
    }

    /// Every code that the table of texts names, in the order of the table.
    private static let codes: [String] = {
        let here = URL(fileURLWithPath: #filePath)
        let table = here.appending(path: "../../../../bindings/texts/errors.tsv").standardized
        let lines = (try? String(contentsOf: table, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: "\t").first.map(String.init) }
    }()

    func testTheVersionIsThatOfTheLibrary() {
        XCTAssertEqual(TongTong.version.split(separator: ".").count, 3)
    }

    func testEveryCodeHasATextInBothLanguages() {
        XCTAssertGreaterThan(Self.codes.count, 50)
        for code in Self.codes {
            XCTAssertNotNil(ErrorTexts.english(code), code)
            let korean = ErrorTexts.korean(code)
            XCTAssertTrue(korean?.contains(/\p{Hangul}/) ?? false, code)
        }
    }

    func testFactsAreFilledIn() {
        let error = failed(.words, "word_unknown", ["position": "3", "suggestion": "zoo"])
        XCTAssertTrue(error.text(language: .english).contains("3"))
        XCTAssertTrue(error.text(language: .korean).contains("3"))
        XCTAssertFalse(error.text(language: .korean).contains("{"))
    }

    func testATextWhoseFactIsMissingIsThatOfTheKind() {
        let error = failed(.words, "word_unknown")
        XCTAssertEqual(error.text(language: .english), ErrorTexts.english("kind.Words"))
        XCTAssertEqual(error.text(language: .korean), ErrorTexts.korean("kind.Words"))
    }

    func testEveryKindHasATextForCodesThatAreNewerThanTheLayer() {
        for kind in TongTongError.Kind.allCases {
            let error = failed(kind, "a_code_of_tomorrow", ["wait_seconds": "5"])
            XCTAssertNotEqual(error.text(language: .english), error.code, kind.rawValue)
            XCTAssertNotEqual(error.text(language: .korean), error.code, kind.rawValue)
        }
    }

    func testTheDescriptionIsInTheLanguageOfTheLocale() {
        let error = failed(.locked, "locked")
        let language: Language = Locale.current.language.languageCode?.identifier == "ko" ? .korean : .english
        XCTAssertEqual(error.localizedDescription, error.text(language: language))
        XCTAssertEqual(error.errorDescription, error.localizedDescription)
    }
}
