import Foundation
import Plimsoll

/// A long run on its way: what its class answers part by part, a function answers in one call.
struct Run {
    let object: AnyObject
    let advance: (UInt32) throws -> Double
    let result: () -> Any

    /// Steps to the end.
    func finish(part: UInt32) throws -> Any {
        var done = 0.0
        while done < 1 {
            let before = done
            done = try advance(part)
            guard before < done, done <= 1 else { throw Unbuildable(description: "done to \(before), then to \(done)") }
        }
        return result()
    }
}

/// What starts the run that answers what a function answers, by the function's name and with its arguments.
let starts: [String: (Arguments) throws -> Run] = [
    "aaveV3BookStress": {
        let run = try AaveV3StressRun(pool: $0("pool"), users: $0("users"), shocks: $0("shocks"))
        return Run(object: run, advance: { try run.advance(users: $0) }, result: { run.result() })
    },
    "firstPassage": {
        passage(try FirstPassageRun(forecast: $0("forecast"), distance: $0("distance"), direction: $0("direction"), options: $0("options")))
    },
    "jointFirstPassage": { passage(try FirstPassageRun.joint(account: $0("account"), joint: $0("joint"), options: $0("options"))) },
    "portfolioFirstPassage": {
        let run = try PortfolioPassageRun(portfolio: $0("portfolio"), joint: $0("joint"), options: $0("options"))
        return Run(object: run, advance: { try run.advance(paths: $0) }, result: { run.result() as Any })
    },
]

private func passage(_ run: FirstPassageRun) -> Run {
    Run(object: run, advance: { try run.advance(paths: $0) }, result: { run.result() as Any })
}

/// Answers a function by its run: in parts of one user, and of about a thousand paths.
func inParts(_ name: String, _ arguments: Arguments) throws -> Any {
    guard let start = starts[name] else { throw Unbuildable(description: "no run answers \(name)") }
    return try start(arguments).finish(part: name == "aaveV3BookStress" ? 1 : 999)
}

/// Steps a run once and lets go of it; says what is wrong where it was over by then, or where it stays.
func cancelled(_ name: String, _ arguments: Arguments) throws -> String? {
    weak var kept: AnyObject?
    do {
        guard let run = try starts[name]?(arguments) else { return "no run answers \(name)" }
        kept = run.object
        if try run.advance(1) == 1 { return "\(name) was over before it could be cancelled" }
    }
    return kept == nil ? nil : "\(name) stays after it is cancelled"
}
