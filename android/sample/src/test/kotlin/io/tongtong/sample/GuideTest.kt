package io.tongtong.sample

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.nio.file.Path
import javax.xml.parsers.DocumentBuilderFactory

/** The page docs/getting-started-android.md. Its Kotlin pieces are compiled with these tests, as one file. */
class GuideTest {
    private val repository = File(System.getProperty("basedir")).resolve("../..").canonicalFile
    private val page = repository.resolve("docs/getting-started-android.md").readLines()

    @Test
    fun `the program of the guide goes from nothing to a paid message`(@TempDir temporary: Path) {
        val folder = temporary.toFile()
        Program.devnet(folder.resolve("devnet")).use { devnet ->
            val profile = devnet.hears("\"ready\"").field("profile")
            Program.java("the guide", "en", "GuideKt", profile, "$folder/devices").use { guide ->
                guide.answers("A pass phrase for both devices", PASS)
                guide.answers("sent to 010-1234-5678", devnet.hears("+821012345678").field("code"))
                guide.answers("sent to 010-8765-4321", devnet.hears("+821087654321").field("code"))
                guide.hears(" hears: Lunch at noon?")
                guide.hears("messages, the newest: Lunch at noon?")
                guide.hears("12. ")
                devnet.type("faucet " + guide.hears("faucet ").substringAfter("faucet "))
                devnet.hears("minted")
                guide.type("")
                guide.hears("to TTC")
                guide.hears("amount 10 TTC, fee 0.1 TTC, besides []")
                guide.hears("warnings [FirstPayment]")
                guide.hears(" 10 TTC for lunch")
                guide.hears("ask for the pass phrase: ")
                guide.hears("Alex has 989.9 TTC and 1 contact")
                assertEquals(0, guide.ended(), guide.all().joinToString("\n"))
                assertTrue(guide.all().none { "ribbon orbit" in it }, "the pass phrase was shown")
            }
        }
    }

    @Test
    fun `every script and package that the guide names is there`() {
        val commands = pieces("sh").flatten()
        assertTrue(commands.size > 3)
        for (command in commands) {
            Regex("(?:^| )(scripts/[a-z]+)").find(command)?.let { assertTrue(repository.resolve(it.groupValues[1]).canExecute(), command) }
            Regex("cargo run .*-p tongtong-([a-z]+)").find(command)?.let {
                assertTrue(repository.resolve(it.groupValues[1]).resolve("Cargo.toml").isFile, command)
            }
        }
    }

    @Test
    fun `every piece of XML in the guide is whole`() {
        val reader = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        val roots = pieces("xml").map { reader.parse(it.joinToString("\n").byteInputStream()).documentElement.nodeName }
        assertEquals(setOf("project", "full-backup-content", "data-extraction-rules", "application"), roots.toSet())
    }

    @Test
    fun `the guide names the version of Kotlin that the library is built with`() {
        val built = repository.resolve("android/pom.xml").readText()
        val named = Regex("<version>(2\\..*)</version>").findAll(page.joinToString("\n")).map { it.groupValues[1] }
        assertTrue("<kotlin.version>${named.single()}</kotlin.version>" in built)
    }

    @Test
    fun `the Korean half has every section of the English one`() {
        val (english, korean) = Regex("^## (\\d+)\\. ").let { number ->
            val half = page.indexOf("# 한국어")
            listOf(page.take(half), page.drop(half)).map { lines -> lines.mapNotNull { number.find(it)?.groupValues?.get(1) } }
        }
        assertTrue(english.size > 10)
        assertEquals(english, korean)
    }

    private fun pieces(language: String): List<List<String>> {
        val pieces = mutableListOf<MutableList<String>>()
        var inside = false
        for (line in page) {
            when {
                line == "```$language" -> pieces.add(mutableListOf()).also { inside = true }
                line.startsWith("```") -> inside = false
                inside -> pieces.last().add(line)
            }
        }
        return pieces
    }

    private companion object {
        const val PASS = "wheel canyon ribbon orbit velvet summer"
    }
}
