package io.tongtong

import io.tongtong.core.KeyVaultMaker
import io.tongtong.core.VaultException
import io.tongtong.core.contractKeyVault
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicReference

class KeyVaultTest {
    @TempDir
    lateinit var folder: File

    @Test
    fun `a safe written in Kotlin keeps the contract`() = runBlocking<Unit> {
        answered { contractKeyVault(Safes(folder) { SoftwareVault(it) }) }
    }

    @Test
    fun `a safe that forgets its count breaks the contract, and the suite says where`() = runBlocking<Unit> {
        class Forgetful(file: File) : SoftwareVault(file) {
            override fun raiseAttempts(now: Long, sinceBoot: Long) = Attempts(1u, now, sinceBoot)
        }

        val broken = assertThrows<TongTongException.Internal> {
            answered { contractKeyVault(Safes(folder) { Forgetful(it) }) }
        }
        assertEquals("contract_broken", broken.code)
        assertTrue(broken.facts.getValue("sentence").isNotEmpty())
    }

    @Test
    fun `a safe whose tiers have one key breaks the contract`() = runBlocking<Unit> {
        class OneKey(file: File) : SoftwareVault(file) {
            override fun prf(tier: Tier, input: ByteArray, output: SecretSink) =
                super.prf(Tier.READING, input, output)
        }

        val broken = assertThrows<TongTongException.Internal> {
            answered { contractKeyVault(Safes(folder) { OneKey(it) }) }
        }
        assertTrue("each tier has a key of its own" in broken.facts.getValue("sentence"))
    }

    @Test
    fun `a device works with it, on threads that are not the caller's`() = runBlocking<Unit> {
        val threads = ConcurrentHashMap.newKeySet<Thread>()
        val lent = ConcurrentHashMap.newKeySet<ByteArray>()

        class Watched : SoftwareVault(folder.resolve("safe")) {
            override fun prf(tier: Tier, input: ByteArray, output: SecretSink) {
                threads += Thread.currentThread()
                lent += input
                super.prf(tier, input, output)
            }
        }
        World().use { world ->
            Person.signUp(world, "Alex", ALEX, Watched()).use {
                assertNotNull(it.device.own())
                it.device.lock()
                val wrong = assertThrows<TongTongException.PassPhrase> { it.device.unlock("wrong".toCharArray()) }
                assertEquals("pass_phrase_wrong", wrong.code)
                assertEquals(1u, Watched().attempts().count)
                it.device.unlock(pass())
                assertEquals(0u, Watched().attempts().count)
            }
            Person.open(world, "Alex", Watched()).use {
                it.device.unlock(pass())
                assertEquals("Alex", it.device.own()?.name)
            }
        }
        assertFalse(Thread.currentThread() in threads)
        assertTrue(threads.isNotEmpty())
        assertTrue(lent.isNotEmpty() && lent.all { array -> array.all { it == 0.toByte() } }, "what is lent is wiped")
    }

    @Test
    fun `what a safe throws without declaring it stays behind`() = runBlocking<Unit> {
        for (thrown in listOf(IllegalStateException(SECRET), StackOverflowError(SECRET), NotImplementedError(SECRET))) {
            val error = nothingEscapes { failing { throw thrown } }
            assertEquals("key_vault_storage", error.code)
            assertEquals(ErrorKind.KEY_VAULT, error.kind)
            val all = generateSequence<Throwable>(error) { it.cause }.joinToString { it.stackTraceToString() }
            assertFalse(SECRET in all + error.facts + error.text())
        }
    }

    @Test
    fun `what a safe says arrives by its code`() = runBlocking<Unit> {
        val said = mapOf(
            VaultException.Cancelled() to "user_cancelled",
            VaultException.HardwareKeyInvalidated() to "hardware_key_invalidated",
            VaultException.Held() to "key_vault_held",
            VaultException.Storage() to "key_vault_storage",
        )
        for ((exception, code) in said) assertEquals(code, failing { throw exception }.code)
    }

    @Test
    fun `a secret that is too long is refused by the sink`() = runBlocking<Unit> {
        val seen = AtomicReference<TongTongException>()
        failing { output ->
            seen.set(assertThrows<TongTongException.Input> { output.put(ByteArray(4_097)) })
            throw VaultException.Storage()
        }
        assertEquals("secret_too_long", seen.get().code)
    }

    /** What a device says whose safe does this instead of a PRF. */
    private suspend fun failing(prf: (SecretSink) -> Unit): TongTongException {
        class Failing : SoftwareVault(folder.resolve("safe")) {
            override fun prf(tier: Tier, input: ByteArray, output: SecretSink) = prf(output)
        }
        World().use { world ->
            TongTong.open(world.profile, world.folder.resolve("alex"), Failing()).use { device ->
                return assertThrows<TongTongException.KeyVault> { runBlocking { device.setUp(pass()) } }
            }
        }
    }

    /** Makes safes for the suite, each in a file of its own. */
    private class Safes(private val folder: File, private val open: (File) -> KeyVault) : KeyVaultMaker {
        private var made = 0

        override fun make() = VaultAdapter(open(folder.resolve("safe-${++made}")))

        override fun reopen() = VaultAdapter(open(folder.resolve("safe-$made")))
    }

    private companion object {
        const val ALEX = "+821012345678"
        const val SECRET = "unspeakable-7f3a"
    }
}
