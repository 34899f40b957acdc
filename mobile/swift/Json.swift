import Foundation

/// A vector's JSON. Integers stay integers; decimals are for people, and the runner never reads them.
indirect enum Json: Decodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal
    case text(String)
    case list([Json])
    case object([String: Json])

    init(from decoder: Swift.Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if (try? value.decode(Double.self)) != nil {
            self = .decimal
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([Json].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: Json].self))
        }
    }

    subscript(name: String) -> Json? {
        if case .object(let fields) = self { return fields[name] }
        return nil
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var list: [Json]? {
        if case .list(let list) = self { return list }
        return nil
    }
}

/// A value in the form in which two results are compared: a float is its bits.
indirect enum Plain: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case bits(UInt64)
    case text(String)
    case list([Plain])
    case object([String: Plain])

    /// Reads an expected result.
    init(expected json: Json) {
        switch json {
        case .null, .decimal: self = .null
        case .bool(let bool): self = .bool(bool)
        case .integer(let integer): self = .integer(integer)
        case .text(let text): self = .text(text)
        case .list(let list): self = .list(list.map(Plain.init(expected:)))
        case .object(let fields):
            if let bits = fields["f64"]?.text.flatMap({ UInt64($0, radix: 16) }) {
                self = .bits(bits)
            } else if let floats = fields["f64s"]?.list {
                self = .list(floats.map { .bits(UInt64($0.text ?? "", radix: 16) ?? 0) })
            } else if let hex = fields["bytes"]?.text, fields.count == 1 {
                self = .text(hex)
            } else if let kind = fields["kind"]?.text, fields.count == 1 {
                // A variant without data: Swift's reflection cannot tell it from a plain enumeration.
                self = .text(kind)
            } else {
                self = Plain.record(fields.mapValues(Plain.init(expected:)))
            }
        }
    }

    /// Writes a value of the bindings.
    init(_ value: Any) {
        switch value {
        case let bool as Bool: self = .bool(bool)
        case let float as Double: self = .bits(float.bitPattern)
        case let text as String: self = .text(text)
        case let bytes as Data: self = .text(bytes.map { String(format: "%02x", $0) }.joined())
        case let integer as any FixedWidthInteger: self = .integer(Int64(integer))
        default: self = Plain.reflected(value)
        }
    }

    /// The choices that are written as an object with the choice as its one key: those that are also passed in.
    private static let byKey: Set<String> = ["Position", "Action", "Auction", "HoldingState", "MakerPriceCurve", "MaximumStep"]

    private static func reflected(_ value: Any) -> Plain {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { Plain($0.value) } ?? .null
        case .collection: return .list(mirror.children.map { Plain($0.value) })
        case .enum:
            guard let variant = mirror.children.first, let kind = variant.label else { return .text(spelt("\(value)")) }
            if byKey.contains("\(type(of: value))") { return .object([kind: Plain(variant.value)]) }
            return record(fields(Mirror(reflecting: variant.value)).merging(["kind": .text(kind)]) { _, tag in tag })
        default: return record(fields(mirror))
        }
    }

    /// A revision as the vectors spell it: `v37` is "v3.7".
    private static func spelt(_ variant: String) -> String {
        let digits = variant.dropFirst()
        guard variant.first == "v", digits.count == 2, digits.allSatisfy(\.isNumber) else { return variant }
        return "v\(digits.prefix(1)).\(digits.suffix(1))"
    }

    private static func fields(_ mirror: Mirror) -> [String: Plain] {
        let named = mirror.children.compactMap { child in child.label.map { ($0, Plain(child.value)) } }
        return Dictionary(uniqueKeysWithValues: named)
    }

    /// An absent optional equals null.
    private static func record(_ fields: [String: Plain]) -> Plain {
        .object(fields.filter { $0.value != .null })
    }
}
