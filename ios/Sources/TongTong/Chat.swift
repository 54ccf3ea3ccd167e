import CoreBindings
import Foundation

/// Conversations and messages.
extension TongTong {
    /// Everyone I know with what was said last, the newest first.
    public func conversations() async throws -> [Conversation] {
        try await calling { try await device.conversations() }
    }

    /// Says something to a contact. It is kept when this returns, and waits until it is delivered.
    ///
    /// - Throws: `text_length` with the fact `max`; `contact_not_accepted`.
    @discardableResult
    public func say(_ text: String, to peer: PeerId) async throws -> RowId {
        try await calling { try await device.say(peer: peer, text: text) }
    }

    /// I have seen everything up to this message; the other side is told.
    public func seen(_ message: Message) async throws {
        try await seen(message.row, with: message.peer)
    }

    /// The same for a message by its row.
    ///
    /// - Throws: Kind `contact` if there is no such message.
    public func seen(_ row: RowId, with peer: PeerId) async throws {
        try await calling { try await device.seen(peer: peer, row: row) }
    }

    /// A page of a conversation, newest first.
    ///
    /// - Parameters:
    ///   - before: The oldest message already shown; nil for the first page.
    ///   - limit: How many at most.
    public func messages(
        with peer: PeerId, before: Message? = nil, limit: Int = 50
    ) async throws -> [Message] {
        try await messages(with: peer, olderThan: before?.place, limit: limit)
    }

    /// The same from a place on; nil for the newest.
    public func messages(with peer: PeerId, olderThan place: Place?, limit: Int = 50) async throws -> [Message] {
        try await calling {
            try await device.messages(peer: peer, before: place, limit: UInt32(clamping: limit))
        }
    }

    /// One message, if it is there.
    public func message(_ row: RowId) async throws -> Message? {
        try await calling { try await device.message(row: row) }
    }
}
