use super::*;

fn kotlin(source: &str) -> Vec<String> {
    of(Language::Kotlin, source).unwrap().into_iter().collect()
}

fn swift(source: &str) -> Vec<String> {
    of(Language::Swift, source).unwrap().into_iter().collect()
}

#[test]
fn a_kotlin_interface_lists_its_functions_with_their_signatures() {
    let source = "
/**
 * A device. { not a block }
 */
public interface DeviceInterface {

    /**
     * Says it.
     */
    suspend fun `say`(`peer`: PeerId, `text`: kotlin.String): RowId

    fun `subscribe`(`listener`: EventListener): Subscription

    companion object
}
";
    assert_eq!(
        kotlin(source),
        [
            "kotlin DeviceInterface: fun subscribe(listener: EventListener): Subscription",
            "kotlin DeviceInterface: interface DeviceInterface",
            "kotlin DeviceInterface: suspend fun say(peer: PeerId, text: kotlin.String): RowId",
        ]
    );
}

#[test]
fn a_changed_parameter_and_a_removed_function_are_seen() {
    let source = "interface A {\n fun `b`(`c`: Int)\n fun `d`()\n}\n";
    let before = kotlin(source);
    assert_ne!(kotlin(&source.replace("Int", "Long")), before);
    assert_eq!(kotlin(&source.replace("fun `d`()", "")).len(), before.len() - 1);
}

#[test]
fn a_kotlin_class_lists_what_it_adds_to_its_interface() {
    let source = "
open class Device: Disposable, AutoCloseable, DeviceInterface
{
    constructor(withHandle: UniffiWithHandle, handle: Long) {
        this.handle = handle
    }
    protected val handle: Long
    val uniffiIsDestroyed: Boolean get() = wasDestroyed.get()
    override fun destroy() { if (true) { clean() } }
    private class UniffiCleanAction(private val handle: Long) : Runnable {
        override fun run() { }
    }
    @Throws(TongTongException::class)
    @Suppress(\"X\")
    override suspend fun `lock`() {
        return call(callWithHandle { it }, { FfiConverterBoolean.lift(it) })
    }
    companion object {
    @Throws(TongTongException::class) fun `fromUtf8`(`bytes`: java.nio.ByteBuffer): Device {
            return lift(uniffiRustCall() { _status -> 1 }
    )
    }
    }
}
";
    assert_eq!(
        kotlin(source),
        [
            "kotlin Device.Companion: fun fromUtf8(bytes: java.nio.ByteBuffer): Device",
            "kotlin Device: open class Device: Disposable, AutoCloseable, DeviceInterface",
        ]
    );
}

#[test]
fn a_kotlin_record_shows_its_fields_in_their_order() {
    let source = "
data class Attempts (
    /**
     * How many.
     */
    val `count`: kotlin.UInt
    , 
    val `last`: Timestamp?
    
){
    companion object
}
";
    let line = "kotlin Attempts: data class Attempts(val count: kotlin.UInt, val last: Timestamp?)";
    assert_eq!(kotlin(source), [line]);
}

#[test]
fn kotlin_enums_list_their_entries() {
    let source = "
enum class Alert {

    /**
     * One.
     */
    PAY_KEY_CHANGED,
    BEHIND;

    companion object
}
sealed class Event {
    data class Online(
        val `peer`: PeerId) : Event()
    {
        companion object
    }
    object Changed : Event()
}
";
    assert_eq!(
        kotlin(source),
        [
            "kotlin Alert: BEHIND",
            "kotlin Alert: PAY_KEY_CHANGED",
            "kotlin Alert: enum class Alert",
            "kotlin Event.Changed: object Changed: Event()",
            "kotlin Event.Online: data class Online(val peer: PeerId): Event()",
            "kotlin Event: sealed class Event",
        ]
    );
}

#[test]
fn a_kotlin_error_shows_its_fields_and_not_its_machinery() {
    let source = "
sealed class TongTongException: kotlin.Exception() {
    class Failed(
        val `kind`: ErrorKind
        ) : TongTongException() {
        override val message
            get() = \"kind=${ `kind` }\"
    }
    companion object ErrorHandler : UniffiRustCallStatusErrorHandler<TongTongException> {
        override fun lift(error_buf: RustBuffer.ByValue): TongTongException = FfiConverterX.lift(error_buf)
    }
}
public typealias PeerId = kotlin.String
public typealias FfiConverterTypePeerId = FfiConverterString
";
    assert_eq!(
        kotlin(source),
        [
            "kotlin PeerId: typealias PeerId = kotlin.String",
            "kotlin TongTongException.Failed: class Failed(val kind: ErrorKind): TongTongException()",
            "kotlin TongTongException: sealed class TongTongException: kotlin.Exception()",
        ]
    );
}

#[test]
fn what_kotlin_hides_is_not_listed() {
    let source = "internal object A {\n fun b() = 1\n}\nprivate fun c() {\n}\ninternal fun d(): Int = 1\n";
    assert!(kotlin(source).is_empty());
    assert_eq!(kotlin("fun `d`(`x`: Int): Int = 1 + 2\n"), ["kotlin d: fun d(x: Int): Int"]);
}

#[test]
fn a_swift_protocol_is_listed_and_its_class_does_not_say_it_again() {
    let source = "
public protocol DeviceProtocol: AnyObject, Sendable {
    func say(peer: PeerId, text: String) async throws  -> RowId
}
open class Device: DeviceProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
        public init() {}
    }
    required public init(unsafeFromHandle handle: UInt64) {
        self.handle = handle
    }
public static func `open`(profile: String)async throws  -> Device  {
    return { it }
}
open func say(peer: PeerId, text: String)async throws  -> RowId  {
    return
        try await x()
}
open func more()  {try! rustCall() {
}
}
}
";
    assert_eq!(
        swift(source),
        [
            "swift Device: open class Device: DeviceProtocol, @unchecked Sendable",
            "swift Device: open func more()",
            "swift Device: static func open(profile: String) async throws -> Device",
            "swift DeviceProtocol: func say(peer: PeerId, text: String) async throws -> RowId",
            "swift DeviceProtocol: protocol DeviceProtocol: AnyObject, Sendable",
        ]
    );
}

#[test]
fn a_swift_record_and_an_enum_show_what_they_hold() {
    let source = "
public struct Attempts: Equatable, Hashable {
    public let count: UInt32
    let hidden: Int
    public init(
        /**
         * How many.
         */count: UInt32) {
        self.count = count
    }
}
public 
enum VaultError: Swift.Error, Equatable {
    case Failed(
        kind: Kind, 
        code: String
    )
    case Held
    func hidden() -> Int {
        switch self { case .Held: return 1 }
    }
}
fileprivate extension Data {
    init(x: Int) {}
}
";
    assert_eq!(
        swift(source),
        [
            "swift Attempts: init(count: UInt32)",
            "swift Attempts: let count: UInt32",
            "swift Attempts: struct Attempts: Equatable, Hashable",
            "swift VaultError: case Failed(kind: Kind, code: String)",
            "swift VaultError: case Held",
            "swift VaultError: enum VaultError: Swift.Error, Equatable",
        ]
    );
}

#[test]
fn what_texts_and_comments_say_is_not_read() {
    assert_eq!(swift("public let a = \"} \\\" {\" // {\n/* { /* } */ */public var b: Int\n").len(), 2);
}

#[test]
fn a_source_that_cannot_be_followed_is_an_error() {
    for source in ["interface A {\n", "}\n", "fun a(\n", "fun a(]\n", "/* \n", "val a = \"\n"] {
        assert!(of(Language::Kotlin, source).is_err(), "{source}");
    }
}
