// Runs the conformance vectors: `run_vectors VECTORS HEADER`.
import Foundation
import Plimsoll

struct Case {
    let file: String
    let function: String
    let json: Json
    var name: String { "\(function) / \(json["name"]?.text ?? "")" }
}

func cases(in folder: URL) throws -> [Case] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter { $0.pathExtension == "json" }
    return try files.sorted { $0.path < $1.path }.flatMap { file in
        let json = try JSONDecoder().decode(Json.self, from: Data(contentsOf: file))
        return (json["cases"]?.list ?? []).map {
            Case(file: file.lastPathComponent, function: ($0["function"] ?? json["function"])?.text ?? "", json: $0)
        }
    }
}

enum Answer: Equatable {
    case out(Plain)
    case err(String?)
    case unbuildable(String)
}

extension Case {
    var arguments: Arguments { Arguments(json: json["in"] ?? .object([:])) }
}

func answer(_ test: Case, by how: (String, Arguments) throws -> Any = call) -> Answer {
    do {
        return .out(Plain(try how(test.function, test.arguments)))
    } catch let error as RiskError {
        return .err(error.code())
    } catch {
        return .unbuildable("\(error)")
    }
}

/// Says what differs from the expectation; nothing when every bit is equal.
func difference(_ test: Case, by how: (String, Arguments) throws -> Any = call) -> String? {
    let wanted: Answer = test.json["err"].map { .err($0["code"]?.text) } ?? .out(Plain(expected: test.json["out"] ?? .null))
    let got = answer(test, by: how)
    if got == wanted { return nil }
    guard case .out(let one) = wanted, case .out(let other) = got else { return "\(test.name): expected \(wanted), got \(got)" }
    return "\(test.name): \(firstDifference(one, other, "the answer"))"
}

/// Says where two results that are not equal first differ.
func firstDifference(_ wanted: Plain, _ got: Plain, _ path: String) -> String {
    switch (wanted, got) {
    case (.object(let one), .object(let other)) where one.keys == other.keys:
        if let name = one.keys.first(where: { one[$0] != other[$0] }), let a = one[name], let b = other[name] {
            return firstDifference(a, b, "\(path).\(name)")
        }
    case (.list(let one), .list(let other)) where one.count == other.count:
        if let index = one.indices.first(where: { one[$0] != other[$0] }) {
            return firstDifference(one[index], other[index], "\(path)[\(index)]")
        }
    case (.bits(let one), .bits(let other)):
        return "\(path): expected \(Double(bitPattern: one)), got \(Double(bitPattern: other)): the bits differ"
    default: break
    }
    return "\(path): expected \(wanted), got \(got)"
}

var passed = 0, failed = 0, skipped = 0

func check(_ problem: String?) {
    if let problem {
        failed += 1
        print("FAILED \(problem)")
    } else {
        passed += 1
    }
}

guard CommandLine.arguments.count == 3 else {
    print("usage: run_vectors VECTORS HEADER")
    exit(2)
}
let folder = URL(fileURLWithPath: CommandLine.arguments[1])
let all = try cases(in: folder)
let good = all.filter { $0.file != "bad_input.json" }
good.forEach { check(difference($0)) }

// What no argument can hold never reaches the library.
let long = all.filter { starts[$0.function] != nil && $0.json["err"]?["code"]?.text != "invalid_shape" }
long.forEach { check(difference($0, by: inParts)) }
for name in starts.keys.sorted() {
    guard let test = long.first(where: { $0.function == name && $0.json["out"] != nil }) else {
        check("\(name) has no good vector")
        continue
    }
    do {
        check(try cancelled(name, test.arguments))
    } catch {
        check("\(test.name): \(error)")
    }
    check(difference(test, by: inParts))
}
print("long runs: \(long.count) vectors in parts, \(starts.count) runs cancelled")

let wrong = try cases(in: folder.appendingPathComponent("wrong"))
check(wrong.isEmpty ? "there is no wrong vector" : nil)
for test in wrong {
    // Wrong in its answer, not in its shape: it must be possible to build it.
    if case .unbuildable(let reason) = answer(test) { check("\(test.name): \(reason)") }
    check(difference(test) == nil ? "\(test.name): a wrong vector passed" : nil)
}

var covered: Set<String> = []
for test in all where test.file == "bad_input.json" {
    if test.json["err"]?["code"]?.text == "invalid_shape", case .unbuildable = answer(test) {
        // The compiler refuses it: nothing reaches the library, so there is nothing to test.
        skipped += 1
        continue
    }
    check(difference(test))
    let next = good.first { $0.function == test.function && $0.json["out"] != nil }
    check(next.map { difference($0) } ?? "\(test.function) has no good vector")
    covered.insert(test.function)
}
let names = exported(header: try String(contentsOfFile: CommandLine.arguments[2], encoding: .utf8))
check(names == Set(functions.keys) ? nil : "the table of functions differs from the exported ones: \(names.symmetricDifference(functions.keys))")
// A function that cannot be called with nothing takes input, which can be bad; a choice among names holds no bad value.
for name in names.subtracting(covered).subtracting(["inputAccuracy"]).sorted() {
    let called = answer(Case(file: "", function: name, json: .object([:])))
    if case .unbuildable = called { check("\(name): no bad input covers it") }
}
print("bad input: covered \(covered.intersection(names).count) of \(names.count) exported functions")
print("\(passed) passed, \(failed) failed, \(skipped) skipped")
exit(failed == 0 && passed > 0 ? 0 : 1)
