import TongTong
import XCTest

/// The sample at a terminal, with the command on the other side.
final class SampleTests: XCTestCase {
    private let pass = "wheel canyon ribbon orbit velvet summer"

    func testSomebodyAtATerminalChatsAndPaysSomebodyWithTheCommand() async throws {
        try await withWorld { devnet, profile, folder in
            let agent = try Agent(profile, folder.appending(path: "jimin"))
            try await agent.signUp(devnet, pass)
            let alex = try Program.ours("sample", [profile, folder.appending(path: "alex").path()])
            try await signUp(alex, devnet)
            try await befriend(alex, agent)
            try await chat(alex, agent)
            try await fund(alex, devnet)
            try await pay(alex, agent)
            try alex.type("/quit")
            try await alex.hears("Bye.")
            let code = try await alex.ended()
            XCTAssertEqual(code, 0)
            XCTAssertFalse(alex.all.contains { $0.contains("ribbon orbit") }, "the pass phrase was shown")
            await agent.end()
            try await comeBackInKorean(profile, folder)
        }
    }

    func testWithoutItsTwoArgumentsItSaysWhichItWants() async throws {
        let alex = try Program.ours("sample", ["profile"])
        try await alex.hears("usage: PROFILE FOLDER")
        let code = try await alex.ended()
        XCTAssertEqual(code, 2)
    }

    private func signUp(_ alex: Program, _ devnet: Program) async throws {
        try await alex.answers("Choose a pass phrase", "velvet")
        try await alex.hears("too easy to guess")
        try await alex.answers("Choose a pass phrase", pass)
        try await alex.answers("Your name:", "Alex")
        try await alex.answers("Your phone number:", "010-1234-5678")
        try await alex.answers("The code from the SMS:", field("code", of: devnet.hears("+821012345678")))
        try await alex.hears("Hello, Alex.")
    }

    private func befriend(_ alex: Program, _ agent: Agent) async throws {
        try alex.type("too early")
        try await alex.hears("Nobody to talk to yet")
        try alex.type("/add 010-8765-4321")
        try await alex.hears("Asked.")
        try await agent.hears("asking", in: "contacts")
        try await agent.act("accept", ["peer": agent.other])
        try await alex.hears("지민 is a contact.")
    }

    private func chat(_ alex: Program, _ agent: Agent) async throws {
        try alex.type("Lunch at noon?")
        try await agent.hears("Lunch at noon?", in: "messages")
        try await alex.hears("✓ Lunch at noon?")
        try await agent.act("say", ["peer": agent.other, "text": "좋아요!"])
        try await alex.hears("지민: 좋아요!")
    }

    private func fund(_ alex: Program, _ devnet: Program) async throws {
        try alex.type("/balance")
        try await alex.hears("There is no wallet yet.")
        try alex.type("/wallet")
        try await alex.answers("Pass phrase:", pass)
        try await alex.hears("Write these 12 words down.")
        var words: Set<String> = []
        for place in 1...12 {
            let line = try await alex.hears("\(place). ")
            words.insert(String(line.split(separator: " ")[1]))
            try alex.type("")
        }
        XCTAssertTrue(words.isSubset(of: TongTong.wordList(.english)))
        try await alex.hears("The wallet is ready.")
        try alex.type("/address")
        let address = try await alex.hears("Your address: ").split(separator: " ")[2]
        try devnet.type("faucet \(address) 1000")
        try await devnet.hears("minted")
        repeat { try alex.type("/balance") } while try await !alex.hears("TTC (coming").contains("1000 TTC")
        try await alex.hears("0 TTM (coming 0, leaving 0)")
        // An asset of the same chain is paid to an address of that chain.
        try alex.type("/address ttm")
        try await alex.hears("Your address: TTC")
        try await alex.hears("BTC: not configured in this network")
        try alex.type("/address btc")
        try await alex.hears("The settings of this network name no server for this coin.")
        try alex.type("/address nothing")
        try await alex.hears("This network has no such coin.")
    }

    private func pay(_ alex: Program, _ agent: Agent) async throws {
        try await agent.act("wallet_new", ["pass": pass, "language": "ko"])
        try await alex.hears("지민 can be paid.")
        try alex.type("/pay 10 TTC for lunch")
        try await alex.hears("to  지민, TTC")
        try await alex.hears("amount  10 TTC")
        try await alex.hears("fee  0.1 TTC")
        try await alex.hears("change  989.9 TTC")
        try await alex.hears("you have never paid them before")
        try await alex.answers("Pass phrase to approve", "a wrong one")
        try await alex.hears("That is not the pass phrase")
        try await alex.answers("Pass phrase to approve", pass)
        try await alex.hears("Signed, and on its way.")
        try await alex.hears("✓ ₮ 10 TTC — for lunch")
        try await alex.hears("₮ -10 TTC: in a block")
        // The rows of the one who was paid.
        try await agent.hears("for lunch", in: "messages")
        let paid = try await agent.hears("\"confirmed\"", in: "payments")
        XCTAssertTrue(paid.contains("\"direction\":\"in\"") && paid.contains("\"amount\":\"10\""), paid)
        try alex.type("/pay 10 TTC again")
        try await alex.answers("Pass phrase to approve", "")
        try await alex.hears("Nothing was signed.")
    }

    private func comeBackInKorean(_ profile: String, _ folder: URL) async throws {
        let arguments = [profile, folder.appending(path: "alex").path()]
        let alex = try Program.ours("sample", arguments, language: "ko_KR.UTF-8")
        try await alex.answers("암호문:", "a wrong one")
        try await alex.hears("암호문이 틀렸습니다")
        try alex.type(pass)
        try await alex.hears("Alex 님, 반갑습니다.")
        try await alex.hears("지민: 좋아요!")
        try alex.type("/history")
        try await alex.hears("₮ -10 TTC: 블록에 기록됨")
        try alex.type("/quit")
        let code = try await alex.ended()
        XCTAssertEqual(code, 0)
    }
}

/// Jimin's device: the `tongtong` command, driven by lines of JSON.
private final class Agent {
    private let program: Program
    private var asked = 0
    /// The one who asked to be a contact.
    private(set) var other = ""

    init(_ profile: String, _ folder: URL) throws {
        program = try Program.command(
            "지민", ["--home", folder.path(), "--profile", profile, "--lang", "en", "--json", "agent"])
    }

    func signUp(_ devnet: Program, _ pass: String) async throws {
        let phone = "+821087654321"
        try await act("set_up", ["pass": pass])
        try await act("request_code", ["phone": phone])
        let code = try field("code", of: await devnet.hears(phone))
        try await act("sign_up", ["phone": phone, "code": code, "name": "지민"])
    }

    /// Does one operation, and gives back the line that it says.
    @discardableResult
    func act(_ op: String, _ args: [String: String] = [:]) async throws -> String {
        asked += 1
        let call: [String: Any] = ["id": "call-\(asked)", "op": op, "args": args]
        try program.type(String(decoding: JSONSerialization.data(withJSONObject: call), as: UTF8.self))
        let answer = try await program.hears("\"call-\(asked)\"")
        guard answer.contains("\"done\"") else { throw Problem(description: "\(op): \(answer)") }
        return answer
    }

    /// Waits until a list has something in it.
    @discardableResult
    func hears(_ text: String, in op: String) async throws -> String {
        let deadline = Date() + 60
        while Date() < deadline {
            let list = try await act(op, op == "messages" ? ["peer": other] : [:])
            if list.contains(text) {
                if op == "contacts" { other = try field("peer", of: list) }
                return list
            }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
        throw Problem(description: "no \(text) in \(op)")
    }

    func end() async { await program.end() }
}
