import Foundation
import Plimsoll

/// A value that the type of an argument cannot hold: the compiler refuses it, so nothing reaches the library.
struct Unbuildable: Error, CustomStringConvertible {
    let description: String
}

/// Arguments by name, read as the type that the function takes.
struct Arguments {
    let json: Json

    func callAsFunction<T: Decodable>(_ name: String) throws -> T {
        guard let value = json[name] else { throw Unbuildable(description: "there is no \(name)") }
        return try build(value, T.self)
    }

    func optional<T: Decodable>(_ name: String) throws -> T? {
        guard let value = json[name] else { return nil }
        return try build(value, T.self)
    }
}

/// Makes one value of a type; a nested call stands for its result.
func build<T: Decodable>(_ json: Json, _ type: T.Type) throws -> T {
    if let name = json["$call"]?.text, let arguments = json["in"] {
        guard let result = try call(name, Arguments(json: arguments)) as? T else { throw refusal(json, type) }
        return result
    }
    let value: Any?
    switch type {
    case is Double.Type: value = json["f64"]?.text.flatMap { UInt64($0, radix: 16) }.map(Double.init(bitPattern:))
    case is [Double].Type where json["f64s"] != nil:
        value = json["f64s"]?.list?.compactMap { $0.text.flatMap { UInt64($0, radix: 16) } }.map(Double.init(bitPattern:))
    case is Data.Type: value = json["bytes"]?.text.flatMap(bytes)
    case is String.Type: value = json.text
    case is Bool.Type: if case .bool(let bool) = json { value = bool } else { value = nil }
    case let integer as any FixedWidthInteger.Type:
        if case .integer(let number) = json { value = exactly(integer, number) } else { value = nil }
    default: return try T(from: VectorDecoder(json: json))
    }
    guard let built = value as? T else { throw refusal(json, type) }
    return built
}

/// Bytes from their hex digits.
private func bytes(hex: String) -> Data? {
    let digits = Array(hex)
    guard digits.count.isMultiple(of: 2) else { return nil }
    let read = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    return read.contains(nil) ? nil : Data(read.compactMap { $0 })
}

private func exactly<I: FixedWidthInteger>(_ type: I.Type, _ number: Int64) -> Any? { I(exactly: number) }

private func refusal(_ json: Json, _ type: Any.Type) -> Unbuildable { Unbuildable(description: "\(json) is not a \(type)") }

/// Lets the records' own `Codable` read a vector's JSON.
private struct VectorDecoder: Decoder {
    let json: Json
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        var fields: [String: Json] = [:]
        switch json {
        case .object(var content):
            if let kind = content.removeValue(forKey: "kind")?.text {
                fields = [kind: .object(content)]
            } else {
                fields = content
            }
        // A variant without data; revisions are spelt with a dot in the vectors.
        case .text(let variant): fields = [variant.replacingOccurrences(of: ".", with: ""): .object([:])]
        default: throw refusal(json, type)
        }
        // The one unnamed value of a variant goes by "_0" in Swift.
        if Key(stringValue: "_0") != nil { fields = ["_0": json] }
        if let unknown = fields.keys.first(where: { Key(stringValue: $0) == nil }) {
            throw Unbuildable(description: "\(unknown) is not one of \(type)")
        }
        return KeyedDecodingContainer(Fields<Key>(fields: fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let items = json.list else { throw refusal(json, [Any].self) }
        return Items(items: items)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw refusal(json, Any.self) }
}

private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [String: Json]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { fields.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        if case .null = try field(key) { return true }
        return false
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try build(field(key), type) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try VectorDecoder(json: field(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try VectorDecoder(json: field(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { VectorDecoder(json: .object(fields)) }
    func superDecoder(forKey key: Key) throws -> any Decoder { VectorDecoder(json: try field(key)) }

    private func field(_ key: Key) throws -> Json {
        guard let value = fields[key.stringValue] else { throw Unbuildable(description: "there is no \(key.stringValue)") }
        return value
    }
}

private struct Items: UnkeyedDecodingContainer {
    let items: [Json]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(items: [Json]) { self.items = items }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, case .null = items[currentIndex] else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try build(next(), type) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try VectorDecoder(json: next()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try VectorDecoder(json: next()).unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { VectorDecoder(json: try next()) }

    private mutating func next() throws -> Json {
        guard !isAtEnd else { throw Unbuildable(description: "the list is too short") }
        defer { currentIndex += 1 }
        return items[currentIndex]
    }
}
