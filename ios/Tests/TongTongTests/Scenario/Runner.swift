import Foundation
@testable import TongTong

/// Runs a scenario, word for word.
struct Runner {
    let world: World
    /// The nodes of other chains, where the scenario names them.
    let peers: Peers?
    private var names = Names()
    private var devices: [String: Opened] = [:]

    init(_ world: World, _ peers: Peers?) {
        self.world = world
        self.peers = peers
    }

    /// The chains whose nodes a file names.
    static func peers(of file: String) throws -> [String] {
        let scenario = try Json(data: Data(contentsOf: folder.appending(path: file)))
        return scenario["peers"]?.list?.compactMap(\.text) ?? []
    }

    /// A device and what its listener has heard.
    private struct Opened {
        let device: TongTong
        let folder: String
        let heard: Heard
    }

    /// How a call ended.
    private enum Outcome {
        case returned(Json)
        case failed(Json)
    }

    /// Does the steps of a file, from the folder of scenarios.
    mutating func run(_ file: String) async throws {
        let text = try Data(contentsOf: Self.folder.appending(path: file))
        for (index, step) in (try Json(data: text)["steps"]?.list ?? []).enumerated() {
            do {
                try await take(step)
            } catch {
                let note = step["note"]?.text.map { "\n  note: \($0)" } ?? ""
                throw Problem("\(file), step \(index + 1): \(error)\n  step: \(step.line)\(note)")
            }
        }
    }

    /// Shuts every device down.
    func end() async {
        for opened in devices.values {
            opened.heard.stop()
            try? await opened.device.shutdown()
        }
    }

    static let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["TONGTONG_SCENARIOS"] ?? "scenarios")

    private mutating func take(_ step: Json) async throws {
        let known: Set = [
            "call", "open", "event", "world", "include", "on", "with", "fields", "returns", "until", "fails", "note",
        ]
        guard known.isSuperset(of: step.fields?.keys.map { $0 } ?? ["?"]) else { throw Problem("an unknown word") }
        let with = Arguments(try step["with"].map(names.filled))
        if let file = step["include"]?.text {
            try await run(file)
        } else if let kind = step["event"]?.text {
            try await hear(kind, step["fields"], try on(step))
        } else if let name = step["open"]?.text {
            try judge(step, try await open(name, with))
        } else if let action = step["world"]?.text {
            try judge(step, .returned(try await act(action, with)))
        } else if let method = step["call"]?.text {
            let call = try step["on"] == nil
                ? Methods.function(method, with) : Methods.of(on(step).device, method, with)
            try with.checkAll()
            try await settle(step, call)
        }
    }

    private func on(_ step: Json) throws -> Opened {
        guard let opened = step["on"]?.text.flatMap({ devices[$0] }) else { throw Problem("no such device") }
        return opened
    }

    /// Makes a call, again and again where the step says `until`.
    private mutating func settle(_ step: Json, _ call: Methods.Call) async throws {
        guard let pattern = step["until"] else { return try judge(step, try await outcome(call)) }
        let deadline = Date() + 60
        while true {
            let outcome = try await outcome(call)
            guard case .returned(let value) = outcome else { throw Problem("it failed: \(outcome)") }
            if try names.match(pattern, value) { return }
            guard Date() < deadline else { throw Problem("it never matched; at last: \(value.line)") }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
    }

    private func outcome(_ call: Methods.Call) async throws -> Outcome {
        do {
            return .returned(try Shape.of(try await call()))
        } catch let error as TongTongError {
            return .failed(Shape.of(error))
        }
    }

    private mutating func judge(_ step: Json, _ outcome: Outcome) throws {
        switch (outcome, step["fails"], step["returns"]) {
        case (.failed(let error), let pattern?, _):
            guard try names.match(pattern, error) else { throw Problem("another error: \(error.line)") }
        case (.failed(let error), nil, _): throw Problem("it failed: \(error.line)")
        case (.returned(let value), .some, _): throw Problem("it did not fail: \(value.line)")
        case (.returned(let value), nil, let pattern?):
            guard try names.match(pattern, value) else { throw Problem("it returned \(value.line)") }
        case (.returned, nil, nil): break
        }
    }

    /// Opens a device and listens to it at once. Where that fails, the name stands for what it stood for.
    private mutating func open(_ name: String, _ with: Arguments) async throws -> Outcome {
        let other = with.maybe("folder")?.text
        let folder = other.map { devices[$0]?.folder ?? $0 } ?? name
        let profile = with.maybe("profile")?.text ?? peers?.profile ?? world.profile
        try with.checkAll()
        do {
            let device = try await TongTong.open(profile: profile, folder: world.folder.appending(path: folder))
            let heard = Heard()
            heard.listen(to: device)
            devices[name]?.heard.stop()
            devices[name] = Opened(device: device, folder: folder, heard: heard)
            return .returned(.null)
        } catch let error as TongTongError {
            return .failed(Shape.of(error))
        }
    }

    private mutating func hear(_ kind: String, _ fields: Json?, _ opened: Opened) async throws {
        var names = self.names
        try await eventually("the event \(kind)") {
            try opened.heard.take { event in
                guard event["type"]?.text == kind else { return false }
                return try names.match(fields ?? .object([:]), event)
            } ? () : nil
        }
        self.names = names
    }

    private func act(_ action: String, _ with: Arguments) async throws -> Json {
        switch action {
        case "sms_code": return .text(try await world.code(for: with.text("phone")))
        case "node": return try await world.ask(with.text("method"), with.maybe("params") ?? .list([]))
        case "peers":
            guard let peers, let command = with.maybe("command") else { throw Problem("no peers, or no command") }
            return try await peers.obey(command)
        case "back_up": try world.copy("\(with.text("device"))/store", to: "\(with.text("device"))-copy")
        case "put_back": try world.copy("\(with.text("device"))-copy", to: "\(with.text("device"))/store")
        default: throw Problem("the world does not do \(action)")
        }
        return .null
    }
}

/// The events that a device's listener has heard and no step has taken.
private final class Heard: @unchecked Sendable {
    // `events` and `loop` are used under `lock` only.
    private let lock = NSLock()
    private var events: [Json] = []
    private var loop: Task<Void, any Error>?

    func listen(to device: TongTong) {
        // Subscribed before the next step, not when the task comes to run.
        let iterator = device.events.makeAsyncIterator()
        let task = Task {
            var iterator = iterator
            while let event = await iterator.next() {
                let event = try Shape.of(event)
                lock.withLock { events.append(event) }
            }
        }
        lock.withLock { loop = task }
    }

    func stop() {
        lock.withLock { loop?.cancel() }
    }

    /// Takes the oldest that fits out.
    func take(_ fits: (Json) throws -> Bool) rethrows -> Bool {
        try lock.withLock {
            guard let place = try events.firstIndex(where: fits) else { return false }
            events.remove(at: place)
            return true
        }
    }
}
