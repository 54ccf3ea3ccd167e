package io.tongtong.scenario

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.math.BigInteger

/** That a value is not as expected, or that a file asks for what there is not. */
class Differs(what: String) : Exception(what)

/** Kept values by their names, and what `tests/scenarios/README.md` says of patterns. */
class Names {
    private val kept = mutableMapOf<String, JsonElement>()

    /** Puts kept values in the place of `$name`, and repeated texts in theirs. */
    fun resolve(value: JsonElement): JsonElement = when {
        value.isText && value.asString.startsWith("$") -> value.asString.drop(1).let {
            kept[it] ?: throw Differs("nothing is kept as $it")
        }
        value is JsonArray -> JsonArray().apply { value.forEach { add(resolve(it)) } }
        value is JsonObject && value.keySet() == setOf("repeat", "times") ->
            JsonPrimitive(value["repeat"].asString.repeat(value["times"].asInt))
        value is JsonObject && value.keySet() == setOf("sum", "less") ->
            (together(value["sum"]) - together(value["less"])).let {
                if (it.signum() < 0) throw Differs("less than nothing: $value")
                JsonPrimitive("$it")
            }
        value is JsonObject -> JsonObject().apply { value.entrySet().forEach { (key, it) -> add(key, resolve(it)) } }
        else -> value
    }

    private fun together(list: JsonElement): BigInteger = resolve(list).asJsonArray.fold(BigInteger.ZERO) { sum, it ->
        sum + (it.units ?: throw Differs("$it is no text of units"))
    }

    /** Compares; the names that the pattern keeps count only if it all matches. */
    fun compare(pattern: JsonElement, value: JsonElement) {
        kept += matches(resolve(pattern), value, "the value")
    }

    private fun matches(pattern: JsonElement, value: JsonElement, at: String): Map<String, JsonElement> = when {
        pattern is JsonObject && pattern.keySet().any(RESERVED::contains) ->
            pattern.entrySet().map { (word, inner) -> reserved(word, inner, value, at) }.sum()
        pattern is JsonObject && value is JsonObject -> pattern.entrySet().map { (key, inner) ->
            matches(inner, value[key] ?: throw Differs("$at.$key: there is no such field"), "$at.$key")
        }.sum()
        pattern is JsonArray && value is JsonArray && pattern.size() == value.size() ->
            pattern.zip(value).mapIndexed { place, (inner, it) -> matches(inner, it, "$at[$place]") }.sum()
        same(pattern, value) -> emptyMap()
        else -> throw Differs("$at: expected $pattern, got $value")
    }

    private fun reserved(word: String, inner: JsonElement, value: JsonElement, at: String): Map<String, JsonElement> {
        val list = value as? JsonArray
        val holds = when (word) {
            "keep" -> if (value.isJsonNull) null else mapOf(inner.asString to value)
            "contains" -> list?.firstNotNullOfOrNull { fits(inner, it) }
            "lacks" -> emptyOr(list != null && list.none { fits(inner, it) != null })
            "first" -> list?.firstOrNull()?.let { matches(inner, it, "$at[0]") }
            "count" -> emptyOr(inner.asInt == (list?.size() ?: value.codePoints))
            "at_most" -> inner.units?.let { most -> emptyOr(value.units?.let { it <= most } ?: false) }
            "not" -> emptyOr(fits(inner, value) == null)
            else -> throw Differs("$at: reserved words and fields in one pattern")
        }
        return holds ?: throw Differs("$at: $word $inner does not hold for $value")
    }

    private fun fits(pattern: JsonElement, value: JsonElement) =
        try {
            matches(pattern, value, "")
        } catch (_: Differs) {
            null
        }

    private companion object {
        val RESERVED = setOf("keep", "contains", "lacks", "first", "count", "at_most", "not")

        val DIGITS = Regex("[0-9]+")

        val JsonElement.isText get() = this is JsonPrimitive && isString

        val JsonElement.codePoints get() = if (isText) asString.run { codePointCount(0, length) } else null

        val JsonElement.units get() = if (isText) asString.takeIf(DIGITS::matches)?.toBigInteger() else null

        fun emptyOr(holds: Boolean): Map<String, JsonElement>? = if (holds) emptyMap() else null

        fun List<Map<String, JsonElement>>.sum() = fold(emptyMap<String, JsonElement>()) { all, it -> all + it }

        fun same(a: JsonElement, b: JsonElement) = when {
            a is JsonNull || b is JsonNull -> a == b
            a !is JsonPrimitive || b !is JsonPrimitive -> false
            a.isNumber && b.isNumber -> a.asBigDecimal.compareTo(b.asBigDecimal) == 0
            else -> a.isNumber == b.isNumber && a == b
        }
    }
}
