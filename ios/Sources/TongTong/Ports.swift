import CoreBindings

// What an app may bring along. All are called on threads of the library that may block, never on the main thread.

/// The device's safe: Keychain and Secure Enclave, or software on a computer. It may show a biometric prompt.
/// Every write is durable when the call returns. Throw ``VaultError``; anything else counts as `Storage`, and its
/// text is dropped.
///
/// Do not call the device from a method of the safe: the device waits for its answer. What a method is given is a
/// copy in a `Data` that cannot be changed: it stays in memory until Swift frees it. Keep no reference to it, and
/// wipe every copy of your own (``Foundation/Data/wipe()``).
public typealias KeyVault = CoreBindings.ForeignKeyVault
/// What went wrong with the safe, as the app says it.
public typealias VaultError = CoreBindings.VaultError
/// Where a safe puts a secret that it made or opened: memory that the library owns and wipes.
public typealias SecretSink = CoreBindings.SecretSink
/// What a key vault can do.
public typealias Capability = CoreBindings.Capability
/// Which of the three roots of a device.
public typealias Tier = CoreBindings.Tier
/// What ties a store to this device, so that a copied store is noticed.
public typealias Marker = CoreBindings.Marker
/// Wrong pass phrases so far.
public typealias Attempts = CoreBindings.Attempts

/// Asks the push service to wake a contact's device. It never carries a message. Throw ``WakeUpFailure``;
/// anything else counts as `Offline`.
public typealias WakeUp = CoreBindings.ForeignWakeUp
/// Why nobody was woken.
public typealias WakeUpFailure = CoreBindings.WakeUpFailure

/// The app's log: takes lines of codes and counts, which hold nothing private. A line that it cannot take is lost.
public typealias Logger = CoreBindings.ForeignLogger
/// One line.
public typealias LogLine = CoreBindings.LogLine
/// How much a line matters.
public typealias Level = CoreBindings.Level

/// Names that other modules have too can be written `TongTong.Logger`, and so on.
extension TongTong {
    public typealias Logger = CoreBindings.ForeignLogger
    public typealias Level = CoreBindings.Level
    public typealias Event = CoreBindings.Event
    public typealias Message = CoreBindings.Message
    public typealias Alert = CoreBindings.Alert
}
