import Foundation

/// Words for people.
extension TongTongError: LocalizedError {
    /// The text in the user's language: Korean where the locale is, and else English.
    public var errorDescription: String? {
        text(language: Locale.current.language.languageCode?.identifier == "ko" ? .korean : .english)
    }

    /// The text in one of the languages, with the facts filled in.
    public func text(language: Language) -> String {
        let texts =
            switch language {
            case .english: ErrorTexts.english
            case .korean: ErrorTexts.korean
            }
        let text = texts[code] ?? code
        return facts.reduce(text) { text, fact in
            text.replacingOccurrences(of: "{\(fact.key)}", with: fact.value)
        }
    }
}
