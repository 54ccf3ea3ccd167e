import Foundation
import XCTest

/// The page docs/getting-started-ios.md. Its Swift pieces are the one file of the program `guide`.
final class GuideTests: XCTestCase {
    private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    func testTheProgramOfTheGuideGoesFromNothingToAPaidMessage() async throws {
        try await withWorld { devnet, profile, folder in
            let pass = "wheel canyon ribbon orbit velvet summer"
            let guide = try Program.ours("guide", [profile, folder.appending(path: "devices").path()])
            try await guide.answers("A pass phrase for both devices", pass)
            try await guide.answers("sent to 010-1234-5678", field("code", of: devnet.hears("+821012345678")))
            try await guide.answers("sent to 010-8765-4321", field("code", of: devnet.hears("+821087654321")))
            try await guide.hears("지민 hears: Lunch at noon?")
            try await guide.hears("messages, the newest: Lunch at noon?")
            try await guide.hears("12. ")
            let faucet = try await guide.hears(": faucet ")
            try devnet.type(String(faucet[faucet.range(of: "faucet ")!.lowerBound...]))
            try await devnet.hears("minted")
            try guide.type("")
            try await guide.hears("to TTC")
            try await guide.hears("amount 10 TTC, fee 0.1 TTC")
            try await guide.hears("지민 hears: ₮ 10 TTC for lunch")
            try await guide.hears("ask for the pass phrase: ")
            try await guide.hears("Alex: 989.9 TTC, on their way: 0 back, 0 out")
            try await guide.hears("Alex: 0 TTM, ")
            try await guide.hears("Alex: BTC: not in this network")
            try await guide.hears("Alex has 989.9 TTC and 1 contact")
            let code = try await guide.ended()
            XCTAssertEqual(code, 0, guide.all.joined(separator: "\n"))
            XCTAssertFalse(guide.all.contains { $0.contains("ribbon orbit") }, "the pass phrase was shown")
        }
    }

    func testTheProgramIsCutOutOfThePageAsItIs() throws {
        let program = try String(contentsOf: repository.appending(path: "ios/Samples/guide/Guide.swift"), encoding: .utf8)
        let there = program.split(separator: "\n").map(String.init)
        XCTAssertEqual(try pieces("swift").filter { !$0.isEmpty }, there)
        XCTAssertGreaterThan(there.count, 100)
    }

    func testEveryScriptAndPackageThatTheGuideNamesIsThere() throws {
        let commands = try pieces("sh")
        XCTAssertGreaterThan(commands.count, 3)
        for command in commands {
            let words = command.split(separator: " ").map(String.init)
            if let script = words.first, script.hasPrefix("scripts/") {
                XCTAssertTrue(FileManager.default.isExecutableFile(atPath: repository.appending(path: script).path()), command)
            }
            if words.first == "cargo", let at = words.firstIndex(of: "-p") {
                let room = words[at + 1].replacingOccurrences(of: "tongtong-", with: "")
                let manifest = repository.appending(path: "\(room)/Cargo.toml").path()
                XCTAssertTrue(FileManager.default.fileExists(atPath: manifest), command)
            }
        }
    }

    func testTheKoreanHalfHasEverySectionOfTheEnglishOne() throws {
        let halves = try page().split(separator: "# 한국어", maxSplits: 1)
            .map { half in half.map { $0.prefix { $0 != "." } }.filter { $0.hasPrefix("## ") } }
        XCTAssertEqual(halves.count, 2)
        XCTAssertEqual(halves.first?.count, 16)
        XCTAssertEqual(halves.first, halves.last)
    }

    private func page() throws -> [String] {
        let text = try String(contentsOf: repository.appending(path: "docs/getting-started-ios.md"), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The lines of every piece in a language, in order.
    private func pieces(_ language: String) throws -> [String] {
        var lines: [String] = []
        var inside = false
        for line in try page() {
            if line == "```" + language {
                inside = true
            } else if line.hasPrefix("```") {
                inside = false
            } else if inside {
                lines.append(line)
            }
        }
        return lines
    }
}
