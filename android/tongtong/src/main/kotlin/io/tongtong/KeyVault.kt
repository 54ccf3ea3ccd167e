package io.tongtong

import io.tongtong.core.ForeignKeyVault
import io.tongtong.core.SecretSink as CoreSink
import io.tongtong.core.VaultException

/**
 * The device's safe, implemented by the app: Android Keystore, or software on a computer.
 *
 * It is called on threads that may block, never on the app's main thread, so it may show a biometric prompt.
 * Every write is durable when the call returns. It answers by [VaultException]; anything else that it throws
 * counts as [VaultException.Storage] and is dropped, because it may hold anything. The arrays that it is given
 * are wiped when the call returns.
 *
 * **Do not call the device from here**: it waits for the answer, so that both would wait for ever, and while a prompt
 * is open [TongTong.shutdown] answers `still_closing`.
 */
interface KeyVault {
    /** What it can do. */
    fun capability(): Capability

    /**
     * Puts the HMAC-SHA-256 of the input by the tier's key into [output]: at least 32 bytes, the same for the
     * same input. `Unsupported` where there is no PRF.
     */
    fun prf(tier: Tier, input: ByteArray, output: SecretSink)

    /** Encrypts under the tier's key, where there is no PRF. */
    fun wrap(tier: Tier, secret: ByteArray): ByteArray

    /** Puts what [wrap] encrypted into [output]; `NotOurs` for anything else. */
    fun unwrap(tier: Tier, wrapped: ByteArray, output: SecretSink)

    /** The marker, if one was set. */
    fun marker(): Marker?

    /** Sets the marker. */
    fun setMarker(marker: Marker)

    /** Wrong pass phrases so far. */
    fun attempts(): Attempts

    /**
     * Counts one more and returns the new count with both times kept: [now] in milliseconds since 1970,
     * [sinceBoot] in milliseconds.
     */
    fun raiseAttempts(now: Long, sinceBoot: Long): Attempts

    /** Forgets them, after a success. */
    fun clearAttempts()

    /** Destroys every key, the marker and the count. */
    fun delete()
}

/** Where a key vault puts a secret that it made or opened: memory that Rust owns and wipes. */
class SecretSink internal constructor(private val core: CoreSink) {
    /**
     * Puts the bytes in; the last ones put in count. Wipe your array afterwards.
     *
     * @throws TongTongException.Input `secret_too_long` over 4,096 bytes
     */
    fun put(secret: ByteArray) = answered { lent(secret) { core.put(it) } }
}

/** An app's safe as the border takes it. */
internal class VaultAdapter(private val vault: KeyVault) : ForeignKeyVault {
    override fun capability() = kept { vault.capability() }

    override fun prf(tier: Tier, input: ByteArray, output: CoreSink) = kept(input) {
        output.use { vault.prf(tier, input, SecretSink(it)) }
    }

    override fun wrap(tier: Tier, secret: ByteArray) = kept(secret) { vault.wrap(tier, secret) }

    override fun unwrap(tier: Tier, wrapped: ByteArray, output: CoreSink) = kept(wrapped) {
        output.use { vault.unwrap(tier, wrapped, SecretSink(it)) }
    }

    override fun marker() = kept { vault.marker() }

    override fun setMarker(marker: Marker) = kept { vault.setMarker(marker) }

    override fun attempts() = kept { vault.attempts() }

    override fun raiseAttempts(now: Long, sinceBoot: Long) = kept { vault.raiseAttempts(now, sinceBoot) }

    override fun clearAttempts() = kept { vault.clearAttempts() }

    override fun delete() = kept { vault.delete() }

    /** Lets a declared answer through and drops everything else, errors of the machine too. */
    private inline fun <T> kept(lent: ByteArray = NOTHING, call: () -> T): T =
        try {
            call()
        } catch (said: VaultException) {
            throw said
        } catch (_: Throwable) {
            throw VaultException.Storage()
        } finally {
            lent.fill(0)
        }

    private companion object {
        val NOTHING = ByteArray(0)
    }
}
