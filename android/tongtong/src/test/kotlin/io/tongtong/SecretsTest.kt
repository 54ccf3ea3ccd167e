package io.tongtong

import io.tongtong.core.Device
import io.tongtong.core.PassPhrase
import io.tongtong.core.Reveal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.io.File
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.lang.reflect.Type
import java.net.URI
import java.nio.ByteBuffer

class SecretsTest {
    @Test
    fun `no public function takes or returns a secret as a text, but for the word that is shown`() {
        val all = publicMethods()
        assertTrue(all.any { it.name == "unlock" } && all.any { it.name == "fromUtf8" }, "the classes were found")
        val shown = setOf("$LAYER.WordReveal.word", "$CORE.Reveal.word", "$CORE.RevealInterface.word")
        // A word list is public data.
        val lists = setOf("$LAYER.Companion.wordList", "$CORE.TongtongKt.wordList")
        assertEquals(shown + lists, names(all.filter { isSecret(it.name) && it.signature.any(::isText) }))
        val taking = all.filter { it.parameters.any { isSecret(it.name) && isText(it.parameterizedType) } }
        assertEquals(emptySet<String>(), names(taking))
        assertTrue(all.single { it.declaringClass == TongTong::class.java && it.name == "unlock" }
            .parameters.any { it.name == "pass" }, "the names of parameters are there")
    }

    @Test
    fun `a pass phrase and words come in as characters or bytes, never as a text`() {
        val into = mapOf(
            "setUp" to 1, "unlock" to 1, "unlockOldCopy" to 1, "newWallet" to 1, "restoreWallet" to 2,
            "revealWords" to 1, "approve" to 1, "renewPayAddresses" to 1,
        )
        for ((name, secrets) in into) {
            val method = TongTong::class.java.methods.single { it.name == name }
            assertEquals(secrets, method.parameterTypes.count { it == CharArray::class.java }, name)
        }
        val passing = Device::class.java.methods.filter { PassPhrase::class.java in it.parameterTypes }
        assertEquals(into.keys, passing.mapTo(mutableSetOf()) { it.name })
        val made = publicMethods().filter { it.name == "fromUtf8" }
        assertTrue(made.size == 2 && made.all { it.parameterTypes.toList() == listOf(ByteBuffer::class.java) })
    }

    @Test
    fun `no object that holds a secret has words of its own`() {
        for (type in listOf(PassPhrase::class, Reveal::class, WordReveal::class, SecretSink::class)) {
            for (name in listOf("toString", "hashCode", "equals")) {
                val method = type.java.methods.single { it.name == name && it.parameterCount < 2 }
                assertEquals(Any::class.java, method.declaringClass, "${type.simpleName}.$name")
            }
        }
    }

    @Test
    fun `a pass phrase is used up by one call`() {
        passPhrase(pass()).use { pass ->
            World().use { world ->
                kotlinx.coroutines.runBlocking {
                    val folder = world.folder.resolve("alex")
                    val device = Device.open(world.profile, folder.path, null, null, null)
                    device.setUp(pass)
                    val used = assertThrows<TongTongException.State> { answered { device.unlock(pass) } }
                    assertEquals("secret_used", used.code)
                    device.shutdown()
                }
            }
        }
    }

    @Test
    fun `the buffer by which a secret comes in is wiped, whatever happens`() {
        var seen: ByteBuffer? = null
        lent("unspeakable".toByteArray()) { seen = it }
        assertTrue(seen!!.isEmpty())
        assertThrows<IllegalStateException> {
            lent("unspeakable".toByteArray()) {
                seen = it
                check(it.remaining() == 0)
            }
        }
        assertTrue(seen!!.isEmpty())
    }

    @Test
    fun `the rules for R8 keep the packages that are looked up by name`() {
        val rules = javaClass.getResource("/META-INF/proguard/consumer-rules.pro")!!.readText()
        for (type in listOf(Device::class.java, com.sun.jna.Native::class.java)) {
            assertTrue("-keep class ${type.packageName}.** { *; }" in rules, type.packageName)
        }
    }

    private fun ByteBuffer.isEmpty(): Boolean = (0..<capacity()).all { this[it] == 0.toByte() }

    /** What goes in and comes out; what a suspend function returns is an argument of its continuation. */
    private val Method.signature: List<Type> get() = genericParameterTypes.toList() + genericReturnType

    private fun isText(type: Type) = "java.lang.String" in type.typeName || "java.lang.CharSequence" in type.typeName

    private fun isSecret(name: String) = SECRET.any { it in name.lowercase() }

    private fun names(methods: List<Method>) = methods.mapTo(mutableSetOf()) {
        "${it.declaringClass.packageName}.${it.declaringClass.simpleName}.${it.name.substringBefore('-')}"
    }

    /** Every public method of every public class of both packages, but for what the generator needs for itself. */
    private fun publicMethods(): List<Method> {
        val top = File(URI("${TongTong::class.java.protectionDomain.codeSource.location}"))
        val files = top.walk().filter { it.extension == "class" }.map { it.relativeTo(top).path }
        val names = files.map { it.removeSuffix(".class").replace('/', '.') }
        val types = names.filter { it.startsWith("$LAYER.") }.map { Class.forName(it, false, javaClass.classLoader) }
        return types.filter { Modifier.isPublic(it.modifiers) && "FfiConverter" !in it.name && "Uniffi" !in it.name }
            .flatMap { it.declaredMethods.asSequence() }
            .filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic && '$' !in it.name }
            .toList()
    }

    private companion object {
        const val LAYER = "io.tongtong"
        const val CORE = "io.tongtong.core"
        val SECRET = listOf("pass", "word", "secret", "key", "phrase", "wrap", "prf", "reveal")
    }
}
