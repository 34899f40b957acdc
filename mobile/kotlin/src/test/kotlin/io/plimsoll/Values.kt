package io.plimsoll

import com.fasterxml.jackson.databind.JsonNode
import java.lang.reflect.InvocationTargetException
import kotlin.reflect.KCallable
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.createType
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor

/** A value that the type of an argument cannot hold: the compiler refuses it, so nothing reaches the library. */
class Unbuildable(message: String) : Exception(message)

/** Makes arguments from a vector's JSON, where a float stands as its 64 bits; `call` answers the nested calls. */
class Builder(private val call: (String, JsonNode) -> Any?) {
    /** Calls a function or constructor with arguments by name. */
    fun invoke(callable: KCallable<*>, arguments: JsonNode): Any? {
        val parameters = callable.parameters.associateBy { it.name }
        val built = arguments.properties().associate { (name, json) ->
            val parameter = parameters[name] ?: throw Unbuildable("${callable.name} has no $name")
            parameter to build(json, parameter.type)
        }
        val missing = callable.parameters.firstOrNull { !it.isOptional && it !in built }
        if (missing != null) throw Unbuildable("${callable.name} needs ${missing.name}")
        try {
            return callable.callBy(built)
        } catch (wrapped: InvocationTargetException) {
            throw wrapped.targetException
        }
    }

    /** Makes one value of a type. */
    fun build(json: JsonNode, type: KType): Any? {
        if (json.isNull && type.isMarkedNullable) return null
        if (json.has("\$call")) return call(json["\$call"].asText(), json["in"])
        val kind = type.classifier as KClass<*>
        return when (kind) {
            Double::class -> java.lang.Double.longBitsToDouble(bits(json["f64"] ?: refuse(json, type)))
            Boolean::class -> if (json.isBoolean) json.booleanValue() else refuse(json, type)
            String::class -> if (json.isTextual) json.textValue() else refuse(json, type)
            UByte::class -> integer(json, type, UByte.MAX_VALUE.toLong()).toUByte()
            UShort::class -> integer(json, type, UShort.MAX_VALUE.toLong()).toUShort()
            UInt::class -> integer(json, type, UInt.MAX_VALUE.toLong()).toUInt()
            ByteArray::class -> (json["bytes"] ?: refuse(json, type)).asText().hexToByteArray()
            List::class -> list(json, type)
            else -> named(json, type, kind)
        }
    }

    private fun list(json: JsonNode, type: KType): List<Any?> {
        json["f64s"]?.let { floats -> return floats.map { java.lang.Double.longBitsToDouble(bits(it)) } }
        val item = type.arguments.single().type ?: refuse(json, type)
        return if (json.isArray) json.map { build(it, item) } else refuse(json, type)
    }

    private fun named(json: JsonNode, type: KType, kind: KClass<*>): Any? {
        if (kind.java.isEnum) {
            return kind.java.enumConstants.firstOrNull { name(it as Enum<*>) == json.textValue() } ?: refuse(json, type)
        }
        if (json.isTextual && kind.isSealed) return kind.sealedSubclasses.firstOrNull { name(it) == json.textValue() }?.objectInstance ?: refuse(json, type)
        if (!json.isObject) refuse(json, type)
        if (!kind.isSealed) return invoke(kind.primaryConstructor ?: refuse(json, type), json)
        if (!json.has("kind")) return choice(json, type, kind)
        val variant = kind.sealedSubclasses.firstOrNull { name(it) == json["kind"]?.textValue() } ?: refuse(json, type)
        val fields = json.deepCopy<com.fasterxml.jackson.databind.node.ObjectNode>().without<JsonNode>("kind")
        return variant.objectInstance ?: build(fields, variant.createType())
    }

    /** A choice that carries data: an object with the choice as its one key. */
    private fun choice(json: JsonNode, type: KType, kind: KClass<*>): Any? {
        val (key, content) = json.properties().singleOrNull() ?: refuse(json, type)
        val variant = kind.sealedSubclasses.firstOrNull { name(it) == key } ?: refuse(json, type)
        val only = variant.primaryConstructor?.parameters?.singleOrNull()?.takeIf { it.name == UNNAMED }
        return if (only != null) variant.primaryConstructor?.call(build(content, only.type)) else build(content, variant.createType())
    }

