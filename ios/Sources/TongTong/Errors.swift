import CoreBindings
import Foundation

/// Why a call did not do as asked. Nothing is half done.
///
/// It holds no secret, no address, no number and no text of the user: it is safe to log.
public struct TongTongError: Error, Equatable, Sendable {
    /// What to do about it. Switch over all of them; ``TongTongError/code`` says the rest.
    public enum Kind: String, CaseIterable, Sendable {
        /// The device is locked: ask for the pass phrase and unlock.
        case locked
        /// The call does not fit where the device stands: not set up, signed up already, no wallet, shut down.
        case state
        /// The pass phrase is wrong, too weak, or not one.
        case passPhrase
        /// The words are not a valid phrase.
        case words
        /// A text or number that was passed in is malformed or too long.
        case input
        /// Too many tries: wait as long as the fact `wait_seconds` says.
        case wait
        /// The code from the SMS, or the number, was not taken.
        case signUp
        /// The person is unknown, has not accepted, or cannot be paid now.
        case contact
        /// The payment is refused: show why and let the user change it.
        case payment
        /// There is too little money: the facts `missing` and `coming` are in the smallest unit. With the code
        /// `not_enough_for_fee` the amount is there, and what is missing is of the fact `asset`, in which the fee is paid.
        case notEnough
        /// What was approved is no longer what would be signed: show a new review.
        case review
        /// Nobody answers: try again later.
        case offline
        /// A server answered what it should not.
        case server
        /// The data on this device: held by another process, full, damaged, or an old copy.
        case storage
        /// The device's safe refused or failed.
        case keyVault
        /// A fault of this library: please report the code.
        case `internal`
    }

    /// What to do about it.
    public let kind: Kind
    /// Which situation it is, stable for ever.
    public let code: String
    /// Whether the same call may succeed later without the user changing anything.
    public let retryable: Bool
    /// What belongs to it, by name.
    public let facts: [String: String]
}

extension TongTongError {
    /// What any error of the generated layer is here. What is no error of the core is a fault of the border, and
    /// its text is dropped: it may hold anything.
    init(_ error: any Error) {
        switch error as? CoreBindings.TongTongError {
        case .Failed(let kind, let code, let retryable, let facts):
            self.init(kind: Kind(kind), code: code, retryable: retryable, facts: facts)
        case nil:
            self.init(kind: .internal, code: "internal", retryable: false, facts: ["place": "border"])
        }
    }
}

extension TongTongError.Kind {
    /// A kind that is new in the library does not build here.
    init(_ kind: CoreBindings.ErrorKind) {
        switch kind {
        case .locked: self = .locked
        case .state: self = .state
        case .passPhrase: self = .passPhrase
        case .words: self = .words
        case .input: self = .input
        case .wait: self = .wait
        case .signUp: self = .signUp
        case .contact: self = .contact
        case .payment: self = .payment
        case .notEnough: self = .notEnough
        case .review: self = .review
        case .offline: self = .offline
        case .server: self = .server
        case .storage: self = .storage
        case .keyVault: self = .keyVault
        case .internal: self = .internal
        }
    }
}

/// Makes a call that answers at once, with its error as ours.
func mapped<T>(_ call: () throws -> T) throws(TongTongError) -> T {
    do {
        return try call()
    } catch {
        throw TongTongError(error)
    }
}

/// Makes a call, unless the task is cancelled already, with its error as ours.
func calling<T: Sendable>(_ call: () async throws -> T) async throws -> T {
    try Task.checkCancellation()
    return try await cleaningUp(call)
}

/// Makes a call even in a task that is cancelled, with its error as ours: an app cleans up when its task goes.
func cleaningUp<T: Sendable>(_ call: () async throws -> T) async throws -> T {
    do {
        return try await call()
    } catch {
        throw TongTongError(error)
    }
}
