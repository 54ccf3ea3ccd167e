import CoreBindings
import Foundation

/// People: found, asked, accepted, verified.
extension TongTong {
    /// Looks a number up in the phone directory.
    ///
    /// - Throws: `number_not_found`; `that_is_you`; kind `input` if it is no number.
    public func find(phone: String) async throws -> Contact {
        try await calling { try await device.find(phone: phone) }
    }

    /// Takes a public card that came by another way, such as a QR code.
    ///
    /// - Throws: Kind `contact` if the card is not valid, or my own.
    public func meet(card: Data) async throws -> Contact {
        try await calling { try await device.meet(card: card) }
    }

    /// Asks someone to be a contact. The request waits here until their device has it.
    ///
    /// - Throws: `text_length` with the fact `max`; `already_done`; `contact_unknown`.
    public func ask(_ peer: PeerId, text: String = "") async throws {
        try await calling { try await device.ask(peer: peer, text: text) }
    }

    /// Accepts someone who asked.
    ///
    /// - Throws: Kind `contact` if they have not asked.
    public func accept(_ peer: PeerId) async throws {
        try await calling { try await device.accept(peer: peer) }
    }

    /// States that the safety numbers were compared by voice and agree.
    ///
    /// - Throws: `contact_unknown`.
    public func verify(_ peer: PeerId) async throws {
        try await calling { try await device.verify(peer: peer) }
    }

    /// The safety number of me and this person: the same 60 digits on both screens.
    public func safetyNumber(with peer: PeerId) async throws -> String {
        try await calling { try await device.safetyNumber(peer: peer) }
    }

    /// Everyone I know.
    public func contacts() async throws -> [Contact] {
        try await calling { try await device.contacts() }
    }

    /// One of them.
    ///
    /// - Throws: `contact_unknown`.
    public func contact(_ peer: PeerId) async throws -> Contact {
        try await calling { try await device.contact(peer: peer) }
    }

    /// Who is online just now.
    public func online() async throws -> [Presence] {
        try await calling { try await device.online() }
    }

    /// Seeks a live session with a contact even if nothing waits: their profile is on the screen.
    public func connect(to peer: PeerId) async throws {
        try await calling { try await device.connect(peer: peer) }
    }
}