    private fun integer(json: JsonNode, type: KType, largest: Long): Long =
        if (json.isIntegralNumber && json.canConvertToLong() && json.longValue() in 0..largest) json.longValue() else refuse(json, type)

    private fun refuse(json: JsonNode, type: KType): Nothing = throw Unbuildable("$json is not a $type")
}

private fun bits(json: JsonNode): Long = java.lang.Long.parseUnsignedLong(json.asText(), 16)

/** The bits of a float, which is what is compared: 0.0 and -0.0 differ, and equal NaNs do not. */
data class Bits(val bits: Long) {
    override fun toString() = "${java.lang.Double.longBitsToDouble(bits)} (${bits.toHexString()})"
}

/** Writes a value of the bindings in the form in which two results are compared. */
fun plain(value: Any?): Any? = when (value) {
    null, is Boolean, is String -> value
    is Double -> Bits(value.toRawBits())
    is UByte -> value.toLong()
    is UShort -> value.toLong()
    is UInt -> value.toLong()
    is List<*> -> value.map(::plain)
    is ByteArray -> value.toHexString()
    is Enum<*> -> name(value)
    else -> record(value)
}

private fun record(value: Any): Map<String, Any?> {
    val kind = value::class
    val fields = kind.memberProperties.mapNotNull { field -> plain(field.getter.call(value))?.let { field.name to it } }.toMap()
    val choice = kind.java.superclass.kotlin
    return when {
        !choice.isSealed -> fields
        choice.simpleName in BY_KEY -> mapOf(name(kind).orEmpty() to (fields[UNNAMED] ?: fields))
        else -> fields + ("kind" to name(kind))
    }
}

/** The choices that are written as an object with the choice as its one key: those that are also passed in. */
private val BY_KEY = setOf("Position", "Action", "Auction", "HoldingState", "MakerPriceCurve", "MaximumStep")

/** The name that the bindings give to the one unnamed value of a variant. */
private const val UNNAMED = "v1"

/** Reads an expected result into the same form. */
fun expected(json: JsonNode): Any? = when {
    json.isNull -> null
    json.isBoolean -> json.booleanValue()
    json.isIntegralNumber -> json.longValue()
    json.isTextual -> json.textValue()
    json.isArray -> json.map(::expected)
    json.has("f64") -> Bits(bits(json["f64"]))
    json.has("f64s") -> json["f64s"].map { Bits(bits(it)) }
    json.has("bytes") -> json["bytes"].textValue()
    else -> json.properties().mapNotNull { (name, field) -> expected(field)?.let { name to it } }.toMap()
}

/** Says where two results first differ; nothing when they are equal. */
fun firstDifference(wanted: Any?, got: Any?, path: String): String? = when {
    wanted == got -> null
    wanted is Pair<*, *> && got is Pair<*, *> && wanted.first == got.first -> firstDifference(wanted.second, got.second, path)
    wanted is Map<*, *> && got is Map<*, *> && wanted.keys == got.keys ->
        wanted.keys.firstNotNullOf { firstDifference(wanted[it], got[it], "$path.$it") }
    wanted is List<*> && got is List<*> && wanted.size == got.size ->
        wanted.indices.firstNotNullOf { firstDifference(wanted[it], got[it], "$path[$it]") }
    else -> "$path: expected $wanted, got $got"
}

/** The name of a variant in the vectors: `SHORT_HISTORY` is "shortHistory", `V3_7` is "v3.7", `NothingLiquidates` is "nothingLiquidates". */
private fun name(variant: Enum<*>): String {
    val name = variant.name.lowercase()
    if (Regex("v\\d+_\\d+").matches(name)) return name.replace('_', '.')
    return name.split('_').joinToString("") { word -> word.replaceFirstChar(Char::uppercase) }.replaceFirstChar(Char::lowercase)
}

private fun name(variant: KClass<*>): String? = variant.simpleName?.replaceFirstChar(Char::lowercase)
