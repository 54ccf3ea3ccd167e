import CoreBindings
import Foundation

/// A device: the messenger and the wallet of one folder.
///
/// Open one for each folder and keep it as long as the app lives. Every call may be made from any task or actor.
/// A call that has begun goes on to its end even if its task is cancelled, and then answers as if it had not
/// been; a call in a task that is cancelled already throws `CancellationError` and does nothing, except ``lock()``
/// and ``shutdown()``, which clean up all the same. Everything else that is thrown is a ``TongTongError``.
///
/// Pass phrases and words are UTF-8 bytes, never a `String`: they are copied into memory that the library wipes.
/// Wipe your own afterwards (``Foundation/Data/wipe()``).
public final class TongTong: Sendable {
    let device: Device

    init(_ device: Device) {
        self.device = device
    }

    /// The version of the library, as `major.minor.patch`.
    public static var version: String { CoreBindings.version() }

    /// Opens the device of a folder, locked. The folder is made if it is not there; it belongs to one device in
    /// one process at a time, on storage that is not backed up or synchronised.
    ///
    /// - Parameters:
    ///   - profile: The network's JSON, as text.
    ///   - folder: A folder of its own.
    ///   - keyVault: The device's safe. Without one a file in the folder holds the device's keys: good for a
    ///     computer and for tests; it is no hardware, so a strong pass phrase is demanded.
    ///   - wakeUp: The app's push service.
    ///   - logger: The app's log.
    /// - Throws: ``TongTongError`` of kind `input` for a bad profile, `storage` if another process has the folder.
    public static func open(
        profile: String,
        folder: URL,
        keyVault: (any KeyVault)? = nil,
        wakeUp: (any WakeUp)? = nil,
        logger: (any Logger)? = nil
    ) async throws -> TongTong {
        try await calling {
            let path = folder.path(percentEncoded: false)
            let device = try await Device.open(
                profile: profile, folder: path, keyVault: keyVault, wakeUp: wakeUp, logger: logger)
            return TongTong(device)
        }
    }

    /// Locks the device and lets its folder go; afterwards every other call throws `shut_down`, and ``events``
    /// end. Doing so twice is harmless: both wait until the folder is free. A task that is cancelled does so too. A
    /// device that is dropped without is shut down in the background.
    ///
    /// - Throws: `still_closing` of kind `state`, retryable, if a prompt of the key vault or another call holds the
    ///   device up for ten seconds. It goes on closing meanwhile: call again to wait on.
    public func shutdown() async throws {
        try await cleaningUp { try await device.shutdown() }
    }

    /// What happens, told after it is durable.
    public var events: Events { Events(device) }

    /// The words of a list, in its order, as users write them: public data, for a keyboard that completes words.
    public static func wordList(_ language: Language) -> [String] {
        CoreBindings.wordList(language: language)
    }
}
