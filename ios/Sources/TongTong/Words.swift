import Foundation

/// Words for people.
extension TongTongError: LocalizedError {
    /// The text in the user's language: Korean where the locale is, and else English.
    public var errorDescription: String? {
        text(language: Locale.current.language.languageCode?.identifier == "ko" ? .korean : .english)
    }

    /// The text in one of the languages, with the facts filled in: that of the code, or else that of the kind.
    public func text(language: Language) -> String {
        let words = language == .korean ? ErrorTexts.korean : ErrorTexts.english
        let kindName = "kind." + kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        return words(code).flatMap(filled) ?? words(kindName).flatMap(filled) ?? code
    }

    /// The text with its names in braces replaced by facts; nil if one is missing.
    private func filled(_ text: String) -> String? {
        let whole = facts.reduce(text) { text, fact in
            text.replacingOccurrences(of: "{\(fact.key)}", with: fact.value)
        }
        return whole.contains("{") ? nil : whole
    }
}
