package io.tongtong

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import io.tongtong.core.VaultException
import java.io.File
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import java.security.GeneralSecurityException
import java.security.SecureRandom
import java.util.HexFormat
import javax.crypto.Cipher
import javax.crypto.Mac
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** A safe in a file: a key for each tier, the marker and the count. Every write is on disk when it returns. */
open class SoftwareVault(private val file: File) : KeyVault {
    private val random = SecureRandom()

    override fun capability() = Capability(hardware = false, presence = false, prf = true)

    override fun prf(tier: Tier, input: ByteArray, output: SecretSink) {
        val mac = Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key("prf", tier), "HmacSHA256")) }
        val made = mac.doFinal(input)
        output.put(made)
        made.fill(0)
    }

    override fun wrap(tier: Tier, secret: ByteArray): ByteArray {
        val nonce = ByteArray(NONCE).also(random::nextBytes)
        return nonce + cipher(Cipher.ENCRYPT_MODE, tier, nonce).doFinal(secret)
    }

    override fun unwrap(tier: Tier, wrapped: ByteArray, output: SecretSink) {
        if (wrapped.size < NONCE) throw VaultException.NotOurs()
        val opened = try {
            cipher(Cipher.DECRYPT_MODE, tier, wrapped.copyOf(NONCE)).doFinal(wrapped, NONCE, wrapped.size - NONCE)
        } catch (_: GeneralSecurityException) {
            throw VaultException.NotOurs()
        }
        output.put(opened)
        opened.fill(0)
    }

    override fun marker(): Marker? = read().getAsJsonObject("marker")?.let {
        Marker(it["store"].asString, it["generation"].asString.toULong())
    }

    override fun setMarker(marker: Marker) = change {
        add("marker", JsonObject().apply {
            addProperty("store", marker.store)
            addProperty("generation", "${marker.generation}")
        })
    }

    override fun attempts(): Attempts = read().getAsJsonObject("attempts")?.let {
        Attempts(it["count"].asInt.toUInt(), it["last"].asLong, it["boot"].asLong)
    } ?: Attempts(0u, null, null)

    override fun raiseAttempts(now: Long, sinceBoot: Long): Attempts {
        val count = attempts().count + 1u
        change {
            add("attempts", JsonObject().apply {
                addProperty("count", count.toInt())
                addProperty("last", now)
                addProperty("boot", sinceBoot)
            })
        }
        return Attempts(count, now, sinceBoot)
    }

    override fun clearAttempts() = change { remove("attempts") }

    override fun delete() {
        write(JsonObject())
    }

    private fun cipher(mode: Int, tier: Tier, nonce: ByteArray) = Cipher.getInstance("AES/GCM/NoPadding").apply {
        init(mode, SecretKeySpec(key("wrap", tier), "AES"), GCMParameterSpec(128, nonce))
    }

    /** The key of a tier, made when it is first asked for. */
    private fun key(purpose: String, tier: Tier): ByteArray {
        val name = "$purpose.$tier"
        read()[name]?.let { return HexFormat.of().parseHex(it.asString) }
        val made = ByteArray(32).also(random::nextBytes)
        change { addProperty(name, HexFormat.of().formatHex(made)) }
        return made
    }

    private fun change(what: JsonObject.() -> Unit) = write(read().apply(what))

    private fun read(): JsonObject =
        if (file.exists()) JsonParser.parseString(file.readText()).asJsonObject else JsonObject()

    private fun write(all: JsonObject) {
        val beside = File(file.path + ".new").toPath()
        FileChannel.open(beside, CREATE, WRITE, TRUNCATE_EXISTING).use {
            it.write(Charsets.UTF_8.encode("$all"))
            it.force(true)
        }
        Files.move(beside, file.toPath(), ATOMIC_MOVE)
        FileChannel.open(file.absoluteFile.parentFile.toPath(), READ).use { it.force(true) }
    }

    private companion object {
        const val NONCE = 12
    }
}
