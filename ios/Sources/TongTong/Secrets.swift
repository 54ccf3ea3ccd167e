import CoreBindings
import Foundation

/// A wallet's words, to be shown to the user: the only way by which a secret leaves the library.
///
/// The library holds and wipes them; a word becomes a `String` only when it is asked for.
public final class Reveal: Sendable {
    private let words: CoreBindings.Reveal

    init(_ words: CoreBindings.Reveal) {
        self.words = words
    }

    /// How many words there are; 0 once they are wiped.
    public var count: Int { Int(words.count()) }

    /// One of them, from 0. Show it and keep no copy.
    ///
    /// - Throws: `secret_used` once they are wiped; `word_place` if there are fewer.
    public func word(_ place: Int) throws -> String {
        // A place that is no number of the border's is one that no phrase has.
        try mapped { try words.word(place: UInt32(exactly: place) ?? .max) }
    }

    /// Wipes them now instead of when this object goes.
    public func wipe() {
        words.wipe()
    }
}

extension Data {
    /// Overwrites these bytes with zeros, for a secret that is no longer needed. Other copies are not reached.
    public mutating func wipe() {
        resetBytes(in: startIndex..<endIndex)
    }
}
