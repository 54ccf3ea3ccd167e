import CoreBindings
import Foundation

/// Set up, unlocked, signed up, locked.
extension TongTong {
    /// Whether this device has its keys, and so needs unlocking instead of setting up.
    public func isSetUp() async throws -> Bool {
        try await calling { try await device.isSetUp() }
    }

    /// Makes the keys of a new device under a pass phrase, and leaves it unlocked.
    ///
    /// - Throws: `set_up_already`; `pass_phrase_weak` where the key vault is no hardware.
    public func setUp(passPhrase: Data) async throws {
        try await calling { try await device.setUp(pass: .fromUtf8(bytes: passPhrase)) }
    }

    /// Opens the device: the messenger goes online, and whatever was owed goes on. Being offline is no error.
    ///
    /// - Throws: `pass_phrase_wrong` with the facts `failures` and `wait_seconds`; `pass_phrase_wait`; `old_copy`.
    public func unlock(passPhrase: Data) async throws {
        try await calling { try await device.unlock(pass: .fromUtf8(bytes: passPhrase)) }
    }

    /// Opens a device that answered `old_copy`, because the user says that a backup of the folder was put back.
    /// Nothing that the copy does not know is used twice.
    ///
    /// - Throws: As ``unlock(passPhrase:)``.
    public func unlockOldCopy(passPhrase: Data) async throws {
        try await calling { try await device.unlockOldCopy(pass: .fromUtf8(bytes: passPhrase)) }
    }

    /// Wipes every key from memory and goes offline, until ``unlock(passPhrase:)``. A task that is cancelled does so
    /// too.
    public func lock() async throws {
        try await cleaningUp { try await device.lock() }
    }

    /// Asks for a code to be sent to this number, written as people write it.
    ///
    /// - Throws: Kind `input` if it is no number; `wait`.
    public func requestCode(phone: String) async throws {
        try await calling { try await device.requestCode(phone: phone) }
    }

    /// Signs up: proves the number by its code, publishes the public card, and goes online.
    ///
    /// - Throws: `sms_code_wrong` with the fact `left`; `sms_code_expired`; `number_held`; `signed_up_already`.
    @discardableResult
    public func signUp(phone: String, code: String, name: String) async throws -> PeerId {
        try await calling { try await device.signUp(phone: phone, code: code, name: name) }
    }

    /// Who I am, once signed up.
    public func own() async throws -> Own? {
        try await calling { try await device.own() }
    }

    /// Allows or forbids direct paths, which show IP addresses to accepted contacts. Sessions begin anew.
    public func allowDirect(_ allowed: Bool) async throws {
        try await calling { try await device.allowDirect(allowed: allowed) }
    }
}
